using System.Buffers.Binary;
using System.Globalization;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>Descriptors by number, with what stands behind them for the event's thread.</summary>
internal static class DescriptorForms
{
    private const int ListEntryBytes = sizeof(long) + sizeof(short);

    /// <summary>One descriptor; below 0 it is the working directory or an error.</summary>
    public static readonly ValueForm Descriptor = new(
        static (in _, scoped value, ref text) => text.AddNumber(RecordedValues.Signed(value)), AddMeaning)
    {
        IsSigned = true,
    };

    /// <summary>Those that a poll waits for, each with the letter of its type and the events in hexadecimal.</summary>
    public static readonly ValueForm List = new(AddList)
    {
        Absent = ValueForm.None,
        IsText = true,
    };

    private static void AddMeaning(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text)
    {
        if (context.Thread.IsKnown)
        {
            DescriptorText.Describe(context, RecordedValues.Signed(value), ref text);
        }
    }

    private static void AddList(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text)
    {
        int count = value.Length < sizeof(ushort) ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(value);
        var entries = value[Math.Min(sizeof(ushort), value.Length)..];
        for (int i = 0; i < count && entries.Length >= ListEntryBytes; i++)
        {
            if (i > 0)
            {
                text.Add((byte)' ');
            }

            long number = BinaryPrimitives.ReadInt64LittleEndian(entries);
            text.AddUnsigned((ulong)number);
            text.Add((byte)':');
            text.Add(RecordedDescriptors.Find(context.Thread, number) is { } found ? found.Kind.Letter() : "?"u8);
            AddEvents(BinaryPrimitives.ReadInt16LittleEndian(entries[sizeof(long)..]), ref text);
            entries = entries[ListEntryBytes..];
        }
    }

    private static void AddEvents(short events, ref TextBuilder text)
    {
        const int DigitsMax = 8;
        ((uint)events).TryFormat(text.Reserve(DigitsMax), out int written, "x", CultureInfo.InvariantCulture);
        text.Advance(written);
    }
}
