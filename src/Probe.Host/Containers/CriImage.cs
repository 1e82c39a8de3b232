namespace KosmosProbe.Host.Containers;

/// <summary>Which image a CRI container has, out of the several places that tell a part of it.</summary>
/// <param name="Name">With its tag.</param>
/// <param name="Digest">Empty: not told.</param>
/// <param name="Id">Hex digits where the runtime gives a digest.</param>
internal sealed record CriImage(string Name, string Digest, string Id)
{
    private const string Sha = "sha256:";

    /// <summary>Puts it together.</summary>
    /// <param name="status">The container's status.</param>
    /// <param name="info">Its verbose part.</param>
    public static CriImage Of(Cri.ContainerStatus status, VerboseInfo info)
    {
        string asked = status.Image?.Image ?? "";
        var (name, digest) = FromReference(status.ImageRef, asked);
        if ((name.Length == 0 || name.StartsWith("sha256", StringComparison.Ordinal)) && info.ImageName is { } told)
        {
            name = told;
        }

        return new CriImage(name, digest, HexId(info.Image, status.ImageId, status.ImageRef));
    }

    // The kubelet asks for an image by its id; who asks by name is told the id by the runtime.
    private static string HexId(params ReadOnlySpan<string?> places)
    {
        foreach (string? place in places)
        {
            if (place?.StartsWith(Sha, StringComparison.Ordinal) == true) return place[Sha.Length..];
        }

        return "";
    }

    // host/image@sha256:digest, sha256:digest, or something else that tells no digest.
    private static (string Name, string Digest) FromReference(string reference, string asked)
    {
        int at = reference.IndexOf(Sha, StringComparison.Ordinal);
        if (at == 0) return (asked, reference);
        if (at < 0 || reference[at - 1] != '@') return (asked, "");
        string name = reference[..(at - 1)];
        string tag = Tag(asked);
        return (tag.Length > 0 ? $"{name}:{tag}" : name, reference[at..]);
    }

    private static string Tag(string image)
    {
        int colon = image.LastIndexOf(':');
        bool isTag = colon > image.LastIndexOf('/') && !image.StartsWith(Sha, StringComparison.Ordinal)
            && !image.Contains('@', StringComparison.Ordinal);
        return isTag ? image[(colon + 1)..] : "";
    }
}
