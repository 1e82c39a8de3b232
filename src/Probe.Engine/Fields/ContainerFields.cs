using System.Text;
using KosmosProbe.Engine.Containers;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// container.*: the id is what the control group's path tells, the rest comes from the runtime. Outside of containers a
/// field says what it says in Falco: empty, <c>host</c> or false.
/// </summary>
internal static class ContainerFields
{
    private static readonly byte[] HostName = "host"u8.ToArray();

    private const string NoText =
        "Whether a process is such a check is told by proc.is_container_healthcheck and its kin.";

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Text("container.id", "Short id of the container, or host.", "container.id != host",
            (in context, out value) =>
            {
                value = context.Thread.Cgroup.ContainerId;
                return context.Thread.IsKnown;
            }).PerContainer(),
        Text("container.full_id", "Whole id of the container, or host.", "container.full_id startswith d06f69b0be25",
            (in context, out value) =>
            {
                value = context.Thread.Cgroup.FullContainerId;
                return context.Thread.IsKnown;
            }).PerContainer(),
        Named("container.name", "The runtime's name of the container, or host.", "container.name = zeus",
            info => info.Name),
        Described("container.image", "The container's image with its tag; empty on the host.",
            "container.image contains kosmos", info => info.Image),
        Described("container.image.id", "Id of the container's image; empty on the host.",
            "container.image.id startswith 6f7e2741b66b", info => info.ImageId),
        Named("container.type", "The container's runtime, or host.", "container.type = host", info => info.Type),
        Says("container.privileged", "The container is privileged.", "container.privileged = true",
            info => info.IsPrivileged),
        Described("container.mounts", "The container's mounts, source:destination:mode:writable:propagation each.",
            "container.mounts contains docker.sock", info => info.MountsText),
        .. MountFields.Rows,
        Described("container.image.repository", "The container's image without its tag; empty on the host.",
            "container.image.repository contains \"kosmos\"", info => info.Repository),
        Described("container.image.tag", "Tag of the container's image; empty on the host.",
            "container.image.tag = latest", info => info.Tag),
        Described("container.image.digest", "Digest of the container's image; empty on the host.",
            "container.image.digest startswith sha256:", info => info.ImageDigest),
        Absent("container.healthcheck", FieldType.Text, "Never has a value, as in Falco; old rules name it.",
            "container.healthcheck exists").NotCollected(NoText),
        Absent("container.liveness_probe", FieldType.Text, "Never has a value, as in Falco; old rules name it.",
            "container.liveness_probe exists").NotCollected(NoText),
        Absent("container.readiness_probe", FieldType.Text, "Never has a value, as in Falco; old rules name it.",
            "container.readiness_probe exists").NotCollected(NoText),
        Number("container.start_ts", FieldType.AbsoluteTime,
            "When the container started, which is when init of the thread's pid namespace did, in ns since the epoch.",
            "container.start_ts > 0", ProcessTimeFields.NamespaceStart),
        Number("container.duration", FieldType.RelativeTime, "Time since container.start_ts, in ns.",
            "container.duration < 60000000000",
            (in context, out value) =>
                ProcessTimeFields.Since(context, context.Thread.PidnsInitStartNs, out value)),
        Described("container.ip", "The container's first IPv4 address; empty on the host.",
            "container.ip = 10.42.0.5", info => info.Ip).Lasting(FieldLifetime.Event),
        Described("container.cni.json", "What the network plugins said of the container's addresses, as JSON.",
            "container.cni.json contains eth0", info => info.CniJson).Lasting(FieldLifetime.Event),
        Says("container.host_pid", "The container uses the host's pid namespace.",
            "container.host_pid = true", info => info.HasHostPid),
        Says("container.host_network", "The container uses the host's network.",
            "container.host_network = true", info => info.HasHostNetwork),
        Says("container.host_ipc", "The container uses the host's IPC namespace.",
            "container.host_ipc = true", info => info.HasHostIpc),
        Label("container.label", "One of the container's labels.", "container.label.maintainer exists",
            info => info.Labels),
        Described("container.labels", "The container's labels, name:value joined by commas; empty on the host.",
            "container.labels contains maintainer", info => info.Labels?.Text),
        .. HealthCheckFields.Rows,
    ];

    /// <summary>One label of a container or pod by its key.</summary>
    public static Field Label(
        string name, string description, string example, Func<ContainerInfo, ContainerLabels?> labels) => new Field
        {
            Name = name,
            Type = FieldType.Text,
            Description = description,
            Example = example,
            Argument = ArgumentRule.KeyRequired,
            WithArgument = key => Text(
                $"{name}[{key}]", description, example, ContainerReaders.Label(Encoding.UTF8.GetBytes(key), labels)),
        }.PerContainer();

    private static Field Named(string name, string description, string example, Func<ContainerInfo, byte[]?> read) =>
        Text(name, description, example, ContainerReaders.OrOnHost(HostName, read)).PerContainer();

    private static Field Described(
        string name, string description, string example, Func<ContainerInfo, byte[]?> read) =>
        Text(name, description, example, ContainerReaders.OrOnHost([], read)).PerContainer();

    private static Field Says(string name, string description, string example, Func<ContainerInfo, bool?> read) =>
        Flag(name, description, example, ContainerReaders.Flag(read)).PerContainer();
}
