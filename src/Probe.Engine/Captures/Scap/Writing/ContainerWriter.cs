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
    private const ushort UserCode = 354;
    private const ushort GroupCode = 358;

    private readonly ByteBuffer _json = new();

    /// <summary>Writes what is known of a container.</summary>
    /// <param name="info">The container.</param>
    /// <param name="timeNs">When, in ns since the epoch.</param>
    /// <param name="output">Where it is written.</param>
    public void Write(ContainerInfo info, ulong timeNs, ScapEventOutput output)
    {
        var head = new ScapEventHead { TimeNs = timeNs, Tid = ScapEventHead.NoThread, IsForState = true };
        WriteJson(info);
        output.BeginLarge(ScapEventTable.AsyncCode, head, 3);
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
        using var json = new Utf8JsonWriter(_json);
        json.WriteStartObject();
        json.WriteStartObject("container");
        WriteImage(json, info);
        json.WriteString("ip", info.Ip);
        json.WriteString("cni_json", info.CniJson);
        json.WriteString("pod_sandbox_id", info.FullSandboxId);
        json.WriteBoolean("is_pod_sandbox", info.IsSandbox);
        json.WriteBoolean("privileged", info.IsPrivileged == true);
        json.WriteBoolean("host_pid", info.HasHostPid == true);
        json.WriteBoolean("host_ipc", info.HasHostIpc == true);
        json.WriteBoolean("host_network", info.HasHostNetwork == true);
        json.WriteNumber("created_time", info.CreatedNs / 1_000_000_000);
        WriteLabels(json, "labels", info, info.Labels);
        WriteLabels(json, "pod_sandbox_labels", info, info.PodLabels);
        WriteMounts(json, info);
        WriteCommand(json, "Healthcheck", info.HealthCheck);
        WriteCommand(json, "LivenessProbe", info.LivenessProbe);
        WriteCommand(json, "ReadinessProbe", info.ReadinessProbe);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteImage(Utf8JsonWriter json, ContainerInfo info)
    {
        string type = info.Type is null ? "" : System.Text.Encoding.UTF8.GetString(info.Type);
        json.WriteNumber("type", ContainerTypes.Number(type));
        json.WriteString("id", info.Id);
        json.WriteString("full_id", info.FullId);
        json.WriteString("name", info.Name);
        json.WriteString("image", info.Image);
        json.WriteString("imagerepo", info.Repository);
        json.WriteString("imagetag", info.Tag);
        json.WriteString("imagedigest", info.ImageDigest);
        json.WriteString("imageid", info.ImageId);
    }

    // Readers take a pod's names from the container's labels, whichever way we learnt them.
    private static void WriteLabels(Utf8JsonWriter json, string name, ContainerInfo info, ContainerLabels? labels)
    {
        json.WriteStartObject(name);
        WriteMissing(json, PodNotes.Name, labels, info.PodName);
        WriteMissing(json, PodNotes.Namespace, labels, info.PodNamespace);
        WriteMissing(json, PodNotes.Uid, labels, info.PodUid);
        foreach (var (key, value) in labels?.All ?? [])
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteMissing(Utf8JsonWriter json, string name, ContainerLabels? labels, byte[]? value)
    {
        if (value is not null && labels?.TryFind(InfoText.Bytes(name), out _) != true)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteMounts(Utf8JsonWriter json, ContainerInfo info)
    {
        json.WriteStartArray("Mounts");
        foreach (var mount in info.Mounts)
        {
            json.WriteStartObject();
            json.WriteString("Source", mount.Source);
            json.WriteString("Destination", mount.Destination);
            json.WriteString("Mode", mount.Mode);
            json.WriteBoolean("RW", mount.IsWritable);
            json.WriteString("Propagation", mount.Propagation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCommand(Utf8JsonWriter json, string name, IReadOnlyList<byte[]> command)
    {
        if (command.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("exe", command[0]);
        json.WriteStartArray("args");
        foreach (byte[] argument in command.Skip(1))
        {
            json.WriteStringValue(argument);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
