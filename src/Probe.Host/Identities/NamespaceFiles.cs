using KosmosProbe.Engine.Identities;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Identities;

/// <summary>What the paths lead to in one mount namespace. One look at a time.</summary>
/// <param name="number">Inode number of the namespace.</param>
/// <param name="group">The control group of who was seen in it first.</param>
internal sealed class NamespaceFiles(uint number, string group)
{
    private FoundFile[] _found = [];
    private PathList _paths = PathList.None;
    private volatile KnownFile[] _files = [];

    /// <summary>The control group of who was seen in it first: a container's, mostly.</summary>
    public string Group { get; } = group;

    /// <summary>Directories of processes that were in it at the last sweep.</summary>
    public IReadOnlyList<string> Processes { get; set; } = [];

    /// <summary>What was found by the last look that ended.</summary>
    public IReadOnlyList<KnownFile> Files => _files;

    /// <summary>A look has ended well.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>The look that goes on, or the last one.</summary>
    public Task<bool> Looking { get; set; } = Task.FromResult(true);

    /// <summary>Looks at all paths. False when no process let it.</summary>
    /// <param name="processes">Directories of processes that were in the namespace.</param>
    /// <param name="paths">The paths.</param>
    public bool Look(IReadOnlyList<string> processes, PathList paths)
    {
        foreach (string process in processes.OrderByDescending(Namespaces.IsAtRoot))
        {
            using var root = RootedFolder.TryOpen($"{process}/root");

            // The id may be another process' by now, or the process elsewhere.
            if (root is null || Namespaces.NumberOf(process) != number) continue;
            if (TryLook(root, process, paths)) return IsKnown = true;
        }

        return false;
    }

    private bool TryLook(RootedFolder root, string process, PathList paths)
    {
        bool areSame = ReferenceEquals(paths, _paths);
        var found = new FoundFile[paths.Texts.Count];
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = root.Look(paths.Texts[i], areSame ? _found[i] : default);
        }

        if (areSame && found.AsSpan().SequenceEqual(_found)) return true;
        if (!MountTable.TryRead(process, out var mounts)) return false;
        (_found, _paths) = (found, paths);
        _files = [.. Identify(found, mounts, paths)];
        return true;
    }

    private IEnumerable<KnownFile> Identify(FoundFile[] found, MountTable mounts, PathList paths)
    {
        for (int i = 0; i < found.Length; i++)
        {
            if (!found[i].IsNone && mounts.TryFind(found[i].MountId, out uint device))
            {
                yield return new KnownFile(number, new FileIdentity(device, found[i].Inode), paths.Bytes[i]);
            }
        }
    }
}
