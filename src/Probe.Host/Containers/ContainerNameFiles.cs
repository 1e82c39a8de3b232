using System.Collections.Concurrent;
using System.Globalization;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// Reads the files that name containers' users, when a container is described and again when they change: below the
/// root directory that its bundle tells, or through its first process. The bundle also tells how the container's user
/// namespace numbers users, or that process does. The event thread never waits for it.
/// </summary>
/// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
/// <param name="lookMax">How long to wait for a container's files.</param>
internal sealed class ContainerNameFiles(string hostRoot, TimeSpan lookMax)
{
    /// <summary>A busy node's disk may take a while, and who asks for a container waits half a second.</summary>
    public static readonly TimeSpan UsualLookMax = TimeSpan.FromMilliseconds(300);

    // As many containers as the engine keeps.
    private const int KeptMax = 16 * 1024;

    // Room for some thousand users.
    private const int BytesMax = 256 << 10;

    // A container that is being made has no process yet; one that cannot be seen for so many looks is gone.
    private const int LooksMax = 10;

    // The first process may be seen before it has entered its user namespace; a look later it has.
    private const int IdLooksMax = 2;

    private const int HangingMax = 16;

    // A first process that is still in the node's root enters its own some milliseconds later.
    private static readonly TimeSpan EntryPause = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private int _hanging;

    /// <summary>Containers whose files are watched.</summary>
    public int Count => _entries.Count;

    /// <summary>
    /// Gives a description the names of its container's users. They are read in a while when the container's files do
    /// not come at once: its root may be a file system that never answers.
    /// </summary>
    /// <param name="details">With all that tells where its files are.</param>
    /// <param name="cgroupPath">Of its control group, where known.</param>
    public async Task FillAsync(ContainerDetails details, string cgroupPath = "")
    {
        if (_entries.Count >= KeptMax) return;
        var entry = _entries.GetOrAdd(details.FullId, static id => new Entry(id));
        lock (entry)
        {
            entry.RootPath = details.RootPath ?? entry.RootPath;
            entry.Pid = details.Pid > 0 ? details.Pid : entry.Pid;
            entry.CgroupPath = cgroupPath.Length > 0 ? cgroupPath : entry.CgroupPath;
            TakeIds(entry, details.UserIds, details.GroupIds);
        }

        await LookAsync(entry, isRefresh: false);
        for (long begun = Environment.TickCount64;
            entry.IsBeingMade && Environment.TickCount64 - begun < lookMax.TotalMilliseconds;)
        {
            await Task.Delay(EntryPause);
            await LookAsync(entry, isRefresh: false);
        }

        details.Names = entry.Names;
    }

    /// <summary>Reads what changed, and forgets containers that are gone. To be called about once a second.</summary>
    public async Task RefreshAsync()
    {
        foreach (var (id, entry) in _entries)
        {
            await LookAsync(entry, isRefresh: true);
            if (entry.Missed >= LooksMax) _entries.TryRemove(id, out _);
        }
    }

    // Who takes longer is left to it, and not looked at again before it ends. A thread hangs with each of them, so
    // there may be a few only; beyond them no more files are read.
    private async Task LookAsync(Entry entry, bool isRefresh)
    {
        Task look;
        lock (entry)
        {
            if (entry.IsHanging || Volatile.Read(ref _hanging) >= HangingMax) return;
            look = entry.Look = entry.Look.IsCompleted ? Task.Run(() => Look(entry, isRefresh)) : entry.Look;
        }

        await look.WaitAsync(lookMax).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (look.IsCompleted) return;
        lock (entry)
        {
            if (entry.IsHanging) return;
            entry.IsHanging = true;
        }

        Interlocked.Increment(ref _hanging);
        _ = look.ContinueWith(_ => NoLongerHangs(entry), TaskScheduler.Default);
    }

    private void NoLongerHangs(Entry entry)
    {
        lock (entry) entry.IsHanging = false;
        Interlocked.Decrement(ref _hanging);
    }

    private void Look(Entry entry, bool isRefresh)
    {
        string? root;
        lock (entry) root = entry.RootPath;
        bool isRead = root is not null && TryRead(entry, root);
        bool wantsIds = !entry.HasIds && entry.IdLooks < IdLooksMax;
        string? process = isRead && !wantsIds ? null : Process(entry);
        bool isTold = process is not null && wantsIds && TryReadIds(entry.Names, process);
        entry.IsBeingMade = !isRead && process is not null && IsInNodesRoot(process);
        if (entry.IsBeingMade) return;
        if (!isRead && (process is null || !TryRead(entry, $"{process}/root")))
        {
            entry.Pid = 0;
            entry.Missed++;
        }

        if (isTold && isRefresh) entry.IdLooks++;
    }

    // The id may be another process' by now.
    private string? Process(Entry entry)
    {
        if (entry.Pid == 0) entry.Pid = FirstPid(entry.CgroupPath);
        string process = $"{hostRoot}/proc/{entry.Pid}";
        return entry.Pid > 0 && IsIn(process, entry.Id) ? process : null;
    }

    // What it would tell there are the node's users.
    private bool IsInNodesRoot(string process)
    {
        var root = FileStamp.Of($"{process}/root");
        return root.Inode != 0 && root.IsSameFile(FileStamp.Of(hostRoot.Length == 0 ? "/" : hostRoot));
    }

    private static void TakeIds(Entry entry, IdMap? users, IdMap? groups)
    {
        if (users is null || groups is null) return;
        (entry.Names.UserIds, entry.Names.GroupIds, entry.HasIds) = (users, groups, true);
    }

    private static bool TryReadIds(ContainerNames names, string process)
    {
        try
        {
            var users = IdMap.Parse(File.ReadAllText($"{process}/uid_map"));
            var groups = IdMap.Parse(File.ReadAllText($"{process}/gid_map"));
            if (users is null || groups is null) return false;
            (names.UserIds, names.GroupIds) = (users, groups);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended; what is known stays.
            return false;
        }
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
        public bool HasIds;
        public Task Look = Task.CompletedTask;
        public bool IsHanging;
        public int IdLooks;
        public volatile bool IsBeingMade;
    }
}
