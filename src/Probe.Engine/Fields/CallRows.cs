using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.ParameterRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Short forms for the parameters of calls: a name and the place in <see cref="CallEvent"/>, as bpf/calls.h fills it.
/// </summary>
internal static class CallRows
{
    private const int AtCwd = -100;

    /// <summary>What the call returned, as an error.</summary>
    public static readonly EventParameter Res = ParameterRows.Result("res", FieldType.Errno, ReadResult);

    /// <summary>The descriptor that the call made.</summary>
    public static EventParameter NewDescriptor(string name) => Descriptor(name, ReadResult);

    /// <summary>What the call returned as a number.</summary>
    public static EventParameter ResultAs(FieldType type) => ParameterRows.Result("res", type, ReadResult);

    /// <summary>A number.</summary>
    public static EventParameter Value(string name, FieldType type, int place) => Number(name, type, At(place));

    /// <summary>A number in hexadecimal digits.</summary>
    public static EventParameter HexValue(string name, FieldType type, int place) => Hex(name, type, At(place));

    /// <summary>The descriptor whose object is told.</summary>
    public static EventParameter Object(string name, int place) => Descriptor(name, At(place));

    /// <summary>Another descriptor, of which only the number is known.</summary>
    public static EventParameter Other(string name, int place) =>
        ParameterRows.Result(name, FieldType.FileDescriptor, At(place));

    /// <summary>A directory that the path beside it starts from.</summary>
    public static EventParameter Directory(string name, int place, int path) =>
        new(name, FieldType.FileDescriptor)
        {
            Number = At(place),
            DirectoryOf = path,
            Plain = (in context, ref text) => text.AddNumber(context.Event.As<CallEvent>().Numbers[place]),
            Resolved = (in context, ref text) =>
            {
                ref readonly var call = ref context.Event.As<CallEvent>();
                var directory = context.Event.Text(call.Directories[path]);
                if (call.Numbers[place] == AtCwd)
                {
                    text.Add("AT_FDCWD"u8);
                }
                else if (call.Numbers[place] < 0)
                {
                    WriteError(call.Numbers[place], ref text);
                }
                else if (!directory.IsEmpty)
                {
                    // With an empty name it may be a file of any kind; hard links are of no directory.
                    bool isAny = CallPaths.NamesByDescriptor(context, path);
                    text.Add(!isAny ? "<d>"u8 : context.Event.Type == EventType.Linkat ? "<f>"u8 : default);
                    text.Add(directory);
                }
            },
        };

    /// <summary>A path as passed; beside it, made absolute where it was relative.</summary>
    public static EventParameter Path(string name, int place) => new(name, FieldType.Path)
    {
        Raw = ReadText(place),
        Plain = PlainText(place),
        Resolved = (in context, ref text) =>
        {
            if (CallPaths.IsRelative(context, place))
            {
                CallPaths.Rebuild(context, place, ref text);
            }
        },
    };

    /// <summary>A text as passed.</summary>
    public static EventParameter Words(string name, int place) =>
        new(name, FieldType.Text) { Raw = ReadText(place), Plain = PlainText(place) };

    /// <summary>The data that a call moves, as far as it is told.</summary>
    public static EventParameter Data(string name) => ParameterRows.Bytes(name, ReadText(0));

    /// <summary>Flags that print as the kernel has them.</summary>
    public static EventParameter Bits(string name, FlagNames names, int place) => Flags(name, names, At(place));

    /// <summary>Flags that Falco numbers otherwise.</summary>
    public static EventParameter Bits(
        string name, FlagNames names, int place, (ulong Kernel, ulong Portable)[] portable) =>
        Flags(name, names, (in context, out value) =>
        {
            value = Portable(context.Event.As<CallEvent>().Numbers[place], portable);
            return true;
        });

    /// <summary>One of many.</summary>
    public static EventParameter OneOf(
        string name, FieldType type, EnumNames names, int place, Func<long, long>? portable = null)
    {
        NumberReader read = (in context, out value) =>
        {
            value = context.Event.As<CallEvent>().Numbers[place];
            value = portable is null ? value : portable(value);
            return true;
        };
        return new(name, type)
        {
            Number = read,
            Plain = (in context, ref text) =>
            {
                read(context, out long value);
                text.AddNumber(value);
            },
            Resolved = (in context, ref text) =>
            {
                read(context, out long value);
                names.Write(value, ref text);
            },
        };
    }

    /// <summary>Permission bits with their names.</summary>
    public static EventParameter Permissions(string name, int place) => new(name, FieldType.UInt32)
    {
        Number = At(place),
        Plain = (in context, ref text) =>
            text.AddOctal((uint)context.Event.As<CallEvent>().Numbers[place] & AllPermissions),
        Resolved = (in context, ref text) =>
            CallNames.Permissions.Write((ulong)context.Event.As<CallEvent>().Numbers[place], ref text),
    };

    /// <summary>A process or thread.</summary>
    public static EventParameter Task(string name, int place) => Thread(name, At(place));

    /// <summary>A user.</summary>
    public static EventParameter UserAt(string name, int place) => User(name, At(place));

    /// <summary>A group.</summary>
    public static EventParameter GroupAt(string name, int place) => Group(name, At(place));

    /// <summary>A signal.</summary>
    public static EventParameter Signal(string name, int place) => new(name, FieldType.UInt8)
    {
        Number = At(place),
        Plain = (in context, ref text) => text.AddNumber(context.Event.As<CallEvent>().Numbers[place]),
        Resolved = (in context, ref text) =>
            text.Add(SignalNames.Find((uint)context.Event.As<CallEvent>().Numbers[place])),
    };

    /// <summary>A set of signals at a text's place: those of the lower 32, as Falco tells.</summary>
    public static EventParameter SignalSet(string name, int place) => new(name, FieldType.Dynamic)
    {
        Plain = (in context, ref text) => SignalNames.WriteSet(
            (uint)CallValues.Word(place, 0)(context, in context.Event.As<CallEvent>()), ref text),
    };

    /// <summary>Reads a number by its place.</summary>
    public static NumberReader At(int place) => (in context, out value) =>
    {
        value = context.Event.As<CallEvent>().Numbers[place];
        return true;
    };

    /// <summary>Falco's bits for the kernel's.</summary>
    public static long Portable(long kernel, (ulong Kernel, ulong Portable)[] bits)
    {
        ulong portable = 0;
        foreach (var (own, falcos) in bits)
        {
            portable |= ((ulong)kernel & own) == own ? falcos : 0;
        }

        return (long)portable;
    }

    private const uint AllPermissions = 0xfff;

    private static bool ReadResult(in EventContext context, out long value)
    {
        value = context.Result;
        return true;
    }

    private static TextReader ReadText(int place) => (in context, out value) =>
    {
        value = context.Event.Text(context.Event.As<CallEvent>().Texts[place]);
        return true;
    };

    private static ArgumentWriter PlainText(int place) => (in context, ref text) =>
    {
        // An empty text is one; what could not be read is none.
        var span = context.Event.As<CallEvent>().Texts[place];
        text.Add(span.Offset == 0 ? "<NA>"u8 : context.Event.Text(span));
    };
}
