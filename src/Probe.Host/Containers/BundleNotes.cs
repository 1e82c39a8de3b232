using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// The annotations that a CRI runtime writes into a bundle's config.json: containerd's <c>io.kubernetes.cri.*</c> and
/// CRI-O's <c>io.kubernetes.cri-o.*</c> tell the same.
/// </summary>
internal static class BundleNotes
{
    /// <summary>Fills in name, image and pod; false when no CRI runtime wrote them.</summary>
    /// <param name="details">To be filled.</param>
    /// <param name="notes">config.json's annotations.</param>
    public static bool Read(ContainerDetails details, IReadOnlyDictionary<string, string> notes)
    {
        string? kind = Any(notes, "io.kubernetes.cri.container-type", "io.kubernetes.cri-o.ContainerType");
        if (kind is null) return false;

        details.IsSandbox = kind == "sandbox";
        details.Type = notes.ContainsKey("io.kubernetes.cri.container-type") ? "containerd" : "cri-o";
        details.Name = details.IsSandbox
            ? CriDetails.SandboxName
            : Any(notes, "io.kubernetes.cri.container-name", "io.kubernetes.container.name");
        details.Image = Any(
            notes, "io.kubernetes.cri.image-name", "io.kubernetes.cri-o.ImageName", "io.kubernetes.cri-o.Image");
        details.PodName = Any(notes, "io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name");
        details.PodNamespace = Any(notes, "io.kubernetes.cri.sandbox-namespace", "io.kubernetes.pod.namespace");
        details.PodUid = Any(notes, "io.kubernetes.cri.sandbox-uid", "io.kubernetes.pod.uid");
        details.SandboxId = Any(notes, "io.kubernetes.cri.sandbox-id", "io.kubernetes.cri-o.SandboxID");
        details.Labels = JsonParts.Parse(notes.GetValueOrDefault("io.kubernetes.cri-o.Labels"))?.Map();
        return true;
    }

    private static string? Any(IReadOnlyDictionary<string, string> notes, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (notes.TryGetValue(key, out string? value) && value.Length > 0) return value;
        }

        return null;
    }
}
