using System.Text.Json;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// What a CRI runtime adds to a status when asked to be verbose: JSON under the key <c>info</c>, of the runtime's own
/// making. containerd and CRI-O keep the same things in different places.
/// </summary>
internal sealed class VerboseInfo
{
    private readonly JsonElement _root;
    private readonly Dictionary<string, string> _annotations;

    /// <summary>Reads it; what is no JSON tells nothing.</summary>
    /// <param name="info">The status' map.</param>
    public VerboseInfo(IDictionary<string, string> info)
    {
        _root = JsonParts.Parse(info.TryGetValue("info", out string? text) ? text : null) ?? default;
        _annotations = _root.Map("runtimeSpec", "annotations") ?? [];
    }

    /// <summary>The container's first process, in the node's ids; 0: not told.</summary>
    public int Pid => _root.Integer("pid");

    /// <summary>The sandbox it belongs to.</summary>
    public string? SandboxId => _root.Text("sandboxID") ?? Annotation(
        "io.kubernetes.cri.sandbox-id", "io.kubernetes.cri-o.SandboxID");

    /// <summary>Whether it is privileged; false when nothing says so, as Falco takes it.</summary>
    public bool IsPrivileged =>
        _root.Truth("runtimeSpec", "linux", "security_context", "privileged")
        ?? _root.Truth("config", "linux", "security_context", "privileged")
        ?? _root.Truth("privileged") ?? false;

    /// <summary>The control group that the container was given.</summary>
    public string? CgroupsPath => _root.Text("runtimeSpec", "linux", "cgroupsPath");

    /// <summary>The image as the container's maker named it.</summary>
    public string? ImageName => Annotation(
        "io.kubernetes.cri.image-name", "io.kubernetes.cri-o.Image", "io.kubernetes.cri-o.ImageName");

    /// <summary>The image that was asked for: with the kubelet its id.</summary>
    public string? Image => _root.Text("config", "image", "image");

    /// <summary>The image of a sandbox.</summary>
    public string? SandboxImage => _root.Text("image") is { Length: > 0 } image ? image : ImageName;

    /// <summary>What the network plugin answered, where CRI-O keeps it.</summary>
    public string? CniJson => Annotation("io.kubernetes.cri-o.CNIResult");

    private string? Annotation(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (_annotations.TryGetValue(key, out string? value)) return value;
        }

        return null;
    }
}
