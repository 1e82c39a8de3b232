using System.Collections.Immutable;

namespace KosmosProbe.Engine.Containers;

/// <summary>
/// What is known of a container. Immutable but for its users, and shared; texts are UTF-8, made once, never written;
/// null where the runtime does not tell. Reading allocates nothing.
/// </summary>
public sealed class ContainerInfo
{
    private const int ShortLength = 12;
    private const int MountsMax = 1024;

    /// <summary>Makes every text that a field prints.</summary>
    /// <param name="details">What the runtime told.</param>
    /// <param name="labelLengthMax">Labels with a longer value are left out.</param>
    public ContainerInfo(ContainerDetails details, int labelLengthMax = ContainerLabels.ValueLengthMax)
    {
        FullId = InfoText.Bytes(details.FullId)!;
        Id = Short(FullId);
        IsSandbox = details.IsSandbox;
        Name = InfoText.Bytes(details.Name);
        Type = InfoText.Bytes(details.Type);
        Image = InfoText.Bytes(details.Image);
        if (details.Image is { } image)
        {
            var (repository, tag) = ImageName.Split(image);
            (Repository, Tag) =
                (InfoText.Bytes(details.Repository ?? repository), InfoText.Bytes(details.Tag ?? tag));
        }

        ImageDigest = InfoText.Bytes(details.ImageDigest);
        ImageId = InfoText.Bytes(details.ImageId);
        (IsPrivileged, HasHostPid) = (details.IsPrivileged, details.HasHostPid);
        (HasHostIpc, HasHostNetwork) = (details.HasHostIpc, details.HasHostNetwork);
        if (details.Mounts is { } mounts)
        {
            Mounts = [.. mounts.Take(MountsMax).Select(mount => new ContainerMount(mount))];
            MountsText = InfoText.Join(Mounts.Select(mount => mount.Text), ","u8);
        }

        Labels = details.Labels is null ? null : new ContainerLabels(details.Labels, labelLengthMax);
        PodLabels = details.PodLabels is null ? null : new ContainerLabels(details.PodLabels, labelLengthMax);
        PodName = InfoText.Bytes(details.PodName);
        PodNamespace = InfoText.Bytes(details.PodNamespace);
        PodUid = InfoText.Bytes(details.PodUid);
        FullSandboxId = InfoText.Bytes(details.SandboxId);
        SandboxId = FullSandboxId is null ? null : Short(FullSandboxId);
        Ip = InfoText.Bytes(details.Ip);
        PodIp = InfoText.Bytes(details.PodIp);
        CniJson = InfoText.Bytes(details.CniJson);
        (CreatedNs, StartedNs, Pid) = (details.CreatedNs, details.StartedNs, details.Pid);
        RootPath = InfoText.Bytes(details.RootPath);
        Home = CgroupHome.Parse(details.CgroupsPath);
        Names = details.Names;
        HealthCheck = Arguments(details.HealthCheck);
        LivenessProbe = Arguments(details.LivenessProbe);
        ReadinessProbe = Arguments(details.ReadinessProbe);
    }

    /// <summary>Whole id: container.full_id.</summary>
    public byte[] FullId { get; }

    /// <summary>The first 12 bytes of it: container.id.</summary>
    public byte[] Id { get; }

    /// <summary>True for what only holds a pod's namespaces, and is no container to CRI.</summary>
    public bool IsSandbox { get; }

    /// <summary>container.name.</summary>
    public byte[]? Name { get; }

    /// <summary>container.type.</summary>
    public byte[]? Type { get; }

    /// <summary>container.image, with its tag.</summary>
    public byte[]? Image { get; }

    /// <summary>container.image.repository, with its registry.</summary>
    public byte[]? Repository { get; }

    /// <summary>container.image.tag; empty where the image has none.</summary>
    public byte[]? Tag { get; }

    /// <summary>container.image.digest.</summary>
    public byte[]? ImageDigest { get; }

    /// <summary>container.image.id.</summary>
    public byte[]? ImageId { get; }

    /// <summary>container.privileged.</summary>
    public bool? IsPrivileged { get; }

    /// <summary>container.host_pid.</summary>
    public bool? HasHostPid { get; }

    /// <summary>container.host_ipc.</summary>
    public bool? HasHostIpc { get; }

    /// <summary>container.host_network.</summary>
    public bool? HasHostNetwork { get; }

    /// <summary>The mounts, for container.mount and its kin; empty also where the runtime does not tell them.</summary>
    public ImmutableArray<ContainerMount> Mounts { get; } = [];

    /// <summary>container.mounts.</summary>
    public byte[]? MountsText { get; }

    /// <summary>container.label and container.labels.</summary>
    public ContainerLabels? Labels { get; }

    /// <summary>k8s.pod.label and k8s.pod.labels.</summary>
    public ContainerLabels? PodLabels { get; }

    /// <summary>k8s.pod.name.</summary>
    public byte[]? PodName { get; }

    /// <summary>k8s.ns.name.</summary>
    public byte[]? PodNamespace { get; }

    /// <summary>k8s.pod.uid and k8s.pod.id.</summary>
    public byte[]? PodUid { get; }

    /// <summary>k8s.pod.full_sandbox_id.</summary>
    public byte[]? FullSandboxId { get; }

    /// <summary>k8s.pod.sandbox_id, its first 12 bytes.</summary>
    public byte[]? SandboxId { get; }

    /// <summary>container.ip.</summary>
    public byte[]? Ip { get; }

    /// <summary>k8s.pod.ip.</summary>
    public byte[]? PodIp { get; }

    /// <summary>container.cni.json and k8s.pod.cni.json.</summary>
    public byte[]? CniJson { get; }

    /// <summary>When it was made, in ns since 1970; 0: not known.</summary>
    public long CreatedNs { get; }

    /// <summary>When it was started, in ns since 1970; 0: not known or not yet.</summary>
    public long StartedNs { get; }

    /// <summary>Its first process, in the node's ids, whose /proc/PID/root is its root; 0: not known.</summary>
    public int Pid { get; }

    /// <summary>Its root directory on the node, where told; else <see cref="Pid"/> leads there.</summary>
    public byte[]? RootPath { get; }

    /// <summary>The control group it was given; null: not told.</summary>
    public CgroupHome? Home { get; }

    /// <summary>Names of its users and groups; null: the node's hold.</summary>
    public ContainerNames? Names { get; }

    /// <summary>Docker's health check: executable and arguments. Empty: none, or no command.</summary>
    public ImmutableArray<byte[]> HealthCheck { get; }

    /// <summary>The liveness probe: executable and arguments. Empty: none, or no command.</summary>
    public ImmutableArray<byte[]> LivenessProbe { get; }

    /// <summary>The readiness probe: executable and arguments. Empty: none, or no command.</summary>
    public ImmutableArray<byte[]> ReadinessProbe { get; }

    private static byte[] Short(byte[] id) => id.Length <= ShortLength ? id : id[..ShortLength];

    private static ImmutableArray<byte[]> Arguments(IReadOnlyList<string>? command) =>
        command is null ? [] : [.. command.Take(MountsMax).Select(word => InfoText.Bytes(word)!)];
}
