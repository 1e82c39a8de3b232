using System.Text;

namespace KosmosProbe.Engine.Containers;

/// <summary>
/// The control group that a container was given, as the runtime's own specification says (<c>linux.cgroupsPath</c> of
/// config.json). A group somewhere else that bears the container's id is not the container's: whoever may write below
/// his own group can make one of any name. Immutable.
/// </summary>
public sealed class CgroupHome
{
    private const string SliceEnd = ".slice";
    private const int TextMax = 4096;

    private readonly (byte[] Path, bool IsFromRoot)[] _forms;

    private CgroupHome(params (string Path, bool IsFromRoot)[] forms) =>
        _forms = [.. forms.Select(static form => (Encoding.UTF8.GetBytes(form.Path), form.IsFromRoot))];

    /// <summary>Reads a specification's words; null when they name no place.</summary>
    /// <param name="cgroupsPath">A path, or systemd's <c>slice:prefix:name</c>.</param>
    public static CgroupHome? Parse(string? cgroupsPath)
    {
        if (string.IsNullOrEmpty(cgroupsPath) || cgroupsPath.Length > TextMax) return null;
        if (cgroupsPath.StartsWith('/')) return new CgroupHome((cgroupsPath, true));

        // With the cgroupfs driver such words are a name like any other, below the runtime's own group.
        var literal = ($"/{cgroupsPath}", false);
        return cgroupsPath.Split(':') is [var slice, var prefix, { Length: > 0 } name]
            ? new CgroupHome((Folder(slice) + Unit(prefix, name), true), literal)
            : new CgroupHome(literal);
    }

    /// <summary>Whether a group's path, or the start of it, is this place.</summary>
    /// <param name="path">The group's, from the root of all groups.</param>
    /// <param name="id">The container's whole id.</param>
    /// <param name="idStart">Where the path has it.</param>
    /// <param name="rootLength">
    /// How much of the path lies before what the runtime calls the root: 0 but where runtimes run in a container
    /// themselves, or name places from where they run.
    /// </param>
    internal bool TryMatch(ReadOnlySpan<byte> path, ReadOnlySpan<byte> id, int idStart, out int rootLength)
    {
        foreach (var (form, isFromRoot) in _forms)
        {
            int before = form.AsSpan().LastIndexOf(id);
            rootLength = idStart - before;
            if (before < 0 || rootLength < 0 || !path[rootLength..].StartsWith(form)) continue;
            int end = rootLength + form.Length;
            bool isWhole = end == path.Length || path[end] == '/';
            if (isWhole && (rootLength == 0 || !isFromRoot || !IsOfUser(path))) return true;
        }

        rootLength = 0;
        return false;
    }

    /// <summary>Whether a group is below a user's: who logged in may make groups there.</summary>
    /// <param name="path">The group's.</param>
    internal static bool IsOfUser(ReadOnlySpan<byte> path) => path.StartsWith("/user.slice/"u8);

    private static string Unit(string prefix, string name)
    {
        if (name.EndsWith(SliceEnd, StringComparison.Ordinal)) return $"/{name}";
        return prefix.Length == 0 ? $"/{name}.scope" : $"/{prefix}-{name}.scope";
    }

    // systemd keeps a-b.slice below a.slice.
    private static string Folder(string slice)
    {
        if (slice == "-.slice") return "";
        if (!slice.EndsWith(SliceEnd, StringComparison.Ordinal)) return "/system.slice";
        string stem = slice[..^SliceEnd.Length];
        var folder = new StringBuilder();
        for (int dash = stem.IndexOf('-'); dash >= 0; dash = stem.IndexOf('-', dash + 1))
        {
            folder.Append('/').Append(stem, 0, dash).Append(SliceEnd);
        }

        return folder.Append('/').Append(slice).ToString();
    }
}
