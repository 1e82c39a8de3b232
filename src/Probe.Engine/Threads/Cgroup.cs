namespace KosmosProbe.Engine.Threads;

/// <summary>A control group and the container it belongs to, as its path says. Immutable, shared by threads.</summary>
internal sealed class Cgroup
{
    private static readonly byte[] HostName = "host"u8.ToArray();

    /// <summary>Stands for a group that is not known: taken as the host's, as Falco does.</summary>
    public static readonly Cgroup Unknown = new([]);

    /// <summary>Looks at a path once.</summary>
    /// <param name="path">As the kernel has it.</param>
    public Cgroup(byte[] path)
    {
        Path = path;
        IsHost = !Threads.ContainerId.TryFind(path, out var full, out var shortId);
        FullContainerId = IsHost ? HostName : full.ToArray();
        ContainerId = IsHost ? HostName : shortId.ToArray();
    }

    /// <summary>The path; empty when unknown.</summary>
    public byte[] Path { get; }

    /// <summary>True when the path names no container.</summary>
    public bool IsHost { get; }

    /// <summary>The container's short id, or <c>host</c>.</summary>
    public byte[] ContainerId { get; }

    /// <summary>The container's whole id, or <c>host</c>.</summary>
    public byte[] FullContainerId { get; }
}
