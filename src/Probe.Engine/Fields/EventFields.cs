using System.Globalization;
using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>evt.*: what every event has, its result, and which sort it is of. Times stand in TimeFields.</summary>
internal static class EventFields
{
    private const long Failed = -1;

    // Of open_by_handle_at, bpf/calls.h.
    private const int HandleFlags = 2;

    /// <summary>What sort of event it is.</summary>
    public static readonly Field[] Sort =
    [
        Text("evt.type", "Name of the event: that of the system call.", "evt.type in (open, openat)", TypeName),
        new()
        {
            Name = "evt.type.is",
            Type = FieldType.UInt32,
            Description = "1 when the event is of the named type, else 0.",
            Example = "evt.type.is.open = 1",
            Argument = ArgumentRule.KeyRequired,
            WithArgument = TypeIs,
        },
        Text("syscall.type", "Name of the system call; missing for events that are none.",
            "syscall.type = connect", (in context, out value) =>
                TypeName(context, out value) && context.Event.Type != EventType.Procexit),
        Text("evt.category", "Sort of the event: process, file, net, ipc.", "evt.category = net", Category),
        Number("evt.cpu", FieldType.Int16, "The CPU that the event happened on.",
            "evt.cpu = 0", (in context, out value) =>
            {
                value = context.Event.Header.Cpu;
                return true;
            }),
    ];

    /// <summary>What came of it: data, result, counts.</summary>
    public static readonly Field[] Outcome =
    [
        new()
        {
            Name = "evt.buffer",
            Type = FieldType.Bytes,
            Description = "The first bytes of the data sent or received.",
            Example = "evt.buffer contains GET",
            Reader = new TextReader(Buffer),
        },
        Number("evt.buflen", FieldType.UInt64, "How many bytes were sent or received.",
            "evt.buflen > 1000", (in context, out value) =>
            {
                value = context.Result;
                return HasData(context) && context.Result >= 0;
            }),
        Text("evt.res", "SUCCESS, or the name of the error.", "evt.res = ENOENT", Result),
        Number("evt.rawres", FieldType.Int64, "What the call returned; negative: the error's number.",
            "evt.rawres >= 0", (in context, out value) =>
            {
                value = context.Result;
                return HasResult(context);
            }),
        Flag("evt.failed", "The call returned an error.", "evt.failed = true", (in context, out value) =>
        {
            value = context.Result < 0;
            return HasResult(context);
        }),
        Flag("evt.is_io", "Data went through a descriptor.", "evt.is_io = true", Is(HasData)),
        Flag("evt.is_io_read", "Data was read from a descriptor.", "evt.is_io_read = true", Is(IsReceive)),
        Flag("evt.is_io_write", "Data was written to a descriptor.", "evt.is_io_write = true", Is(IsSend)),
        Text("evt.io_dir", "read or write, for events that move data through a descriptor.",
            "evt.io_dir = write", (in context, out value) =>
            {
                value = IsSend(context) ? "write"u8 : "read"u8;
                return HasData(context);
            }),
        Flag("evt.is_wait", "The thread waits.", "evt.is_wait = true", Is((in context) =>
            context.Event.Type is EventType.Poll or EventType.Ppoll or EventType.Select or EventType.EpollWait
                or EventType.Nanosleep)),
        Flag("evt.is_syslog", "A message to the system's log.", "evt.is_syslog = true", Is((in context) =>
            IsSend(context) && SocketView.TryView(context, out var socket)
            && socket.UnixPath.SequenceEqual("/dev/log"u8))),
        Number("evt.count", FieldType.UInt32, "Always 1.", "evt.count = 1", One((in _) => true)),
        Number("evt.count.error", FieldType.UInt32, "1 for events that returned an error.",
            "evt.count.error = 1", One(HasFailed)),
        Number("evt.count.error.file", FieldType.UInt32, "1 for file events that returned an error.",
            "evt.count.error.file = 1", One((in context) => HasFailed(context) && IsFile(context))),
        Number("evt.count.error.net", FieldType.UInt32, "1 for network events that returned an error.",
            "evt.count.error.net = 1", One((in context) => HasFailed(context) && IsNetwork(context))),
        Number("evt.count.error.memory", FieldType.UInt32, "1 for memory events that returned an error: none yet.",
            "evt.count.error.memory = 1", One((in _) => false)),
        Number("evt.count.error.other", FieldType.UInt32, "1 for other events that returned an error.",
            "evt.count.error.other = 1",
            One((in context) => HasFailed(context) && !IsFile(context) && !IsNetwork(context))),
        Number("evt.count.exit", FieldType.UInt32, "1 for events of calls that have returned: all.",
            "evt.count.exit = 1", One((in _) => true)),
    ];

