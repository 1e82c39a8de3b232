using System.Buffers.Binary;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>A number that a call's record tells.</summary>
internal delegate long CallValue(in EventContext context, in CallEvent call);

/// <summary>
/// Rows of parameters that are made of several parts of a <see cref="CallEvent"/>, or lie in the structs that calls
/// take by address, which are its texts as they are in memory.
/// </summary>
internal static class CallValues
{
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>A number.</summary>
    public static EventParameter Number(string name, FieldType type, CallValue value) =>
        ParameterRows.Number(name, type, Read(value));

    /// <summary>A number in hexadecimal digits.</summary>
    public static EventParameter Hex(string name, FieldType type, CallValue value) =>
        ParameterRows.Hex(name, type, Read(value));

    /// <summary>Flags, by Falco's bits.</summary>
    public static EventParameter Flags(string name, KnownNames names, CallValue value) =>
        Named(name, FieldType.Flags32, value, names.WriteFlags);

    /// <summary>One of many, by Falco's numbers.</summary>
    public static EventParameter OneOf(string name, FieldType type, KnownNames names, CallValue value) =>
        Named(name, type, value, names.WriteValue);

    /// <summary>A span of time in ns; -1 is none.</summary>
    public static EventParameter Duration(string name, CallValue value)
    {
        var read = Read(value);
        return new(name, FieldType.RelativeTime)
        {
            Number = read,
            Plain = (in context, ref text) =>
            {
                read(context, out long ns);
                ParameterRows.WriteDuration((ulong)ns, ref text);
            },
            Resolved = (in context, ref text) =>
            {
                read(context, out long ns);
                ParameterRows.WriteSeconds((ulong)ns, ref text);
            },
        };
    }

    /// <summary>Reads a value.</summary>
    public static NumberReader Read(CallValue read) => (in context, out value) =>
    {
        value = read(context, in context.Event.As<CallEvent>());
        return true;
    };

    /// <summary>An argument as it was passed.</summary>
    public static CallValue At(int place) => (in _, in call) => call.Numbers[place];

    /// <summary>An argument by Falco's bits.</summary>
    public static CallValue At(int place, (ulong Kernel, ulong Portable)[] bits) =>
        (in _, in call) => CallRows.Portable(call.Numbers[place], bits);

    /// <summary>An unsigned word of a struct; 0 when it could not be read.</summary>
    public static CallValue Word(int place, int offset) => (in context, in call) =>
    {
        var bytes = context.Event.Text(call.Texts[place]);
        return bytes.Length >= offset + sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]) : 0;
    };

    /// <summary>A signed word of two bytes; 0 when it could not be read.</summary>
    public static CallValue Half(int place, int offset) => (in context, in call) =>
    {
        var bytes = context.Event.Text(call.Texts[place]);
        return bytes.Length >= offset + sizeof(short) ? BinaryPrimitives.ReadInt16LittleEndian(bytes[offset..]) : 0;
    };

    /// <summary>A word of eight bytes; <paramref name="missing"/> when it could not be read.</summary>
    public static CallValue Wide(int place, int offset, long missing = 0) => (in context, in call) =>
    {
        var bytes = context.Event.Text(call.Texts[place]);
        return bytes.Length >= offset + sizeof(long)
            ? BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..])
            : missing;
    };

    /// <summary>
    /// One of two longs, shorter in memory of 32-bit callers; -1, as RLIM_INFINITY is in either width, when it could
    /// not be read.
    /// </summary>
    public static CallValue Long(int place, int index) => (in context, in call) =>
    {
        var bytes = context.Event.Text(call.Texts[place]);
        return bytes.Length switch
        {
            2 * sizeof(long) => BinaryPrimitives.ReadInt64LittleEndian(bytes[(index * sizeof(long))..]),
            2 * sizeof(int) => BinaryPrimitives.ReadInt32LittleEndian(bytes[(index * sizeof(int))..]),
            _ => -1,
        };
    };

    /// <summary>A struct timespec in ns; -1 when there is none.</summary>
    public static CallValue Time(int place)
    {
        var seconds = Long(place, 0);
        var rest = Long(place, 1);
        return (in context, in call) => call.Texts[place].Length == 0
            ? -1
            : (seconds(context, in call) * NsPerSecond) + rest(context, in call);
    }

    private static EventParameter Named(string name, FieldType type, CallValue value, NameWriter write)
    {
        var read = Read(value);
        return new(name, type)
        {
            Number = read,
            Plain = (in context, ref text) =>
            {
                read(context, out long number);
                text.AddNumber(number);
            },
            Resolved = (in context, ref text) =>
            {
                read(context, out long number);
                write(context, number, ref text);
            },
        };
    }

    private delegate void NameWriter(in EventContext context, long value, ref TextBuilder text);
}
