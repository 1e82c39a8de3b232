using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// One alert as the queue carries it: what outputs choose by (priority, rule, time, container) and the alert itself, as
/// configured and, where an output asks for it, as the whole JSON object. Written by <see cref="EnvelopeWriter"/>.
/// Lifetime: that of the bytes it was read from.
/// </summary>
public readonly ref struct AlertEnvelope
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Header _header;

    private AlertEnvelope(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes[Unsafe.SizeOf<Header>()..];
        _header = MemoryMarshal.Read<Header>(bytes);
    }

    /// <summary>The rule's priority.</summary>
    public Priority Priority => _header.Priority;

    /// <summary>When it happened: wall time in ns since the epoch.</summary>
    public ulong TimeNs => _header.TimeNs;

    /// <summary>The rule's name, in UTF-8.</summary>
    public ReadOnlySpan<byte> Rule => _bytes[.._header.RuleBytes];

    /// <summary>The container's name, its id while that is not known, <c>host</c> outside of containers.</summary>
    public ReadOnlySpan<byte> Container => _bytes.Slice(_header.RuleBytes, _header.ContainerBytes);

    /// <summary>The alert as configured, without a newline.</summary>
    public ReadOnlySpan<byte> Message => _bytes.Slice(MessageAt, _header.MessageBytes);

    /// <summary>The alert as the whole JSON object; empty unless asked for.</summary>
    public ReadOnlySpan<byte> Json =>
        IsMessageJson ? Message : _bytes.Slice(MessageAt + _header.MessageBytes, _header.JsonBytes);

    /// <summary><see cref="Json"/> and <see cref="Message"/> are the same bytes.</summary>
    public bool IsMessageJson => _header.JsonBytes == Header.SameAsMessage;

    private int MessageAt => _header.RuleBytes + _header.ContainerBytes;

    /// <summary>Looks at an alert that <see cref="EnvelopeWriter"/> wrote.</summary>
    /// <param name="bytes">All of it.</param>
    public static AlertEnvelope View(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>What stands before the texts; never leaves the process.</summary>
    internal struct Header
    {
        /// <summary>In place of <see cref="JsonBytes"/>.</summary>
        public const int SameAsMessage = -1;

        /// <summary>Wall time in ns.</summary>
        public ulong TimeNs;

        /// <summary>The rule's.</summary>
        public Priority Priority;

        /// <summary>Length of the rule's name.</summary>
        public int RuleBytes;

        /// <summary>Length of the container's name.</summary>
        public int ContainerBytes;

        /// <summary>Length of the alert as configured.</summary>
        public int MessageBytes;

        /// <summary>Length of the JSON object, or <see cref="SameAsMessage"/>.</summary>
        public int JsonBytes;
    }
}
