namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>One thing that a capture's head tells of the machine, before the first event.</summary>
public abstract class ScapItem
{
    private protected ScapItem()
    {
    }
}

/// <summary>The machine.</summary>
public sealed class ScapMachine : ScapItem
{
    /// <summary>How many CPUs it had.</summary>
    public required uint CpusCount { get; init; }

    /// <summary>Bytes of memory.</summary>
    public required ulong MemoryBytes { get; init; }

    /// <summary>The highest pid there can be.</summary>
    public required ulong PidMax { get; init; }

    /// <summary>Its host name, UTF-8 as a rule.</summary>
    public required ReadOnlyMemory<byte> HostName { get; init; }

    /// <summary>When it was started, in ns since the epoch; 0 in captures of before 2023.</summary>
    public required ulong BootTimeNs { get; init; }

    /// <summary>Architecture in the highest 8 bits (1 x86, 2 x86-64, 3 arm64), system in the next (1 Linux).</summary>
    public required ulong Flags { get; init; }
}

/// <summary>An address of a network interface.</summary>
public sealed class ScapInterface : ScapItem
{
    /// <summary>As <c>eth0</c>.</summary>
    public required ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>4 or 16 bytes, in network order.</summary>
    public required ReadOnlyMemory<byte> Address { get; init; }

    /// <summary>As many bytes.</summary>
    public required ReadOnlyMemory<byte> NetMask { get; init; }

    /// <summary>As many bytes.</summary>
    public required ReadOnlyMemory<byte> Broadcast { get; init; }

    /// <summary>Of the link; 0 when it was not recorded.</summary>
    public required ulong LinkSpeed { get; init; }
}

/// <summary>A user of the machine.</summary>
public sealed class ScapUser : ScapItem
{
    /// <summary>Its id.</summary>
    public required uint Uid { get; init; }

    /// <summary>Its group.</summary>
    public required uint Gid { get; init; }

    /// <summary>Its name.</summary>
    public required ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>Its home directory.</summary>
    public required ReadOnlyMemory<byte> Home { get; init; }

    /// <summary>Its shell.</summary>
    public required ReadOnlyMemory<byte> Shell { get; init; }
}

/// <summary>A group of the machine.</summary>
public sealed class ScapGroup : ScapItem
{
    /// <summary>Its id.</summary>
    public required uint Gid { get; init; }

    /// <summary>Its name.</summary>
    public required ReadOnlyMemory<byte> Name { get; init; }
}

/// <summary>
/// The capture was made by this program: readers of its own go on with what it knew and other readers pass over.
/// </summary>
public sealed class ScapRecorder : ScapItem
{
    /// <summary>The version of what this program adds to captures.</summary>
    internal const uint Format = 1;

    /// <summary>The program's version.</summary>
    public required ReadOnlyMemory<byte> Version { get; init; }
}
