namespace KosmosProbe.Engine.Containers;

/// <summary>What a runtime tells of a container, as it was read; <see cref="ContainerInfo"/> is made of it.</summary>
public sealed class ContainerDetails
{
    /// <summary>The container's whole id.</summary>
    public required string FullId { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>The runtime's kind: containerd, cri-o, cri, docker or podman.</summary>
    public string? Type { get; set; }

    /// <summary>The image with its tag; repository and tag are cut from it.</summary>
    public string? Image { get; set; }

    /// <summary>The image without its tag; null: cut from it.</summary>
    public string? Repository { get; set; }

    /// <summary>The image's tag; null: cut from the image.</summary>
    public string? Tag { get; set; }

    /// <summary>The image's digest.</summary>
    public string? ImageDigest { get; set; }

    /// <summary>The image's id.</summary>
    public string? ImageId { get; set; }

    /// <summary>Whether it is privileged.</summary>
    public bool? IsPrivileged { get; set; }

    /// <summary>Whether it shares the node's process ids.</summary>
    public bool? HasHostPid { get; set; }

    /// <summary>Whether it shares the node's shared memory and its kin.</summary>
    public bool? HasHostIpc { get; set; }

    /// <summary>Whether it shares the node's network.</summary>
    public bool? HasHostNetwork { get; set; }

    /// <summary>Its mounts; null when the source does not tell them.</summary>
    public IReadOnlyList<MountDetails>? Mounts { get; set; }

    /// <summary>Its labels; null when the source does not tell them.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; set; }

    /// <summary>Its pod's name.</summary>
    public string? PodName { get; set; }

    /// <summary>Its pod's namespace.</summary>
    public string? PodNamespace { get; set; }

    /// <summary>Its pod's uid.</summary>
    public string? PodUid { get; set; }

    /// <summary>Its pod's labels; null when the source does not tell them.</summary>
    public IReadOnlyDictionary<string, string>? PodLabels { get; set; }

    /// <summary>The whole id of its pod's sandbox.</summary>
    public string? SandboxId { get; set; }

    /// <summary>Its address.</summary>
    public string? Ip { get; set; }

    /// <summary>Its pod's address.</summary>
    public string? PodIp { get; set; }

    /// <summary>What the network plugin answered.</summary>
    public string? CniJson { get; set; }

    /// <summary>When it was made, in ns since 1970; 0: not known.</summary>
    public long CreatedNs { get; set; }

    /// <summary>When it was started, in ns since 1970; 0: not known or not yet.</summary>
    public long StartedNs { get; set; }

    /// <summary>Its first process, in the node's ids; 0: not known or not yet.</summary>
    public int Pid { get; set; }

    /// <summary>Its root directory on the node, where the source tells it.</summary>
    public string? RootPath { get; set; }

    /// <summary>Its control group as its specification names it, where the source tells it.</summary>
    public string? CgroupsPath { get; set; }

    /// <summary>How its user namespace numbers users, where the source tells it.</summary>
    public IdMap? UserIds { get; set; }

    /// <summary>How its user namespace numbers groups, where the source tells it.</summary>
    public IdMap? GroupIds { get; set; }

    /// <summary>Who its users are, where that can be seen.</summary>
    public ContainerNames? Names { get; set; }

    /// <summary>Docker's health check: the command and its arguments.</summary>
    public IReadOnlyList<string>? HealthCheck { get; set; }

    /// <summary>The liveness probe: the command and its arguments.</summary>
    public IReadOnlyList<string>? LivenessProbe { get; set; }

    /// <summary>The readiness probe: the command and its arguments.</summary>
    public IReadOnlyList<string>? ReadinessProbe { get; set; }

    /// <summary>True for what only holds a pod's namespaces, and is no container to CRI.</summary>
    public bool IsSandbox { get; set; }
}
