namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>
/// A thread that lived when the recording began. What an earlier version of the format does not hold has the value that
/// stands in brackets.
/// </summary>
public sealed class ScapThread : ScapItem
{
    /// <summary>The thread.</summary>
    public long Tid { get; internal set; }

    /// <summary>Its thread group.</summary>
    public long Pid { get; internal set; }

    /// <summary>The parent of its group.</summary>
    public long ParentTid { get; internal set; }

    /// <summary>Its session [-1].</summary>
    public long SessionId { get; internal set; } = -1;

    /// <summary>Its process group, as its own pid namespace numbers it [-1].</summary>
    public long VirtualGroupId { get; internal set; } = -1;

    /// <summary>Its name.</summary>
    public ReadOnlyMemory<byte> Comm { get; internal set; }

    /// <summary>The first argument.</summary>
    public ReadOnlyMemory<byte> Exe { get; internal set; }

    /// <summary>The path of its program [empty].</summary>
    public ReadOnlyMemory<byte> ExePath { get; internal set; }

    /// <summary>The other arguments, each with a zero byte behind it.</summary>
    public ReadOnlyMemory<byte> Arguments { get; internal set; }

    /// <summary>The working directory.</summary>
    public ReadOnlyMemory<byte> WorkingDirectory { get; internal set; }

    /// <summary>How many descriptors it may have; -1 for any number.</summary>
    public long DescriptorsMax { get; internal set; }

    /// <summary>What clone was told, in the bits of the format.</summary>
    public uint Flags { get; internal set; }

    /// <summary>Its user.</summary>
    public uint Uid { get; internal set; }

    /// <summary>Its group.</summary>
    public uint Gid { get; internal set; }

    /// <summary>Memory it has mapped, in KiB [0].</summary>
    public uint VirtualKiB { get; internal set; }

    /// <summary>Memory it has, in KiB [0].</summary>
    public uint ResidentKiB { get; internal set; }

    /// <summary>Memory of it that was written to disk, in KiB [0].</summary>
    public uint SwappedKiB { get; internal set; }

    /// <summary>Page faults that read a disk [0].</summary>
    public ulong MajorFaults { get; internal set; }

    /// <summary>Page faults that did not [0].</summary>
    public ulong MinorFaults { get; internal set; }

    /// <summary>The environment, each variable with a zero byte behind it [empty].</summary>
    public ReadOnlyMemory<byte> Environment { get; internal set; }

    /// <summary>Its number in its own pid namespace [-1].</summary>
    public long VirtualTid { get; internal set; } = -1;

    /// <summary>Its group's number there [-1].</summary>
    public long VirtualPid { get; internal set; } = -1;

    /// <summary>Its control groups: <c>cpu=/path</c>, each with a zero byte behind it [empty].</summary>
    public ReadOnlyMemory<byte> Cgroups { get; internal set; }

    /// <summary>Its root directory [empty].</summary>
    public ReadOnlyMemory<byte> Root { get; internal set; }

    /// <summary>When the first process of its pid namespace started, in ns since the epoch [0].</summary>
    public ulong PidNamespaceStartNs { get; internal set; }

    /// <summary>Its terminal's number [0].</summary>
    public uint Tty { get; internal set; }

    /// <summary>Who logged in [none: all ones].</summary>
    public uint LoginUid { get; internal set; } = uint.MaxValue;

    /// <summary>Whether its user may write to the file of its program [no].</summary>
    public bool IsExeWritable { get; internal set; }

    /// <summary>Capabilities it hands on [0].</summary>
    public ulong CapInheritable { get; internal set; }

    /// <summary>Capabilities it may have [0].</summary>
    public ulong CapPermitted { get; internal set; }

    /// <summary>Capabilities it has [0].</summary>
    public ulong CapEffective { get; internal set; }

    /// <summary>Whether its program lies in the upper layer of an overlay [no].</summary>
    public bool IsExeUpperLayer { get; internal set; }

    /// <summary>The inode of its program [0].</summary>
    public ulong ExeInode { get; internal set; }

    /// <summary>When that inode was changed, in ns since the epoch [0].</summary>
    public ulong ExeChangeTimeNs { get; internal set; }

    /// <summary>When the program was written, in ns since the epoch [0].</summary>
    public ulong ExeWriteTimeNs { get; internal set; }

    /// <summary>Whether its program is in memory only [no].</summary>
    public bool IsExeFromMemory { get; internal set; }

    /// <summary>Whether its program lies in the lower layer of an overlay [no].</summary>
    public bool IsExeLowerLayer { get; internal set; }

    /// <summary>Its process group [-1].</summary>
    public long GroupId { get; internal set; } = -1;
}
