using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.CallRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>Parameters of calls that change what a process is or may, or reach into others or the kernel.</summary>
internal static class ProcessCallParameters
{
    private const int Inheritable = 3;
    private const int Permitted = 4;
    private const int Effective = 5;

    private const int PtraceRequest = 0;
    private const int PtraceAddress = 2;
    private const int PtraceData = 3;

    /// <summary>The parameters by event.</summary>
    public static readonly (EventType Type, EventParameter[] Parameters)[] Rows =
    [
        (EventType.Setuid, [Res, UserAt("uid", 0)]),
        (EventType.Setgid, [Res, GroupAt("gid", 0)]),
        (EventType.Setreuid, [Res, UserAt("ruid", 0), UserAt("euid", 1)]),
        (EventType.Setregid, [Res, UserAt("rgid", 0), UserAt("egid", 1)]),
        (EventType.Setresuid, [Res, UserAt("ruid", 0), UserAt("euid", 1), UserAt("suid", 2)]),
        (EventType.Setresgid, [Res, GroupAt("rgid", 0), GroupAt("egid", 1), GroupAt("sgid", 2)]),
        (EventType.Setsid, [Session]),
        (EventType.Setpgid, [Res, Task("pid", 0), Task("pgid", 1)]),
        (EventType.Capset,
        [
            Res, HexValue("cap_inheritable", FieldType.UInt64, Inheritable),
            HexValue("cap_permitted", FieldType.UInt64, Permitted),
            HexValue("cap_effective", FieldType.UInt64, Effective),
        ]),
        (EventType.Setns,
            [Res, Object("fd", 0), Bits("nstype", CloneParameters.Names, 1, CloneParameters.PortableBits)]),
        (EventType.Unshare, [Res, Bits("flags", CloneParameters.Names, 0, CloneParameters.PortableBits)]),
        (EventType.Ptrace,
        [
            Res, PtraceWord("addr", PtraceAddress), PtraceWord("data", PtraceData),
            OneOf("request", FieldType.UInt16, RequestNames.Ptrace, PtraceRequest, RequestNames.PtraceNumber),
            Task("pid", 1),
        ]),
        (EventType.Kill, [Res, Task("pid", 0), Signal("sig", 1)]),
        (EventType.Tkill, [Res, Task("tid", 0), Signal("sig", 1)]),
        (EventType.Tgkill, [Res, Task("pid", 0), Task("tid", 1), Signal("sig", 2)]),
        (EventType.Prctl,
        [
            Res, OneOf("option", FieldType.UInt32, CallNames.Prctl, 0), Words("arg2_str", 0),
            Value("arg2_int", FieldType.Int64, 1),
        ]),
        (EventType.Bpf, [NewDescriptor("fd"), OneOf("cmd", FieldType.UInt32, CallNames.Bpf, 0)]),
        (EventType.Userfaultfd, [Res, FileCallParameters.OpenFlags("flags", 0)]),
        (EventType.MemfdCreate, [NewDescriptor("fd"), Words("name", 2), Bits("flags", CallNames.Memfd, 1)]),
        (EventType.IoUringSetup,
        [
            Res, Value("entries", FieldType.UInt32, 0), Value("sq_entries", FieldType.UInt32, 2),
            Value("cq_entries", FieldType.UInt32, 3),
            Bits("flags", CallNames.RingSetup, 4, CallNames.RingSetupBits),
            Value("sq_thread_cpu", FieldType.UInt32, 5), Value("sq_thread_idle", FieldType.UInt32, 6),
            Bits("features", CallNames.RingFeatures, 7, CallNames.RingFeatureBits),
        ]),
        (EventType.IoUringEnter,
        [
            Res, Object("fd", 0), Value("to_submit", FieldType.UInt32, 1),
            Value("min_complete", FieldType.UInt32, 2), Bits("flags", CallNames.RingEnter, 3),
            SignalSet("sig", 0),
        ]),
        (EventType.IoUringRegister,
        [
            Res, Object("fd", 0),
            OneOf("opcode", FieldType.UInt16, CallNames.RingRegister, 1),
            HexValue("arg", FieldType.UInt64, 2), Value("nr_args", FieldType.UInt32, 3),
        ]),
        (EventType.InitModule,
        [
            Res, Data("img"), Value("length", FieldType.UInt64, 1),
            Words("uargs", 2),
        ]),
        (EventType.FinitModule,
            [Res, Object("fd", 0), Words("uargs", 2), Bits("flags", CallNames.Module, 2)]),
        (EventType.DeleteModule,
        [
            Res, Words("name", 2),
            Bits("flags", CallNames.ModuleRemoval, 1, CallNames.ModuleRemovalBits),
        ]),
        (EventType.Seccomp, [Res, Value("op", FieldType.UInt64, 0), HexValue("flags", FieldType.UInt64, 1)]),
        (EventType.PidfdOpen,
            [NewDescriptor("fd"), Task("pid", 0), Bits("flags", CallNames.Pidfd, 1, CallNames.PidfdBits)]),
        (EventType.PidfdGetfd,
        [
            NewDescriptor("fd"), Other("pid_fd", 0), Other("target_fd", 1), HexValue("flags", FieldType.UInt32, 2),
        ]),
        (EventType.ProcessVmReadv,
            [ResultAs(FieldType.Int64), Task("pid", 0), Data("data")]),
        (EventType.ProcessVmWritev,
            [ResultAs(FieldType.Int64), Task("pid", 0), Data("data")]),
        (EventType.Keyctl,
        [
            Res, OneOf("operation", FieldType.UInt32, CallNames.Keyctl, 0), Value("arg2", FieldType.Dynamic, 1),
            Value("arg3", FieldType.Dynamic, 2), Value("arg4", FieldType.Dynamic, 3),
            Value("arg5", FieldType.Dynamic, 4),
        ]),
    ];

    private static EventParameter Session => ParameterRows.Thread("res", (in context, out value) =>
    {
        value = context.Result;
        return true;
    });

    // Of a call that failed Falco shows neither; what continues a process passes a signal.
    private static EventParameter PtraceWord(string name, int place) => new(name, FieldType.Dynamic)
    {
        Plain = (in context, ref text) =>
        {
            long word = context.Result < 0 ? 0 : context.Event.As<CallEvent>().Numbers[place];
            if (IsSignal(context, place))
            {
                text.AddNumber(word);
            }
            else
            {
                text.AddHex((ulong)word);
            }
        },
        Resolved = (in context, ref text) =>
        {
            if (IsSignal(context, place) && context.Result >= 0)
            {
                text.Add(SignalNames.Find((uint)context.Event.As<CallEvent>().Numbers[place]));
            }
        },
    };

    // PTRACE_CONT, PTRACE_SINGLESTEP, PTRACE_DETACH, PTRACE_SYSCALL.
    private static bool IsSignal(in EventContext context, int place) =>
        place == PtraceData && context.Event.As<CallEvent>().Numbers[PtraceRequest] is 7 or 9 or 17 or 24;
}
