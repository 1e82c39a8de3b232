using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>
/// An event that stands in a test: its type and the values of some fields. A field that is not given and does not
/// follow from those is missing. Immutable.
/// </summary>
/// <param name="type">That of a recorded event.</param>
/// <param name="given">By <see cref="FieldKey"/>; null for a field that is said to be missing.</param>
/// <param name="span">Where it stands.</param>
internal sealed class InlineEvent(EventType type, IReadOnlyDictionary<string, InlineValue[]?> given, FileSpan span)
{
    // A round date, so that times in outputs are the same on every machine. Events are a second apart.
    private const ulong FirstTimeNs = 1_767_225_600_000_000_000;
    private const ulong StepNs = 1_000_000_000;

    private readonly Dictionary<string, InlineValue[]?> _derived = [];

    /// <summary>Its type.</summary>
    public EventType Type => type;

    /// <summary>Where it stands.</summary>
    public FileSpan Span => span;

    /// <summary>A field's values; null when it is missing.</summary>
    /// <param name="key">From <see cref="FieldKey"/>.</param>
    public InlineValue[]? Find(string key)
    {
        if (given.TryGetValue(key, out var values)) return values;
        if (!_derived.TryGetValue(key, out values))
        {
            values = DerivedValues.Of(key, Given);
            _derived.Add(key, values);
        }

        return values;
    }

    /// <summary>When the event of a number happens, in ns since the epoch.</summary>
    /// <param name="number">From 1.</param>
    public static ulong TimeNs(int number) => FirstTimeNs + ((ulong)(number - 1) * StepNs);

    /// <summary>The event as a record without parameters: fields are read from here instead.</summary>
    /// <param name="number">From 1.</param>
    public byte[] Record(int number)
    {
        var record = default(RecordedEvent);
        byte[] bytes = new byte[Unsafe.SizeOf<RecordedEvent>()];
        record.Header.Length = (uint)bytes.Length;
        record.Header.Type = type;
        record.Header.TimeNs = TimeNs(number);
        MemoryMarshal.Write(bytes, in record);
        return bytes;
    }

    private InlineValue[]? Given(string key) => given.GetValueOrDefault(key);
}
