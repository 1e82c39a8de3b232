using KosmosProbe.Native;

namespace KosmosProbe.Host.Reloading;

/// <summary>
/// The files and folders that a run was loaded from: what state they are in, and in which folders something happens
/// when they change. A mounted ConfigMap is a folder of links to <c>..data/NAME</c>, and <c>..data</c> a link that is
/// swapped for another; a file may be written in place, or another one renamed over it.
/// </summary>
/// <param name="paths">Absolute; not all of them need to be there.</param>
internal sealed class WatchedPaths(IReadOnlyList<string> paths)
{
    // As the kernel: MAXSYMLINKS, include/linux/namei.h.
    private const int LinksMax = 40;

    /// <summary>The paths.</summary>
    public IReadOnlyList<string> Paths { get; } = paths;

    /// <summary>Those that are neither files nor folders, pipes for example: they can be read but once.</summary>
    public IEnumerable<string> Streams => Paths.Where(static path => FileStamp.Of(path).IsStream);

    /// <summary>Every file, and the state it is in. What is not there has none.</summary>
    public IReadOnlyList<(string File, FileStamp Stamp)> Look() =>
        [.. Paths.SelectMany(Files).Select(static file => (file, FileStamp.Of(file)))];

    /// <summary>The folders in which something happens when a file changes, is replaced, appears or goes.</summary>
    public IReadOnlySet<string> Folders()
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in Paths)
        {
            Follow(path, folders, LinksMax);
            foreach (string file in Files(path)) Follow(file, folders, LinksMax);
        }

        return folders;
    }

    // A folder that cannot be listed is looked at as a file: it has a state of its own.
    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path)) return [path];
        try
        {
            return Directory.GetFiles(path)
                .Where(static file => Path.GetExtension(file) is ".yaml" or ".yml")
                .Order(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [path];
        }
    }

    // Part by part, because every link on the way may be swapped, not the last one alone.
    private static void Follow(string path, HashSet<string> folders, int linksMax)
    {
        string folder = "/";
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            string next = Path.Combine(folder, parts[i]);
            if (LinkTarget(next) is { } target)
            {
                folders.Add(folder);
                string rest = string.Join('/', parts[(i + 1)..]);
                if (linksMax > 0) Follow(Path.GetFullPath(Path.Combine(folder, target, rest)), folders, linksMax - 1);
                return;
            }

            if (!Directory.Exists(next)) break;
            folder = next;
        }

        // The folder itself, the one that a file is in, or the last one there is of a path that leads nowhere yet.
        folders.Add(folder);
    }

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
