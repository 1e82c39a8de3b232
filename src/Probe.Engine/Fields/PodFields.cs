using KosmosProbe.Engine.Containers;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>k8s.*: the container's pod, as the runtime knows it; what only the cluster knows has no value.</summary>
internal static class PodFields
{
    private const string NoCluster = "The cluster's API is not asked, in Falco neither.";

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Row("k8s.pod.name", "Name of the container's pod.", "k8s.pod.name startswith zeus", info => info.PodName),
        Row("k8s.ns.name", "Namespace of the container's pod.", "k8s.ns.name = kosmos-agents",
            info => info.PodNamespace),
        Row("k8s.pod.id", "The same as k8s.pod.uid, by its old name.", "k8s.pod.id exists", info => info.PodUid),
        Row("k8s.pod.uid", "Id that the cluster gave the pod.", "k8s.pod.uid exists", info => info.PodUid),
        Row("k8s.pod.sandbox_id", "Short id of the pod's sandbox container.", "k8s.pod.sandbox_id exists",
            info => info.SandboxId),
        Row("k8s.pod.full_sandbox_id", "Whole id of the pod's sandbox container.",
            "k8s.pod.full_sandbox_id exists", info => info.FullSandboxId),
        ContainerFields.Label("k8s.pod.label", "One of the pod's labels.", "k8s.pod.label[app] = zeus",
            info => info.PodLabels),
        Row("k8s.pod.labels", "The pod's labels, name:value joined by commas.", "k8s.pod.labels contains zeus",
            info => info.PodLabels?.Text),
        Row("k8s.pod.ip", "The pod's first IPv4 address.", "k8s.pod.ip = 10.42.0.5",
            info => info.PodIp).Lasting(FieldLifetime.Event),
        Row("k8s.pod.cni.json", "What the network plugins said of the pod's addresses, as JSON.",
            "k8s.pod.cni.json contains eth0", info => info.CniJson).Lasting(FieldLifetime.Event),
        .. Owner("rc", "replication controller"),
        .. Owner("svc", "service"),
        .. Labelled("ns", "namespace"),
        .. Owner("rs", "replica set"),
        .. Owner("deployment", "deployment"),
    ];

    private static Field[] Owner(string name, string kind) =>
    [
        Cluster($"k8s.{name}.name", $"Never has a value: name of the pod's {kind}, which old rules ask for."),
        .. Labelled(name, kind),
    ];

    private static Field[] Labelled(string name, string kind) =>
    [
        Cluster($"k8s.{name}.id", $"Never has a value: id of the pod's {kind}, which old rules ask for."),
        Label($"k8s.{name}.label", $"Never has a value: a label of the pod's {kind}, which old rules ask for.",
            $"k8s.{name}.label[app] exists"),
        Cluster($"k8s.{name}.labels", $"Never has a value: labels of the pod's {kind}, which old rules ask for."),
    ];

    private static Field Row(string name, string description, string example, Func<ContainerInfo, byte[]?> read) =>
        Text(name, description, example, ContainerReaders.Inside(read)).PerContainer();

    private static Field Cluster(string name, string description) =>
        Absent(name, FieldType.Text, description, $"{name} exists").PerContainer().NotCollected(NoCluster);

    private static Field Label(string name, string description, string example) =>
        Absent(name, FieldType.Text, ArgumentRule.KeyRequired, description, example)
            .PerContainer().NotCollected(NoCluster);
}
