using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>One program of an object. Lifetime: that of its <see cref="BpfObject"/>.</summary>
public sealed unsafe class BpfProgram
{
    private readonly BpfObjectHandle _owner;
    private readonly nint _program;

    internal BpfProgram(BpfObjectHandle owner, nint program)
    {
        _owner = owner;
        _program = program;
        Name = Marshal.PtrToStringUTF8((nint)Libbpf.bpf_program__name(program)) ?? "";
        Section = Marshal.PtrToStringUTF8((nint)Libbpf.bpf_program__section_name(program)) ?? "";
    }

    /// <summary>The C function's name.</summary>
    public string Name { get; }

    /// <summary>The SEC line: the hook's kind and name.</summary>
    public string Section { get; }

    /// <summary>Whether <see cref="BpfObject.Load"/> loads it; settable until then.</summary>
    public bool IsWanted
    {
        get => Libbpf.bpf_program__autoload(Live());
        set => Throw.IfNegative(
            Libbpf.bpf_program__set_autoload(Live(), value), $"choose program {Name} (the object is loaded already)");
    }

    /// <summary>The descriptor, once loaded. Errors: <see cref="BpfException"/> before.</summary>
    public int Descriptor
    {
        get
        {
            int fd = Libbpf.bpf_program__fd(Live());
            Throw.IfNegative(fd, $"find the descriptor of program {Name}");
            return fd;
        }
    }

    /// <summary>The <c>struct bpf_program *</c>, for tests that look behind it.</summary>
    internal nint Pointer => Live();

    /// <summary>Attaches to the hook that the SEC line names. Errors: <see cref="BpfException"/>.</summary>
    public BpfLink Attach()
    {
        using var messages = LibbpfLog.Collect();
        var link = Libbpf.bpf_program__attach(Live());
        int errno = Marshal.GetLastPInvokeError();
        return link.IsInvalid
            ? throw Throw.FromErrno($"attach program {Name} to {Section}", errno)
            : new BpfLink(Name, Section, link);
    }

    /// <summary>Attaches a raw_tp program that has no hook of its own. Errors: <see cref="BpfException"/>.</summary>
    /// <param name="tracepoint">The hook; a program may have many.</param>
    internal BpfLink AttachRaw(string tracepoint)
    {
        using var messages = LibbpfLog.Collect();
        var link = Libbpf.bpf_program__attach_raw_tracepoint(Live(), tracepoint);
        int errno = Marshal.GetLastPInvokeError();
        string section = $"{Section}/{tracepoint}";
        return link.IsInvalid
            ? throw Throw.FromErrno($"attach program {Name} to {section}", errno)
            : new BpfLink(Name, section, link);
    }

    /// <summary>Whether it is attached to a control group.</summary>
    internal bool IsForCgroups => Section.StartsWith("cgroup/", StringComparison.Ordinal);

    /// <summary>Attaches to a control group and all below it. Errors: <see cref="BpfException"/>.</summary>
    /// <param name="group">Its directory.</param>
    internal BpfLink Attach(CgroupRoot group)
    {
        using var messages = LibbpfLog.Collect();
        var link = Libbpf.bpf_program__attach_cgroup(Live(), group.Descriptor);
        int errno = Marshal.GetLastPInvokeError();
        return link.IsInvalid
            ? throw Throw.FromErrno($"attach program {Name} to {Section}", errno)
            : new BpfLink(Name, Section, link);
    }

    /// <summary>
    /// How often the kernel left the program out because it was already running on that CPU, without allocating; false
    /// when the kernel does not say.
    /// </summary>
    /// <param name="misses">The count; 0 when it is not known.</param>
    public bool TryRecursionMisses(out ulong misses)
    {
        bool isKnown = AskInfo(out var info) >= 0;
        misses = info.RecursionMisses;
        return isKnown;
    }

    /// <summary>
    /// How often it ran and for how long; both 0 unless the sysctl kernel.bpf_stats_enabled is 1. Errors:
    /// <see cref="BpfException"/>.
    /// </summary>
    public BpfProgramRuns Runs()
    {
        var info = Info();
        return new BpfProgramRuns(Name, info.Runs, info.RunTimeNs);
    }

    /// <summary>
    /// How many instructions the verifier walked before it took the program; 0 on kernels before 5.16, which do not
    /// tell. Errors: <see cref="BpfException"/>.
    /// </summary>
    public uint VerifiedInstructions() => Info().VerifiedInstructions;

    /// <summary>The kernel's number of the loaded program, as maps of programs show it.</summary>
    internal uint Id() => Info().Id;

    /// <summary>Gives the verifier a place to write; returns it, for <see cref="DropVerifierLog"/>.</summary>
    internal nint KeepVerifierLog(int bytes)
    {
        byte* memory = (byte*)NativeMemory.Alloc((nuint)bytes);
        memory[0] = 0;
        Throw.IfNegative(
            Libbpf.bpf_program__set_log_buf(Live(), memory, (nuint)bytes), $"give program {Name} a verifier log");
        return (nint)memory;
    }

    /// <summary>Takes the log's memory back.</summary>
    internal void DropVerifierLog(nint memory)
    {
        _ = Libbpf.bpf_program__set_log_buf(Live(), null, 0);
        NativeMemory.Free((void*)memory);
    }

    private BpfProgramInfo Info()
    {
        Throw.IfNegative(AskInfo(out var info), $"ask the kernel about program {Name}");
        return info;
    }

    private int AskInfo(out BpfProgramInfo info)
    {
        BpfProgramInfo told = default;
        uint length = (uint)sizeof(BpfProgramInfo);
        int descriptor = Libbpf.bpf_program__fd(Live());
        int result = descriptor < 0 ? descriptor : Libbpf.bpf_obj_get_info_by_fd(descriptor, &told, &length);
        info = told;
        return result;
    }

    private nint Live()
    {
        ObjectDisposedException.ThrowIf(_owner.IsClosed, typeof(BpfObject));
        return _program;
    }
}

/// <summary>What the kernel counted of a program.</summary>
/// <param name="Name">Of the program.</param>
/// <param name="Count">How often it ran.</param>
/// <param name="TimeNs">How long all runs took together, in ns.</param>
public readonly record struct BpfProgramRuns(string Name, ulong Count, ulong TimeNs);

/// <summary>The part of <c>struct bpf_prog_info</c> (linux/bpf.h) up to the last field that is wanted.</summary>
[StructLayout(LayoutKind.Explicit, Size = VerifiedInstructionsOffset + sizeof(ulong))]
internal struct BpfProgramInfo
{
    internal const int IdOffset = 4;
    internal const int RunTimeOffset = 192;
    internal const int RunsOffset = 200;
    internal const int RecursionMissesOffset = 208;
    internal const int VerifiedInstructionsOffset = 216;

    [FieldOffset(IdOffset)]
    internal uint Id;

    [FieldOffset(RunTimeOffset)]
    internal ulong RunTimeNs;

    [FieldOffset(RunsOffset)]
    internal ulong Runs;

    [FieldOffset(RecursionMissesOffset)]
    internal ulong RecursionMisses;

    [FieldOffset(VerifiedInstructionsOffset)]
    internal uint VerifiedInstructions;
}
