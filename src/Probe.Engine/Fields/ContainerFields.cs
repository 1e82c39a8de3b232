using KosmosProbe.Engine.Events;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// container.*: what the control group's path tells, which is the container's id. The rest comes from the runtime;
/// until it is asked it is missing in a container, and outside what Falco says there: empty, <c>host</c> or false.
/// </summary>
internal static class ContainerFields
{
    /// <summary>Why names, images and pods are missing.</summary>
    public const string NoRuntime = "The container runtime is not asked yet.";

    private const string NoProbes = "Health checks of containers are not told apart yet.";

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
        Runtime("container.name", "The runtime's name of the container, or host.", "container.name = zeus", Host),
        Runtime("container.image", "The container's image with its tag; empty on the host.",
            "container.image contains kosmos", EmptyOnHost),
        Runtime("container.image.id", "Id of the container's image; empty on the host.",
            "container.image.id startswith 6f7e2741b66b", EmptyOnHost),
        Runtime("container.type", "The container's runtime, or host.", "container.type = host", Host),
        Runtime("container.privileged", "The container is privileged.", "container.privileged = true"),
        Runtime("container.mounts", "The container's mounts, source:destination:mode:writable:propagation each.",
            "container.mounts contains docker.sock", EmptyOnHost),
        Mount("container.mount", "One of the container's mounts, by number or by what its source matches.",
            "container.mount[/var/run/docker.sock] exists"),
        Mount("container.mount.source", "Source of a mount, by number or by what its destination matches.",
            "container.mount.source[/etc] = /etc"),
        Mount("container.mount.dest", "Destination of a mount, by number or by what its source matches.",
            "container.mount.dest[/etc] exists"),
        Mount("container.mount.mode", "Mode of a mount, by number or by what its source matches.",
            "container.mount.mode[0] = ro"),
        Mount("container.mount.rdwr", "Whether a mount may be written, by number or by what its source matches.",
            "container.mount.rdwr[/etc] = true"),
        Mount("container.mount.propagation", "Propagation of a mount, by number or by what its source matches.",
            "container.mount.propagation[0] = rshared"),
        Runtime("container.image.repository", "The container's image without its tag; empty on the host.",
            "container.image.repository contains \"kosmos\"", EmptyOnHost),
        Runtime("container.image.tag", "Tag of the container's image; empty on the host.",
            "container.image.tag = latest", EmptyOnHost),
        Runtime("container.image.digest", "Digest of the container's image; empty on the host.",
            "container.image.digest startswith sha256:", EmptyOnHost),
        Absent("container.healthcheck", FieldType.Text, "Never has a value, as in Falco; old rules name it.",
            "container.healthcheck exists").NotCollected(NoProbes),
        Absent("container.liveness_probe", FieldType.Text, "Never has a value, as in Falco; old rules name it.",
            "container.liveness_probe exists").NotCollected(NoProbes),
        Absent("container.readiness_probe", FieldType.Text, "Never has a value, as in Falco; old rules name it.",
            "container.readiness_probe exists").NotCollected(NoProbes),
        Number("container.start_ts", FieldType.AbsoluteTime,
            "When the container started, which is when init of the thread's pid namespace did, in ns since the epoch.",
            "container.start_ts > 0", ProcessTimeFields.NamespaceStart),
        Number("container.duration", FieldType.RelativeTime, "Time since container.start_ts, in ns.",
            "container.duration < 60000000000",
            (in context, out value) =>
                ProcessTimeFields.Since(context, context.Thread.PidnsInitStartNs, out value)),
        Runtime("container.ip", "The container's first IPv4 address; empty on the host.",
            "container.ip = 10.42.0.5", EmptyOnHost).Lasting(FieldLifetime.Event),
        Runtime("container.cni.json", "What the network plugins said of the container's addresses, as JSON.",
            "container.cni.json contains eth0", EmptyOnHost).Lasting(FieldLifetime.Event),
        Runtime("container.host_pid", "The container uses the host's pid namespace.", "container.host_pid = true"),
        Runtime("container.host_network", "The container uses the host's network.",
            "container.host_network = true"),
        Runtime("container.host_ipc", "The container uses the host's IPC namespace.", "container.host_ipc = true"),
        Absent("container.label", FieldType.Text, ArgumentRule.KeyRequired, "One of the container's labels.",
            "container.label.maintainer exists").PerContainer().NotCollected(NoRuntime),
        Runtime("container.labels", "The container's labels, name:value joined by commas; empty on the host.",
            "container.labels contains maintainer", EmptyOnHost),
        Absent("proc.is_container_healthcheck", FieldType.Boolean, "Never has a value, as in Falco; old rules name it.",
            "proc.is_container_healthcheck = true").NotCollected(NoProbes),
        Absent("proc.is_container_liveness_probe", FieldType.Boolean,
            "Never has a value, as in Falco; old rules name it.",
            "proc.is_container_liveness_probe = true").NotCollected(NoProbes),
        Absent("proc.is_container_readiness_probe", FieldType.Boolean,
            "Never has a value, as in Falco; old rules name it.",
            "proc.is_container_readiness_probe = true").NotCollected(NoProbes),
    ];

    private static Field Runtime(string name, string description, string example, TextReader reader) =>
        Text(name, description, example, reader).PerContainer().NotCollected(NoRuntime);

    private static Field Runtime(string name, string description, string example) =>
        Flag(name, description, example, (in context, out value) =>
        {
            value = false;
            return context.Thread.IsKnown && context.Thread.Cgroup.IsHost;
        }).PerContainer().NotCollected(NoRuntime);

    private static Field Mount(string name, string description, string example) =>
        Absent(name, FieldType.Text, ArgumentRule.IndexOrKeyRequired, description, example)
            .PerContainer().NotCollected(NoRuntime);

    private static bool Host(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = "host"u8;
        return context.Thread.IsKnown && context.Thread.Cgroup.IsHost;
    }

    private static bool EmptyOnHost(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        return context.Thread.IsKnown && context.Thread.Cgroup.IsHost;
    }
}
