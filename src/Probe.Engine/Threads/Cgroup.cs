using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Engine.Threads;

/// <summary>A control group and the container it belongs to. Shared by threads.</summary>
/// <param name="path">As the kernel has it; empty when unknown.</param>
/// <param name="claims">The containers that the path names.</param>
internal sealed class Cgroup(byte[] path, ContainerClaims claims)
{
    private static readonly byte[] HostName = "host"u8.ToArray();

    /// <summary>Stands for a group that is not known: taken as the host's, as Falco does.</summary>
    public static readonly Cgroup Unknown = new([], ContainerClaims.None);

    /// <summary>The path; empty when unknown.</summary>
    public byte[] Path { get; } = path;

    /// <summary>The containers that the path names.</summary>
    public ContainerClaims Claims { get; } = claims;

    /// <summary>The container as far as is known, proven or not; null on the host.</summary>
    public Container? Container => Claims.Rightful;

    /// <summary>True once a process was seen in it.</summary>
    public bool IsEntered { get; set; }

    /// <summary>True when no container is known to have this group.</summary>
    public bool IsHost => Container is not { IsUnproven: false };

    /// <summary>The container's short id, or <c>host</c>.</summary>
    public byte[] ContainerId => Container is { IsUnproven: false } container ? container.Id : HostName;

    /// <summary>The container's whole id, or <c>host</c>.</summary>
    public byte[] FullContainerId => Container is { IsUnproven: false } container ? container.FullId : HostName;

    /// <summary>What people call it: the container's name, its id while that is unknown, or <c>host</c>.</summary>
    public byte[] DisplayName => Info?.Name is { Length: > 0 } name ? name : ContainerId;

    /// <summary>
    /// What the runtime told of the container; null when it has not, and on the host. A pod's sandbox has its id alone:
    /// as in Falco its processes, which come with every pod, are in no container that a rule could name.
    /// </summary>
    public ContainerInfo? Info => Container?.Info is { IsSandbox: false } info ? info : null;
}
