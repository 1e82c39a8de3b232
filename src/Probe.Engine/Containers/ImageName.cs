namespace KosmosProbe.Engine.Containers;

/// <summary>An image's name, taken apart.</summary>
internal static class ImageName
{
    /// <summary>
    /// Repository and tag: a digest is cut, then the last colon after the last slash parts them. A registry's port is
    /// no tag, and the registry stays with the repository.
    /// </summary>
    /// <param name="image">For example <c>docker.io/kosmos/zeus-agent:1.0</c>.</param>
    public static (string Repository, string Tag) Split(string image)
    {
        int digest = image.IndexOf('@', StringComparison.Ordinal);
        string name = digest < 0 ? image : image[..digest];
        int colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? (name[..colon], name[(colon + 1)..]) : (name, "");
    }
}
