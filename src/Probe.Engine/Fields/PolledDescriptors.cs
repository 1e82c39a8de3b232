using System.Buffers.Binary;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// What a poll waits for: descriptors with the events that came. Which objects they are is not told, so that a question
/// mark stands where Falco has the letter of the type.
/// </summary>
internal static class PolledDescriptors
{
    // struct pollfd: descriptor, events asked for, events that came.
    private const int EntryBytes = 8;
    private const int CameOffset = 6;

    /// <summary>The parameter.</summary>
    public static readonly EventParameter Parameter = new("fds", FieldType.Dynamic) { Plain = Write };

    /// <summary>fdlist.nums: the descriptors, joined by commas.</summary>
    public static bool TryNumbers(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!IsPoll(context))
        {
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        var entries = Entries(context);
        for (; entries.Length >= EntryBytes; entries = entries[EntryBytes..])
        {
            text.AddNumber(BinaryPrimitives.ReadInt32LittleEndian(entries));
            text.Add((byte)',');
        }

        text.CutTo(Math.Max(text.Length - 1, 0));
        value = text.Finish();
        return !value.IsEmpty;
    }

    /// <summary>The event is one that waits for descriptors.</summary>
    public static bool IsPoll(in EventContext context) => context.Event.Type is EventType.Poll or EventType.Ppoll;

    /// <summary>The descriptors; allocates.</summary>
    public static int[] Numbers(in EventContext context)
    {
        var entries = Entries(context);
        int[] numbers = new int[entries.Length / EntryBytes];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt32LittleEndian(entries[(i * EntryBytes)..]);
        }

        return numbers;
    }

    private static void Write(in EventContext context, ref TextBuilder text)
    {
        int start = text.Length;
        var entries = Entries(context);
        for (; entries.Length >= EntryBytes; entries = entries[EntryBytes..])
        {
            if (text.Length > start)
            {
                text.Add((byte)' ');
            }

            text.AddNumber(BinaryPrimitives.ReadInt32LittleEndian(entries));
            text.Add(":?"u8);
            text.AddLowerHex(BinaryPrimitives.ReadUInt16LittleEndian(entries[CameOffset..]));
        }

        if (text.Length == start)
        {
            text.Add("NULL"u8);
        }
    }

    private static ReadOnlySpan<byte> Entries(in EventContext context) =>
        context.Event.Text(context.Event.As<CallEvent>().Texts[0]);
}
