using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Audit.Fields.AuditRows;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Audit.Fields;

/// <summary>ka.req.pod.*: what a request that makes or changes a pod says of it.</summary>
internal static class PodRequestFields
{
    private static readonly JsonPath Containers = JsonPath.Of("requestObject", "spec", "containers");
    private static readonly JsonPath Volumes = JsonPath.Of("requestObject", "spec", "volumes");
    private static readonly JsonPath Image = JsonPath.Of("image");
    private static readonly JsonPath Ports = JsonPath.Of("ports");
    private static readonly JsonPath HostPort = JsonPath.Of("hostPort");
    private static readonly JsonPath ContainerPort = JsonPath.Of("containerPort");

    private static readonly AuditList Images = new(Containers, AddImage);
    private static readonly AuditList Repositories = new(Containers, AddRepository);
    private static readonly AuditList Privileged = new(Containers, Member("securityContext", "privileged"));
    private static readonly AuditList HostPaths = new(Volumes, Member("hostPath", "path"));

    /// <summary>The containers' commands and images, and what the pod shares with its host.</summary>
    public static readonly Field[] Containing =
    [
        Indexed("ka.req.pod.containers.args", "Of a pod: the arguments of all containers.",
            "ka.req.pod.containers.args intersects (--privileged)", new AuditList(Containers, Members("args"))),
        Indexed("ka.req.pod.containers.command", "Of a pod: the commands of all containers, word by word.",
            "ka.req.pod.containers.command intersects (sh, bash)", new AuditList(Containers, Members("command"))),
        Indexed("ka.req.pod.containers.name", "Of a pod: the containers' names.",
            "ka.req.pod.containers.name intersects (nginx)", new AuditList(Containers, Member("name"))),
        Indexed("ka.req.pod.containers.image", "Of a pod: the containers' images.",
            "ka.req.pod.containers.image in (nginx)", Images),
        First("ka.req.container.image",
            "Of a pod: the first container's image. ka.req.pod.containers.image tells of all.",
            "ka.req.container.image = nginx", Images.At(0)),
        Indexed("ka.req.pod.containers.image.repository", "Of a pod: the containers' images without tag and digest.",
            "ka.req.pod.containers.image.repository in (nginx)", Repositories),
        First("ka.req.container.image.repository",
            "Of a pod: the first container's image without tag and digest. ka.req.pod.containers.image.repository "
            + "tells of all.",
            "ka.req.container.image.repository = nginx", Repositories.At(0)),
        At("ka.req.pod.host_ipc", "Of a pod: whether it shares the host's IPC.",
            "ka.req.pod.host_ipc = true", "requestObject", "spec", "hostIPC"),
        At("ka.req.pod.host_network", "Of a pod: whether it shares the host's network.",
            "ka.req.pod.host_network = true", "requestObject", "spec", "hostNetwork"),
        At("ka.req.container.host_network", "The former name of ka.req.pod.host_network.",
            "ka.req.container.host_network = true", "requestObject", "spec", "hostNetwork"),
        At("ka.req.pod.host_pid", "Of a pod: whether it sees the host's processes.",
            "ka.req.pod.host_pid = true", "requestObject", "spec", "hostPID"),
        Indexed("ka.req.pod.containers.host_port",
            "Of a pod: the host's ports of all containers; of a port that names none, the container's own.",
            "ka.req.pod.containers.host_port intersects (22)", new AuditList(Containers, AddPorts)),
        Indexed("ka.req.pod.containers.privileged", "Of a pod: the flag `privileged` of the containers that set it.",
            "ka.req.pod.containers.privileged intersects (true)", Privileged),
        FieldRows.Text("ka.req.container.privileged",
            "Of a pod: whether any container is privileged. ka.req.pod.containers.privileged tells of each.",
            "ka.req.container.privileged = true", IsAnyPrivileged),
        Indexed("ka.req.pod.containers.allow_privilege_escalation",
            "Of a pod: the flag `allowPrivilegeEscalation` of the containers that set it.",
            "ka.req.pod.containers.allow_privilege_escalation intersects (true)",
            new AuditList(Containers, Member("securityContext", "allowPrivilegeEscalation"))),
        Indexed("ka.req.pod.containers.read_only_fs",
            "Of a pod: the flag `readOnlyRootFilesystem` of the containers that set it.",
            "ka.req.pod.containers.read_only_fs intersects (false)",
            new AuditList(Containers, Member("securityContext", "readOnlyRootFilesystem"))),
    ];

