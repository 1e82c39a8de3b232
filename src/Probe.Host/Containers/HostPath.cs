namespace KosmosProbe.Host.Containers;

/// <summary>
/// Paths of the node where its root directory is seen elsewhere: a link there leads on from the node's root, and not
/// from the probe's own, where the same path is another file or none.
/// </summary>
internal static class HostPath
{
    // As the kernel follows at most.
    private const int LinksMax = 40;

    /// <summary>
    /// Where a path of the node is seen, its links followed. What is not there is taken as it is written.
    /// </summary>
    /// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
    /// <param name="path">From the node's root.</param>
    public static string Resolve(string hostRoot, string path)
    {
        var left = new Stack<string>(Parts(path).Reverse());
        var found = new List<string>();
        for (int links = 0; left.TryPop(out string? part);)
        {
            if (part == "..")
            {
                if (found.Count > 0) found.RemoveAt(found.Count - 1);
                continue;
            }

            found.Add(part);
            if (LinkTarget(Seen(hostRoot, found)) is not { } target) continue;
            if (++links > LinksMax) return hostRoot + path;
            found.RemoveAt(found.Count - 1);
            if (target.StartsWith('/')) found.Clear();
            foreach (string step in Parts(target).Reverse()) left.Push(step);
        }

        return Seen(hostRoot, found);
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != ".");

    private static string Seen(string hostRoot, List<string> parts) => $"{hostRoot}/{string.Join('/', parts)}";

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
