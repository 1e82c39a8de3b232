using System.Globalization;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>Short forms for the rows of event parameters, one for each way in which values print.</summary>
internal static class ParameterRows
{
    private const double NsPerSecond = 1e9;

    /// <summary>A parameter that Falco has and our records do not.</summary>
    public static EventParameter Missing(string name, FieldType type) => new(name, type);

    /// <summary>A number in decimal digits.</summary>
    public static EventParameter Number(string name, FieldType type, NumberReader read) =>
        new(name, type) { Number = read, Plain = type == FieldType.UInt64 ? Unsigned(read) : Decimal(read) };

    /// <summary>A number in capital hexadecimal digits.</summary>
    public static EventParameter Hex(string name, FieldType type, NumberReader read) => new(name, type)
    {
        Number = read,
        Plain = (in context, ref text) =>
        {
            read(context, out long value);
            text.AddHex((ulong)value);
        },
    };

    /// <summary>Permission bits in octal digits.</summary>
    public static EventParameter Mode(string name, NumberReader read) => new(name, FieldType.UInt32)
    {
        Number = read,
        Plain = (in context, ref text) =>
        {
            read(context, out long value);
            text.AddOctal((uint)value);
        },
    };

    /// <summary>What a call returned: the name of the error beside a negative number.</summary>
    public static EventParameter Result(string name, FieldType type, NumberReader read) => new(name, type)
    {
        Number = read,
        Plain = Decimal(read),
        Resolved = (in context, ref text) =>
        {
            read(context, out long value);
            WriteError(value, ref text);
        },
    };

    /// <summary>The event's own descriptor, with what it is.</summary>
    public static EventParameter Descriptor(string name, NumberReader read) => new(name, FieldType.FileDescriptor)
    {
        Number = read,
        Plain = Decimal(read),
        Resolved = (in context, ref text) =>
        {
            read(context, out long value);
            WriteError(value, ref text);
            if (value >= 0)
            {
                FdText.Describe(context, ref text);
            }
        },
    };

    /// <summary>A thread, with its name.</summary>
    public static EventParameter Thread(string name, NumberReader read) => new(name, FieldType.Pid)
    {
        Number = read,
        Plain = Decimal(read),
        Resolved = (in context, ref text) =>
        {
            read(context, out long value);
            if (value > 0 && context.Node.Threads.TryFind((uint)value, out var thread))
            {
                text.Add(thread.Comm);
            }
        },
    };

    /// <summary>Flags, with their names.</summary>
    public static EventParameter Flags(string name, FlagNames names, NumberReader read) =>
        new(name, FieldType.Flags32)
        {
            Number = read,
            Plain = Decimal(read),
            Resolved = (in context, ref text) =>
            {
                read(context, out long value);
                names.Write((ulong)value, ref text);
            },
        };

    /// <summary>A user, with the name; -1 is nobody.</summary>
    public static EventParameter User(string name, NumberReader read) => new(name, FieldType.Uid)
    {
        Number = read,
        Plain = SignedId(read),
        Resolved = (in context, ref text) =>
        {
            read(context, out long value);
            text.Add((uint)value == uint.MaxValue ? "<NONE>"u8 : context.Node.Users.Name((uint)value));
        },
    };

    /// <summary>A group, with the name; -1 is none.</summary>
    public static EventParameter Group(string name, NumberReader read) => new(name, FieldType.Uid)
    {
        Number = read,
        Plain = SignedId(read),
        Resolved = (in context, ref text) =>
        {
            read(context, out long value);
            text.Add((uint)value == uint.MaxValue ? "<NONE>"u8 : context.Node.Groups.Name((uint)value));
        },
    };

    /// <summary>A text; an empty one is unset.</summary>
    public static EventParameter Text(string name, FieldType type, TextReader read) => new(name, type)
    {
        Raw = read,
        Plain = (in context, ref text) =>
        {
            text.Add(read(context, out var value) && !value.IsEmpty ? value : "<NA>"u8);
        },
    };

    /// <summary>Bytes, with a dot for each that does not print; none are unset.</summary>
    public static EventParameter Bytes(string name, TextReader read) => new(name, FieldType.Bytes)
    {
        Raw = read,
        Plain = (in context, ref text) =>
        {
            if (read(context, out var value) && !value.IsEmpty)
            {
                text.AddPrintable(value);
            }
            else
            {
                text.Add("NULL"u8);
            }
        },
    };

    /// <summary>A time, as date and clock in the machine's zone.</summary>
    public static EventParameter Time(string name, NumberReader read) => new(name, FieldType.AbsoluteTime)
    {
        Number = read,
        Plain = (in context, ref text) =>
        {
            read(context, out long value);
            WriteTime(context, (ulong)value, ref text);
        },
    };

    /// <summary>Adds a span of time in ns; all bits set are none.</summary>
    public static void WriteDuration(ulong ns, ref TextBuilder text)
    {
        if (ns == ulong.MaxValue)
        {
            text.Add("none"u8);
        }
        else
        {
            text.AddUnsigned(ns);
        }
    }

    /// <summary>Adds the same in seconds, with six digits, as C's %g has them; nothing for none.</summary>
    public static void WriteSeconds(ulong ns, ref TextBuilder text)
    {
        const int BytesMax = 32;
        if (ns == ulong.MaxValue)
        {
            return;
        }

        (ns / NsPerSecond).TryFormat(
            text.Reserve(BytesMax), out int written, "g6", CultureInfo.InvariantCulture);
        text.Advance(written);
        text.Add((byte)'s');
    }

    /// <summary>Adds the name of an error; nothing for 0 and above.</summary>
    public static void WriteError(long result, ref TextBuilder text)
    {
        if (result < 0 && ErrnoNames.TryFind(-result, out var name))
        {
            text.Add(name);
        }
    }

    private static ArgumentWriter Unsigned(NumberReader read) => (in context, ref text) =>
    {
        read(context, out long value);
        text.AddUnsigned((ulong)value);
    };

    private static ArgumentWriter Decimal(NumberReader read) => (in context, ref text) =>
    {
        read(context, out long value);
        text.AddNumber(value);
    };

    private static ArgumentWriter SignedId(NumberReader read) => (in context, ref text) =>
    {
        read(context, out long value);
        text.AddNumber((int)value);
    };

    /// <summary>Adds a time, as date and clock in the machine's zone.</summary>
    public static void WriteTime(in EventContext context, ulong wallNs, ref TextBuilder text)
    {
        var room = text.Reserve(TimeText.DateClockBytes);
        TimeText.WriteDateClock(wallNs, context.Node.Clock.ZoneSeconds(wallNs), ' ', room);
        text.Advance(TimeText.DateClockBytes);
    }
}
