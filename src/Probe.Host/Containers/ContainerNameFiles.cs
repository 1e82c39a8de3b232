using System.Collections.Concurrent;
using System.Globalization;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// Reads the files that name containers' users, when a container is described and again when they change: below the
/// root directory that its bundle tells, or through its first process. The event thread never waits for it.
/// </summary>
/// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
internal sealed class ContainerNameFiles(string hostRoot)
{
    // As many containers as the engine keeps; a file of a hundred thousand users has some megabytes.
    private const int KeptMax = 16 * 1024;
    private const int BytesMax = 4 << 20;

    // A container that is being made has no process yet; one that cannot be seen for so many looks is gone.
    private const int LooksMax = 10;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Containers whose files are watched.</summary>
    public int Count => _entries.Count;

    /// <summary>Gives a description the names of its container's users.</summary>
    /// <param name="details">With all that tells where its files are.</param>
    /// <param name="bundle">The container's bundle, which may tell more of that.</param>
    /// <param name="cgroupPath">Of its control group, where known.</param>
    public void Fill(ContainerDetails details, Bundle? bundle = null, string cgroupPath = "")
    {
        if (_entries.Count >= KeptMax) return;
        var entry = _entries.GetOrAdd(details.FullId, static id => new Entry(id));
        details.RootPath ??= bundle?.Details.RootPath;
        lock (entry)
        {
            entry.RootPath = details.RootPath ?? entry.RootPath;
            entry.Pid = details.Pid > 0 ? details.Pid : entry.Pid;
            entry.CgroupPath = cgroupPath.Length > 0 ? cgroupPath : entry.CgroupPath;
            Look(entry);
        }

        details.Names = entry.Names;
    }

    /// <summary>Reads what changed, and forgets containers that are gone. To be called about once a second.</summary>
    public void Refresh()
    {
        foreach (var (id, entry) in _entries)
        {
            lock (entry)
            {
                Look(entry);
                if (entry.Missed >= LooksMax) _entries.TryRemove(id, out _);
            }
        }
    }

    private void Look(Entry entry)
    {
        if (entry.RootPath is { } root && TryRead(entry, root)) return;
        if (entry.Pid == 0) entry.Pid = FirstPid(entry.CgroupPath);

        // The id may be another process' by now.
        string process = $"{hostRoot}/proc/{entry.Pid}";
        if (entry.Pid > 0 && IsIn(process, entry.Id) && TryRead(entry, $"{process}/root")) return;
        entry.Pid = 0;
        entry.Missed++;
    }

    private static bool TryRead(Entry entry, string root)
    {
        bool any = TryRead(root, "etc/passwd", ref entry.Users, entry.Names.Users.Take);
        any |= TryRead(root, "etc/group", ref entry.Groups, entry.Names.Groups.Take);
        if (any) entry.Missed = 0;
        return any;
    }

    private static bool TryRead(string root, string path, ref FileVersion version, Action<string> take)
    {
        if (!RootedFile.TryRead(root, path, BytesMax, ref version, out string? text)) return false;
        if (text is not null) take(text);
        return true;
    }

    private static bool IsIn(string process, string id)
    {
        try
        {
            return File.ReadAllText($"{process}/cgroup").Contains(id, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private int FirstPid(string cgroupPath)
    {
        if (cgroupPath.Length == 0) return 0;
        foreach (string tree in (string[])["", "/unified", "/systemd"])
        {
            try
            {
                string? line = File.ReadLines($"{hostRoot}/sys/fs/cgroup{tree}{cgroupPath}/cgroup.procs")
                    .FirstOrDefault();
                if (int.TryParse(line, CultureInfo.InvariantCulture, out int pid)) return pid;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another tree has it, or it went.
            }
        }

        return 0;
    }

    private sealed class Entry(string id)
    {
        public readonly string Id = id;
        public readonly ContainerNames Names = new();
        public string? RootPath;
        public int Pid;
        public string CgroupPath = "";
        public FileVersion Users;
        public FileVersion Groups;
        public int Missed;
    }
}
