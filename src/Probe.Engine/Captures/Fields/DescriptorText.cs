using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>What stands behind a descriptor, in the form that event arguments have.</summary>
internal static class DescriptorText
{
    /// <summary>
    /// Adds what a descriptor of the event's process is: <c>&lt;f&gt;/etc/passwd</c>,
    /// <c>&lt;4t&gt;1.2.3.4:5->6.7.8.9:80</c>, or the name of a negative number. Nothing where nothing is known.
    /// </summary>
    /// <param name="context">The event.</param>
    /// <param name="number">The descriptor.</param>
    /// <param name="text">Where to add it.</param>
    public static void Describe(in EventContext context, long number, ref TextBuilder text)
    {
        if (number < 0)
        {
            text.Add(number == RecordedPaths.AtCwd ? "AT_FDCWD"u8 : NameOfError(number));
        }
        else if (RecordedDescriptors.Find(context.Thread, number) is { } descriptor)
        {
            text.Add((byte)'<');
            text.Add(descriptor.Kind.Letter());
            text.Add(LetterOf(descriptor.ShownProtocol));
            text.Add((byte)'>');
            text.Add(descriptor.Name);
        }
    }

    private static ReadOnlySpan<byte> NameOfError(long number) =>
        ErrnoNames.TryFind(-number, out var name) ? name : default;

    private static ReadOnlySpan<byte> LetterOf(SocketProtocol protocol) => protocol switch
    {
        SocketProtocol.Tcp => "t"u8,
        SocketProtocol.Udp => "u"u8,
        SocketProtocol.Icmp => "i"u8,
        SocketProtocol.Raw => "r"u8,
        _ => default,
    };
}
