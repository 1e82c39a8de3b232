using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Reads what Falco's container plugin writes of a container into captures, a JSON object.</summary>
internal static class RecordedContainerJson
{
    private const int DepthMax = 16;

    /// <summary>What is known when only the kind of container is.</summary>
    /// <param name="type">container.type.</param>
    /// <param name="name">Id and name, of the host.</param>
    public static ContainerDetails Empty(string type, string name = "") => new()
    {
        FullId = name,
        Name = name,
        Type = type,
        Image = "",
        Repository = "",
        Tag = "",
        ImageDigest = "",
        ImageId = "",
        IsPrivileged = false,
        HasHostPid = false,
        HasHostIpc = false,
        HasHostNetwork = false,
        Mounts = [],
        Labels = new Dictionary<string, string>(),
        PodLabels = new Dictionary<string, string>(),
        SandboxId = "",
        Ip = "",
        CniJson = "",
    };

    /// <summary>Reads the object; null when it is none, or a value in it has another type than it should.</summary>
    /// <param name="json">UTF-8, perhaps with a zero byte at its end.</param>
    public static (byte[] Id, ContainerInfo Info)? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = DepthMax };
            using var document = JsonDocument.Parse(json.TrimEnd((byte)0).ToArray(), options);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("container", out var container)
                || container.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            string id = Text(container, "id");
            return (Encoding.UTF8.GetBytes(id), new ContainerInfo(Details(container), labelLengthMax: int.MaxValue));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ContainerDetails Details(JsonElement container)
    {
        var labels = Labels(container, "labels");
        return new ContainerDetails
        {
            FullId = Text(container, "full_id"),
            Name = Text(container, "name"),
            Type = TypeOf(container),
            Image = Text(container, "image"),
            Repository = Text(container, "imagerepo"),
            Tag = Text(container, "imagetag"),
            ImageDigest = Text(container, "imagedigest"),
            ImageId = Text(container, "imageid"),
            IsPrivileged = Truth(container, "privileged"),
            HasHostPid = Truth(container, "host_pid"),
            HasHostIpc = Truth(container, "host_ipc"),
            HasHostNetwork = Truth(container, "host_network"),
            Mounts = Mounts(container),
            Labels = labels,
            PodLabels = Labels(container, "pod_sandbox_labels"),
            PodName = labels.GetValueOrDefault(PodNotes.Name),
            PodNamespace = labels.GetValueOrDefault(PodNotes.Namespace),
            PodUid = labels.GetValueOrDefault(PodNotes.Uid),
            SandboxId = Text(container, "pod_sandbox_id"),
            Ip = Text(container, "ip"),
            CniJson = Text(container, "cni_json"),
            IsSandbox = Truth(container, "is_pod_sandbox"),
        };
    }

    private static string TypeOf(JsonElement container) =>
        container.TryGetProperty("type", out var type) ? ContainerTypes.Name((uint)type.GetInt32()) : "";

    private static string Text(JsonElement container, string name) =>
        container.TryGetProperty(name, out var value) ? Text(value) : "";

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new JsonException("a text is expected");

    private static bool Truth(JsonElement container, string name) =>
        container.TryGetProperty(name, out var value) && value.GetBoolean();

    private static Dictionary<string, string> Labels(JsonElement container, string name)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (container.TryGetProperty(name, out var all) && all.ValueKind != JsonValueKind.Null)
        {
            foreach (var label in all.EnumerateObject())
            {
                labels[label.Name] = Text(label.Value);
            }
        }

        return labels;
    }

    private static List<MountDetails> Mounts(JsonElement container)
    {
        var mounts = new List<MountDetails>();
        if (container.TryGetProperty("Mounts", out var all) && all.ValueKind != JsonValueKind.Null)
        {
            foreach (var mount in all.EnumerateArray())
            {
                mounts.Add(new MountDetails(
                    Text(mount, "Source"), Text(mount, "Destination"), Text(mount, "Mode"), Truth(mount, "RW"),
                    Text(mount, "Propagation")));
            }
        }

        return mounts;
    }
}
