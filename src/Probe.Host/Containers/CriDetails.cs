using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers.Cri;

namespace KosmosProbe.Host.Containers;

/// <summary>Makes a container's description of what CRI tells, as Falco derives each field.</summary>
internal static class CriDetails
{
    /// <summary>Of a container.</summary>
    /// <param name="answer">Its status.</param>
    /// <param name="info">The status' verbose part.</param>
    /// <param name="type">The runtime's kind.</param>
    /// <param name="sandbox">Its pod's sandbox; null when that cannot be had.</param>
    public static ContainerDetails OfContainer(
        ContainerStatusResponse answer, VerboseInfo info, string type, PodSandboxStatusResponse? sandbox)
    {
        var status = answer.Status;
        var image = CriImage.Of(status, info);
        var details = new ContainerDetails
        {
            FullId = status.Id,
            Name = status.Metadata?.Name,
            Type = type,
            Image = image.Name,
            ImageDigest = image.Digest,
            ImageId = image.Id,
            IsPrivileged = info.IsPrivileged,
            Mounts = [.. status.Mounts.Select(Mount)],
            CreatedNs = status.CreatedAt,
            StartedNs = status.StartedAt,
            Pid = info.Pid,
            CgroupsPath = info.CgroupsPath,
            SandboxId = sandbox?.Status.Id ?? info.SandboxId,
        };
        FillPod(details, sandbox, status.Labels);
        PodProbes.Read(details, status.Labels, status.Annotations, sandbox?.Status.Annotations);
        return details;
    }

    /// <summary>Of the sandbox itself.</summary>
    /// <param name="sandbox">Its status.</param>
    /// <param name="type">The runtime's kind.</param>
    public static ContainerDetails OfSandbox(PodSandboxStatusResponse sandbox, string type)
    {
        var info = new VerboseInfo(sandbox.Info);
        var details = new ContainerDetails
        {
            FullId = sandbox.Status.Id,
            IsSandbox = true,
            Type = type,
            Image = info.SandboxImage,
            IsPrivileged = info.IsPrivileged,
            Mounts = [],
            CreatedNs = sandbox.Status.CreatedAt,
            Pid = info.Pid,
            CgroupsPath = info.CgroupsPath,
            SandboxId = sandbox.Status.Id,
        };
        FillPod(details, sandbox, sandbox.Status.Labels);
        return details;
    }

    private static void FillPod(
        ContainerDetails details, PodSandboxStatusResponse? sandbox, IDictionary<string, string> own)
    {
        var labels = new Dictionary<string, string>(own, StringComparer.Ordinal);
        var pod = sandbox?.Status;
        details.PodName = pod?.Metadata?.Name ?? labels.GetValueOrDefault(PodNotes.Name);
        details.PodNamespace = pod?.Metadata?.Namespace ?? labels.GetValueOrDefault(PodNotes.Namespace);
        details.PodUid = pod?.Metadata?.Uid ?? labels.GetValueOrDefault(PodNotes.Uid);
        Set(labels, "io.kubernetes.sandbox.id", details.SandboxId);
        Set(labels, PodNotes.Name, details.PodName);
        Set(labels, PodNotes.Namespace, details.PodNamespace);
        Set(labels, PodNotes.Uid, details.PodUid);
        details.Labels = labels;
        if (pod is null) return;

        details.PodLabels = new Dictionary<string, string>(pod.Labels, StringComparer.Ordinal);
        details.Ip = details.PodIp = pod.Network?.Ip ?? "";
        var namespaces = pod.Linux?.Namespaces?.Options;
        details.HasHostPid = namespaces?.Pid == NamespaceMode.Node;
        details.HasHostIpc = namespaces?.Ipc == NamespaceMode.Node;
        details.HasHostNetwork = namespaces?.Network == NamespaceMode.Node;
        details.CniJson = new VerboseInfo(sandbox!.Info).CniJson ?? "";
    }

    private static void Set(Dictionary<string, string> labels, string key, string? value)
    {
        if (value is not null) labels[key] = value;
    }

    private static MountDetails Mount(Mount mount) => new(
        mount.HostPath, mount.ContainerPath, "", !mount.Readonly, mount.Propagation switch
        {
            MountPropagation.PropagationPrivate => "private",
            MountPropagation.PropagationHostToContainer => "rslave",
            MountPropagation.PropagationBidirectional => "rshared",
            _ => "unknown",
        });
}