    /// <summary>Users and groups.</summary>
    public static readonly Field[] Identities =
    [
        At("ka.req.pod.run_as_user", "Of a pod: the user id that its containers run as.",
            "ka.req.pod.run_as_user = 0", "requestObject", "spec", "securityContext", "runAsUser"),
        Indexed("ka.req.pod.containers.run_as_user", "Of a pod: the user ids of the containers that set one.",
            "ka.req.pod.containers.run_as_user intersects (0)",
            new AuditList(Containers, Member("securityContext", "runAsUser"))),
        EffectiveRow("containers", "containers", "eff_run_as_user", "user", "runAsUser"),
        At("ka.req.pod.run_as_group", "Of a pod: the group id that its containers run as.",
            "ka.req.pod.run_as_group = 0", "requestObject", "spec", "securityContext", "runAsGroup"),
        Indexed("ka.req.pod.containers.run_as_group", "Of a pod: the group ids of the containers that set one.",
            "ka.req.pod.containers.run_as_group intersects (0)",
            new AuditList(Containers, Member("securityContext", "runAsGroup"))),
        EffectiveRow("containers", "containers", "eff_run_as_group", "group", "runAsGroup"),
        Indexed("ka.req.pod.containers.proc_mount", "Of a pod: how /proc is mounted, where containers say so.",
            "ka.req.pod.containers.proc_mount intersects (Unmasked)",
            new AuditList(Containers, Member("securityContext", "procMount"))),
    ];

    /// <summary>Further rights.</summary>
    public static readonly Field[] Rights =
    [
        At("ka.req.pod.fs_group", "Of a pod: the group id that its volumes belong to.",
            "ka.req.pod.fs_group = 0", "requestObject", "spec", "securityContext", "fsGroup"),
        List("ka.req.pod.supplemental_groups", "Of a pod: further group ids of its processes.",
            "ka.req.pod.supplemental_groups intersects (0)",
            new AuditList(
                JsonPath.Of("requestObject", "spec", "securityContext", "supplementalGroups"), Itself)),
        Indexed("ka.req.pod.containers.add_capabilities", "Of a pod: the capabilities that its containers add.",
            "ka.req.pod.containers.add_capabilities intersects (SYS_ADMIN)",
            new AuditList(Containers, Members("securityContext", "capabilities", "add"))),
    ];

    /// <summary>Volumes.</summary>
    public static readonly Field[] Mounts =
    [
        Indexed("ka.req.pod.volumes.hostpath", "Of a pod: the host's paths that its volumes mount.",
            "ka.req.pod.volumes.hostpath intersects (/etc)", HostPaths),
        Keyed("ka.req.volume.hostpath",
            "Of a pod: whether a volume mounts this path of the host; with * at the end, any path that starts so. "
            + "ka.req.pod.volumes.hostpath takes its place.",
            "ka.req.volume.hostpath[/etc*] = true", HostPathReader),
        Indexed("ka.req.pod.volumes.flexvolume_driver", "Of a pod: the flexvolume drivers of its volumes.",
            "ka.req.pod.volumes.flexvolume_driver exists", new AuditList(Volumes, Member("flexVolume", "driver"))),
        Indexed("ka.req.pod.volumes.volume_type", "Of a pod: the sorts of its volumes: hostPath, secret, configMap.",
            "ka.req.pod.volumes.volume_type intersects (hostPath)", new AuditList(Volumes, AddSorts)),
    ];

