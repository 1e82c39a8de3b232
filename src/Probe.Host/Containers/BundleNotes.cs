using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// The annotations that a CRI runtime writes into a bundle's config.json. Each runtime's own words alone count: CRI-O
/// passes the pod's annotations on as well, and their author may have used the other's words.
/// </summary>
internal static class BundleNotes
{
    /// <summary>Fills in name, image and pod; false when containerd's CRI did not make it.</summary>
    /// <param name="details">To be filled.</param>
    /// <param name="notes">config.json's annotations.</param>
    public static bool OfContainerd(ContainerDetails details, IReadOnlyDictionary<string, string> notes)
    {
        if (Any(notes, "io.kubernetes.cri.container-type") is not { } kind) return false;

        details.IsSandbox = kind == "sandbox";
        details.Type = "containerd";
        details.Name = details.IsSandbox ? null : Any(notes, "io.kubernetes.cri.container-name");
        details.Image = Any(notes, "io.kubernetes.cri.image-name");
        details.PodName = Any(notes, "io.kubernetes.cri.sandbox-name");
        details.PodNamespace = Any(notes, "io.kubernetes.cri.sandbox-namespace");
        details.PodUid = Any(notes, "io.kubernetes.cri.sandbox-uid");
        details.SandboxId = Any(notes, "io.kubernetes.cri.sandbox-id");
        return true;
    }

    /// <summary>Fills in name, image and pod; false when CRI-O did not make it.</summary>
    /// <param name="details">To be filled.</param>
    /// <param name="notes">config.json's annotations.</param>
    public static bool OfCrio(ContainerDetails details, IReadOnlyDictionary<string, string> notes)
    {
        if (Any(notes, "io.kubernetes.cri-o.ContainerType") is not { } kind) return false;

        details.IsSandbox = kind == "sandbox";
        details.Type = "cri-o";
        details.Name = details.IsSandbox ? null : Any(notes, "io.kubernetes.container.name");
        details.Image = Any(notes, "io.kubernetes.cri-o.ImageName", "io.kubernetes.cri-o.Image");
        details.PodName = Any(notes, PodNotes.Name);
        details.PodNamespace = Any(notes, PodNotes.Namespace);
        details.PodUid = Any(notes, PodNotes.Uid);
        details.SandboxId = Any(notes, "io.kubernetes.cri-o.SandboxID");
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
