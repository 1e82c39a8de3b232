using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Audit.Fields.AuditRows;

namespace KosmosProbe.Engine.Audit.Fields;

/// <summary>
/// ka.req.pod.initContainers.* and ka.req.pod.ephemeralContainers.*: the containers that run before a pod's own, and
/// those that are put beside them for debugging. What they may do, the pod can do.
/// </summary>
internal static class OtherContainerFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        .. Of("initContainers", "init containers"),
        Row("initContainers", "init containers", "host_port", "the host's ports", "22", PodRequestFields.AddPorts),
        .. Of("ephemeralContainers", "ephemeral containers"),
    ];

    private static Field[] Of(string list, string what) =>
    [
        Row(list, what, "name", "the names", "debugger", Member("name")),
        Row(list, what, "image", "the images", "busybox", PodRequestFields.AddImage),
        Row(list, what, "image.repository", "the images, without tag and digest,", "busybox",
            PodRequestFields.AddRepository),
        Row(list, what, "command", "the commands, word by word,", "sh", Members("command")),
        Row(list, what, "args", "the arguments", "--privileged", Members("args")),
        Row(list, what, "privileged", "the flags `privileged` that are set", "true",
            Member("securityContext", "privileged")),
        Row(list, what, "allow_privilege_escalation", "the flags `allowPrivilegeEscalation` that are set", "true",
            Member("securityContext", "allowPrivilegeEscalation")),
        Row(list, what, "read_only_fs", "the flags `readOnlyRootFilesystem` that are set", "false",
            Member("securityContext", "readOnlyRootFilesystem")),
        Row(list, what, "run_as_user", "the user ids that are set", "0", Member("securityContext", "runAsUser")),
        PodRequestFields.EffectiveRow(list, what, "eff_run_as_user", "user", "runAsUser"),
        Row(list, what, "run_as_group", "the group ids that are set", "0", Member("securityContext", "runAsGroup")),
        PodRequestFields.EffectiveRow(list, what, "eff_run_as_group", "group", "runAsGroup"),
        Row(list, what, "proc_mount", "how /proc is mounted, where they say so,", "Unmasked",
            Member("securityContext", "procMount")),
        Row(list, what, "add_capabilities", "the capabilities", "SYS_ADMIN",
            Members("securityContext", "capabilities", "add")),
    ];

    private static Field Row(string list, string what, string name, string says, string value, AddItem add) => Indexed(
        $"ka.req.pod.{list}.{name}", $"Of a pod: {says} of its {what}.",
        $"ka.req.pod.{list}.{name} intersects ({value})",
        new AuditList(JsonPath.Of("requestObject", "spec", list), add));
}