    /// <summary>What an open is for.</summary>
    public static readonly Field[] Opens =
    [
        Around,
        AbsolutePathField,
        Flag("evt.is_open_read", "An open for reading.", "evt.is_open_read = true",
            Open(flags => (flags & OpenFlagBits.ReadOnly) != 0)),
        Flag("evt.is_open_write", "An open for writing.", "evt.is_open_write = true",
            Open(flags => (flags & OpenFlagBits.WriteOnly) != 0)),
        Flag("evt.is_open_exec", "An open that may create a file with the right to execute it.",
            "evt.is_open_exec = true", IsOpenExec),
        Flag("evt.is_open_create", "An open that created a file.", "evt.is_open_create = true",
            Open(flags => (flags & (OpenFlagBits.Created | OpenFlagBits.TemporaryFile)) != 0)),
    ];

    private delegate bool Test(in EventContext context);

    private static Field Around => new Field
    {
        Name = "evt.around",
        Type = FieldType.UInt64,
        Description = "The event is around a time in ns since the epoch, at most so many ms before or after it.",
        Example = "evt.around[1404996934793590564] = 1000",
        Argument = ArgumentRule.IndexRequired,
        FilterOnly = true,
        Plain = true,
        WithArgument = argument => ulong.TryParse(argument, CultureInfo.InvariantCulture, out _)
            ? new Field
            {
                Name = $"evt.around[{argument}]",
                Type = FieldType.UInt64,
                Description = "The event is around a time.",
                Example = "evt.around[1] = 1000",
                FilterOnly = true,
                Plain = true,
                IsDistance = true,
                Reader = new NumberReader(static (in _, out value) =>
                {
                    value = 0;
                    return false;
                }),
            }
            : null,
    }.NotCollected("It is for searching captures: events as they happen are around no time that a rule could know.");

    // Falco asks for src or dst only where a call has two paths.
    private static Field AbsolutePathField => new()
    {
        Name = "evt.abspath",
        Type = FieldType.Text,
        Description = "The path that a call named beside a directory, made absolute; src and dst for two.",
        Example = "evt.abspath startswith /etc/",
        Argument = ArgumentRule.KeyOptional,
        Reader = new TextReader(AbsolutePath),
        WithArgument = argument => argument is "src" or "dst" or "1" or "2"
            ? Text($"evt.abspath.{argument}", "The path, made absolute.", "evt.abspath.src exists",
                argument is "dst" or "2" ? SecondAbsolutePath : AbsolutePath)
            : null,
    };

    private static bool TypeName(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = EventTable.Utf8Name(context.Event.Type);
        return true;
    }

    private static Field? TypeIs(string name)
    {
        if (!EventTable.TryFindName(name, out int nameId))
        {
            return null;
        }

        return Number($"evt.type.is.{name}", FieldType.UInt32, "1 when the event is of the type, else 0.",
            "evt.type.is.open = 1", (in context, out value) =>
            {
                value = EventTable.NameId(context.Event.Type) == nameId ? 1 : 0;
                return true;
            });
    }

    private static bool Category(in EventContext context, out ReadOnlySpan<byte> value)
    {
        bool isSocket = SocketView.TryView(context, out var socket);
        value = FdText.IsOpen(context.Event.Type) ? "file"u8
            : context.Event.Type == EventType.Connect ? "net"u8
            : CallEvents.Contains(context.Event.Type) ? CallCategories.Of(context)
            : !HasData(context) ? "process"u8
            : isSocket && socket.IsInternet ? "net"u8
            : isSocket && socket.IsUnix ? "ipc"u8
            : "unknown"u8;
        return true;
    }

