using System.Text;
using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Captures.Fields.CaptureRows;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>
/// container.* and k8s.* of captures: what the capture has told of the container by then. The host is a container like
/// others, with empty texts; only the id is known of one that was not described.
/// </summary>
internal static class ContainerCaptureFields
{
    /// <summary>The rows.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        Text("container.id", (in context, out value) =>
        {
            var container = Of(context);
            value = container?.Id;
            return container is not null;
        }),
        Text("container.full_id", Told(info => info.FullId)),
        Text("container.name", Told(info => info.Name)),
        Text("container.image", Told(info => info.Image)),
        Text("container.image.id", Told(info => info.ImageId)),
        Text("container.type", Told(info => info.Type)),
        Flag("container.privileged", Says(info => info.IsPrivileged)),
        Text("container.mounts", Told(info => info.MountsText)),
        .. MountFields.Parts.Select(part => Keyed(part.Name, argument => Mount(part.Resolve(argument)))),
        Text("container.image.repository", Told(info => info.Repository)),
        Text("container.image.tag", Told(info => info.Tag)),
        Text("container.image.digest", Told(info => info.ImageDigest)),
        Text("container.ip", Told(info => info.Ip)),
        Text("container.cni.json", Told(info => info.CniJson)),
        Flag("container.host_pid", Says(info => info.HasHostPid)),
        Flag("container.host_network", Says(info => info.HasHostNetwork)),
        Flag("container.host_ipc", Says(info => info.HasHostIpc)),
        Keyed("container.label", key => Label(key, container => container.Info)),
        Text("container.labels", Told(info => info.Labels?.Text)),
        Text("k8s.pod.name", Told(info => info.PodName)),
        Text("k8s.ns.name", Told(info => info.PodNamespace)),
        Text("k8s.pod.id", Told(info => info.PodUid)),
        Text("k8s.pod.uid", Told(info => info.PodUid)),
        Text("k8s.pod.sandbox_id", Told(info => info.SandboxId)),
        Text("k8s.pod.full_sandbox_id", Told(info => info.FullSandboxId)),
        Keyed("k8s.pod.label", PodLabel),
        Text("k8s.pod.labels", OfPod(container => (container.Sandbox?.Info ?? container.Info)?.PodLabels?.Text)),
        Text("k8s.pod.ip", OfPod(container => container.PodInfo?.Ip)),
        Text("k8s.pod.cni.json", OfPod(container => container.PodInfo?.CniJson)),
    ];

    private static RecordedContainer? Of(in EventContext context) =>
        context.Node.Recorded!.ContainerOf(context.Thread);

    private static TextReader Told(Func<ContainerInfo, byte[]?> read) => (in context, out value) =>
    {
        byte[]? text = Of(context)?.Info is { } info ? read(info) : null;
        value = text;
        return text is not null;
    };

    private static TextReader OfPod(Func<RecordedContainer, byte[]?> read) => (in context, out value) =>
    {
        byte[]? text = Of(context) is { Info: not null } container ? read(container) : null;
        value = text;
        return text is not null;
    };

    private static BooleanReader Says(Func<ContainerInfo, bool?> read) => (in context, out value) =>
    {
        bool? said = Of(context)?.Info is { } info ? read(info) : null;
        value = said == true;
        return said is not null;
    };

    private static TextReader? Mount(Func<ContainerInfo, byte[]?>? read) => read is null ? null : Told(read);

    private static TextReader Label(string key, Func<RecordedContainer, ContainerInfo?> infoOf)
    {
        byte[] name = Encoding.UTF8.GetBytes(key);
        return (in context, out value) =>
        {
            value = default;
            if (Of(context) is not { } container || infoOf(container)?.Labels is not { } labels
                || !labels.TryFind(name, out byte[]? text))
            {
                return false;
            }

            value = text;
            return true;
        };
    }

    // The sandbox's label, else the container's own copy of it.
    private static TextReader PodLabel(string key)
    {
        byte[] name = Encoding.UTF8.GetBytes(key);
        return (in context, out value) =>
        {
            value = default;
            if (Of(context) is not { Info: { } info } container)
            {
                return false;
            }

            byte[]? text = null;
            bool isFound = (container.Sandbox?.Info?.PodLabels?.TryFind(name, out text) ?? false)
                || (info.PodLabels?.TryFind(name, out text) ?? false);
            value = text;
            return isFound;
        };
    }
}
