using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>Adds a part of a parameter's text; adds nothing when there is none.</summary>
internal delegate void ValueWriter(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text);

/// <summary>
/// How values of one type print and compare: as they are recorded (a number as digits) and, where that says more, in
/// words.
/// </summary>
internal sealed class ValueForm(ValueWriter plain, ValueWriter? resolved = null)
{
    /// <summary>Writes the plain form of a value that is there.</summary>
    public ValueWriter Plain { get; } = plain;

    /// <summary>Writes the form in words; null when there never is one.</summary>
    public ValueWriter? Resolved { get; } = resolved;

    /// <summary>What stands for bytes, pairs of addresses and lists that are not there.</summary>
    public static readonly byte[] None = "NULL"u8.ToArray();

    private static readonly byte[] NotKnown = "<NA>"u8.ToArray();

    /// <summary>What stands for a value that is not there.</summary>
    public byte[] Absent { get; init; } = NotKnown;

    /// <summary>Whether it compares as text; else as a number.</summary>
    public bool IsText { get; init; }

    /// <summary>Whether its number has a sign.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Whether it ends at its first zero byte.</summary>
    public bool IsTerminated { get; init; }
}