    private static bool Result(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = "SUCCESS"u8;
        if (context.Result < 0 && !ErrnoNames.TryFind(-context.Result, out value))
        {
            var text = new TextBuilder(context.Node.Scratch);
            text.AddNumber(-context.Result);
            value = text.Finish();
        }

        return HasResult(context);
    }

    private static bool IsOpenExec(in EventContext context, out bool value)
    {
        const uint ExecuteBits = 0x49;
        value = false;
        if (FdText.IsOpen(context.Event.Type))
        {
            ref readonly var open = ref context.Event.As<OpenEvent>();
            bool creates = context.Event.Type == EventType.Creat
                || (OpenFlagBits.Of(in open) & (OpenFlagBits.Create | OpenFlagBits.TemporaryFile)) != 0;
            value = creates && (open.Mode & ExecuteBits) != 0;
        }

        return true;
    }

    private static bool AbsolutePath(in EventContext context, out ReadOnlySpan<byte> value) =>
        AbsolutePath(context, second: false, out value);

    private static bool SecondAbsolutePath(in EventContext context, out ReadOnlySpan<byte> value) =>
        AbsolutePath(context, second: true, out value);

    private static bool TryAbsolutePlace(EventType type, bool second, out int place)
    {
        bool hasTwo = type is EventType.Renameat or EventType.Renameat2 or EventType.Linkat;
        place = hasTwo && second ? 1 : 0;
        return hasTwo || type is EventType.Fchmodat or EventType.Fchmodat2 or EventType.Fchownat or EventType.Mkdirat
            or EventType.Unlinkat or EventType.Mknodat or EventType.Symlinkat;
    }

    private static bool AbsolutePath(in EventContext context, bool second, out ReadOnlySpan<byte> value)
    {
        value = default;
        return context.Event.Type is EventType.Openat or EventType.Openat2
            ? OpenPaths.TryRebuild(context, out value)
            : TryAbsolutePlace(context.Event.Type, second, out int place)
                && CallPaths.TryRebuild(context, place, out value);
    }

    private static bool Buffer(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = !HasData(context) ? default
            : CallEvents.Contains(context.Event.Type) ? context.Event.Text(context.Event.As<CallEvent>().Texts[0])
            : context.Event.Text(context.Event.As<SendEvent>().Data);
        return !value.IsEmpty;
    }

    private static bool HasResult(in EventContext context) => context.Event.Type != EventType.Procexit;

    private static bool HasFailed(in EventContext context) => HasResult(context) && context.Result <= Failed;

    private static bool IsFile(in EventContext context) => FdText.IsOpen(context.Event.Type)
        || (CallEvents.Contains(context.Event.Type) && CallCategories.Of(context).SequenceEqual("file"u8));

    private static bool IsNetwork(in EventContext context) =>
        context.Event.Type == EventType.Connect || HasData(context)
        || (CallEvents.Contains(context.Event.Type) && CallCategories.Of(context).SequenceEqual("net"u8));

    private static bool IsReceive(in EventContext context) =>
        context.Event.Type is EventType.Recvfrom or EventType.Recvmsg or EventType.Recvmmsg
        || CallEvents.Receives(context.Event.Type);

    private static bool HasData(in EventContext context) => IsSend(context) || IsReceive(context);

    private static bool IsSend(in EventContext context) =>
        context.Event.Type is EventType.Sendto or EventType.Sendmsg or EventType.Sendmmsg
        || CallEvents.Sends(context.Event.Type);

    private static NumberReader One(Test test) => (in context, out value) =>
    {
        value = 1;
        return test(context);
    };

    private static BooleanReader Is(Test test) => (in context, out value) =>
    {
        value = test(context);
        return true;
    };

    // creat is none of these, as in Falco: it neither reads nor tells its flags.
    private static BooleanReader Open(Predicate<uint> test) => (in context, out value) =>
    {
        value = context.Event.Type switch
        {
            EventType.Open or EventType.Openat or EventType.Openat2 =>
                test(OpenFlagBits.Of(in context.Event.As<OpenEvent>())),
            EventType.OpenByHandleAt => test(OpenFlagBits.Of((uint)context.Event.As<CallEvent>().Numbers[HandleFlags])),
            _ => false,
        };
        return true;
    };
}
