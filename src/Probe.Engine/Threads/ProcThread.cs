namespace KosmosProbe.Engine.Threads;

/// <summary>What /proc says of one thread, read at one moment.</summary>
internal sealed class ProcThread
{
    public required uint Tid { get; init; }

    public required uint Pid { get; init; }

    public required byte[] Comm { get; init; }

    public required ulong StartNs { get; init; }

    public uint ParentPid { get; init; }

    public uint ProcessGroup { get; init; }

    public uint SessionId { get; init; }

    public uint Tty { get; init; }

    public uint Uid { get; init; } = ThreadInfo.UnsetId;

    public uint Gid { get; init; } = ThreadInfo.UnsetId;

    public uint LoginUid { get; init; } = ThreadInfo.UnsetId;

    public uint VirtualTid { get; init; }

    public uint VirtualPid { get; init; }

    public uint VirtualProcessGroup { get; init; }

    public byte[] CgroupPath { get; init; } = [];

    /// <summary>The pid namespace, as the kernel names it.</summary>
    public string PidNamespace { get; init; } = "";

    /// <summary>Has ended but was not reaped yet.</summary>
    public bool IsZombie { get; init; }

    /// <summary>What its last exec set; null when not asked for, or when it has none (kernel threads).</summary>
    public ProcImage? Image { get; init; }
}

/// <summary>What /proc says of a process image.</summary>
internal sealed class ProcImage
{
    public required byte[] Argv { get; init; }

    public required byte[] ExePath { get; init; }

    public required byte[] Cwd { get; init; }

    /// <summary>The environment; empty when not asked for.</summary>
    public byte[] Environment { get; init; } = [];

    public ulong CapInheritable { get; init; }

    public ulong CapPermitted { get; init; }

    public ulong CapEffective { get; init; }

    public ulong FdLimit { get; init; }

    public ulong PageFaultsMajor { get; init; }

    public ulong PageFaultsMinor { get; init; }

    public ulong VmSizeKb { get; init; }

    public ulong VmRssKb { get; init; }

    public ulong VmSwapKb { get; init; }
}
