using System.Text.Json;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Output;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// Tells of containers as Falco's container plugin does: an event of a JSON object, and one for each of its users and
/// groups. Not on the way of every event: a container is told of when it becomes known.
/// </summary>
internal sealed class ContainerWriter
{
    private const ushort AsyncCode = 402;
    private const ushort UserCode = 354;
    private const ushort GroupCode = 358;
    private const string PodName = "io.kubernetes.pod.name";
    private const string PodNamespace = "io.kubernetes.pod.namespace";
    private const string PodUid = "io.kubernetes.pod.uid";

    private static readonly Dictionary<string, int> Types = new(StringComparer.Ordinal)
    {
        ["docker"] = 0, ["cri"] = 6, ["containerd"] = 7, ["cri-o"] = 8, ["podman"] = 11,
    };

    private readonly ByteBuffer _json = new();
    private readonly Utf8JsonWriter _writer;

    /// <summary>A writer.</summary>
    public ContainerWriter() => _writer = new Utf8JsonWriter(_json);

    /// <summary>Writes what is known of a container.</summary>
    /// <param name="info">The container.</param>
    /// <param name="timeNs">When, in ns since the epoch.</param>
    /// <param name="output">Where it is written.</param>
    public void Write(ContainerInfo info, ulong timeNs, ScapEventOutput output)
    {
        var head = new ScapEventHead { TimeNs = timeNs, Tid = ScapEventHead.NoThread, IsForState = true };
        WriteJson(info);
        output.BeginLarge(AsyncCode, head, 3);
        output.U32(0);
        output.Text("container"u8);
        output.Text(_json.Written);
        output.End();
        if (info.Names is { } names)
        {
            WriteNames(info, names, head, output);
        }
    }

    private static void WriteNames(
        ContainerInfo info, ContainerNames names, in ScapEventHead head, ScapEventOutput output)
    {
        foreach (var (inside, user) in names.Users.All)
        {
            if (names.UserIds.TryFindOutside(inside, out uint uid))
            {
                output.Begin(UserCode, head, 6);
                output.U32(uid);
                output.U32(user.Gid);
                output.Text(user.Name);
                output.Text(user.Home);
                output.Text(user.Shell);
                output.Text(info.Id);
                output.End();
            }
        }

        foreach (var (inside, group) in names.Groups.All)
        {
            if (names.GroupIds.TryFindOutside(inside, out uint gid))
            {
                output.Begin(GroupCode, head, 3);
                output.U32(gid);
                output.Text(group.Name);
                output.Text(info.Id);
                output.End();
            }
        }
    }

    private void WriteJson(ContainerInfo info)
    {
        _json.Clear();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteStartObject("container");
        WriteImage(info);
        _writer.WriteString("ip", info.Ip);
        _writer.WriteString("cni_json", info.CniJson);
        _writer.WriteString("pod_sandbox_id", info.FullSandboxId);
        _writer.WriteBoolean("is_pod_sandbox", info.IsSandbox);
        _writer.WriteBoolean("privileged", info.IsPrivileged == true);
        _writer.WriteBoolean("host_pid", info.HasHostPid == true);
        _writer.WriteBoolean("host_ipc", info.HasHostIpc == true);
        _writer.WriteBoolean("host_network", info.HasHostNetwork == true);
        _writer.WriteNumber("created_time", info.CreatedNs / 1_000_000_000);
        WriteLabels("labels", info, info.Labels);
        WriteLabels("pod_sandbox_labels", info, info.PodLabels);
        WriteMounts(info);
        WriteCommand("Healthcheck", info.HealthCheck);
        WriteCommand("LivenessProbe", info.LivenessProbe);
        WriteCommand("ReadinessProbe", info.ReadinessProbe);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.Flush();
    }

    private void WriteImage(ContainerInfo info)
    {
        string type = info.Type is null ? "" : System.Text.Encoding.UTF8.GetString(info.Type);
        _writer.WriteNumber("type", Types.GetValueOrDefault(type, Types["containerd"]));
        _writer.WriteString("id", info.Id);
        _writer.WriteString("full_id", info.FullId);
        _writer.WriteString("name", info.Name);
        _writer.WriteString("image", info.Image);
        _writer.WriteString("imagerepo", info.Repository);
        _writer.WriteString("imagetag", info.Tag);
        _writer.WriteString("imagedigest", info.ImageDigest);
        _writer.WriteString("imageid", info.ImageId);
    }

    // Readers take a pod's names from the container's labels, whichever way we learnt them.
    private void WriteLabels(string name, ContainerInfo info, ContainerLabels? labels)
    {
        _writer.WriteStartObject(name);
        WriteMissing(PodName, labels, info.PodName);
        WriteMissing(PodNamespace, labels, info.PodNamespace);
        WriteMissing(PodUid, labels, info.PodUid);
        foreach (var (key, value) in labels?.All ?? [])
        {
            _writer.WriteString(key, value);
        }

        _writer.WriteEndObject();
    }

    private void WriteMissing(string name, ContainerLabels? labels, byte[]? value)
    {
        if (value is not null && labels?.TryFind(InfoText.Bytes(name), out _) != true)
        {
            _writer.WriteString(name, value);
        }
    }

    private void WriteMounts(ContainerInfo info)
    {
        _writer.WriteStartArray("Mounts");
        foreach (var mount in info.Mounts)
        {
            _writer.WriteStartObject();
            _writer.WriteString("Source", mount.Source);
            _writer.WriteString("Destination", mount.Destination);
            _writer.WriteString("Mode", mount.Mode);
            _writer.WriteBoolean("RW", mount.IsWritable);
            _writer.WriteString("Propagation", mount.Propagation);
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
    }

    private void WriteCommand(string name, IReadOnlyList<byte[]> command)
    {
        if (command.Count == 0)
        {
            return;
        }

        _writer.WriteStartObject(name);
        _writer.WriteString("exe", command[0]);
        _writer.WriteStartArray("args");
        foreach (byte[] argument in command.Skip(1))
        {
            _writer.WriteStringValue(argument);
        }

        _writer.WriteEndArray();
        _writer.WriteEndObject();
    }
}