    /// <summary>The ids that containers of a pod run as.</summary>
    /// <param name="list">Where a pod has the containers.</param>
    /// <param name="what">What these are called.</param>
    /// <param name="name">The field's, within them.</param>
    /// <param name="kind">Whether of a user or a group.</param>
    /// <param name="id">What a security context calls it.</param>
    internal static Field EffectiveRow(string list, string what, string name, string kind, string id) => Indexed(
        $"ka.req.pod.{list}.{name}",
        $"Of a pod: the {kind} id of each of its {what}, its own or the pod's; 0 where neither is set.",
        $"ka.req.pod.{list}.{name} intersects (0)",
        Effective(JsonPath.Of("requestObject", "spec", list), id));

    /// <summary>A container's image.</summary>
    internal static bool AddImage(JsonElement common, JsonElement item, AuditValues values)
    {
        if (!Image.TryFind(item, out var image)) return false;
        values.Add(image);
        return true;
    }

    /// <summary>A container's image without tag and digest.</summary>
    internal static bool AddRepository(JsonElement common, JsonElement item, AuditValues values)
    {
        // What is between colons is a port in registry:5000/name; Falco cuts it all the same, and so must rules expect.
        if (!AddImage(common, item, values)) return false;
        values.CutLast(":@"u8);
        return true;
    }

    /// <summary>A container's ports, those of the host before its own.</summary>
    internal static bool AddPorts(JsonElement common, JsonElement item, AuditValues values)
    {
        if (!Ports.TryFind(item, out var ports) || ports.ValueKind != JsonValueKind.Array) return true;
        foreach (var port in ports.EnumerateArray())
        {
            if (HostPort.TryFind(port, out var number) || ContainerPort.TryFind(port, out number)) values.Add(number);
        }

        return true;
    }

    private static bool AddSorts(JsonElement common, JsonElement item, AuditValues values)
    {
        if (item.ValueKind != JsonValueKind.Object) return true;
        foreach (var member in item.EnumerateObject())
        {
            if (!member.NameEquals("name"u8)) values.Add(Encoding.UTF8.GetBytes(member.Name));
        }

        return true;
    }

    private static AuditList Effective(JsonPath containers, string id)
    {
        var own = JsonPath.Of("securityContext", id);
        return new AuditList(containers, Add, JsonPath.Of("requestObject", "spec", "securityContext", id));

        bool Add(JsonElement ofPod, JsonElement item, AuditValues values)
        {
            if (own.TryFind(item, out var found)) values.Add(found);
            else if (ofPod.ValueKind != JsonValueKind.Undefined) values.Add(ofPod);
            else values.Add("0"u8);
            return true;
        }
    }

    private static bool IsAnyPrivileged(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = "false"u8;
        if (!HasItems(context, Containers)) return false;
        for (int i = 0; Privileged.TryItem(context, i, out var item); i++)
        {
            if (item.SequenceEqual("true"u8)) value = "true"u8;
        }

        return true;
    }

    private static TextReader HostPathReader(string key)
    {
        bool isStart = key.EndsWith('*');
        byte[] wanted = Encoding.UTF8.GetBytes(isStart ? key[..^1] : key);
        return (in context, out value) =>
        {
            value = "false"u8;
            if (!HasItems(context, Volumes)) return false;
            for (int i = 0; HostPaths.TryItem(context, i, out var path); i++)
            {
                if (isStart ? path.StartsWith(wanted) : path.SequenceEqual(wanted)) value = "true"u8;
            }

            return true;
        };
    }

    private static bool HasItems(in EventContext context, JsonPath path) => context.Node.Audit is { } audit
        && path.TryFind(audit.Root, out var items) && items.ValueKind == JsonValueKind.Array;

    private static Field First(string name, string description, string example, AuditList first) =>
        FieldRows.Text(name, description, example, (in context, out value) => first.TryItem(context, 0, out value));
}
