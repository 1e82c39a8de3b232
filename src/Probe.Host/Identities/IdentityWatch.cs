using KosmosProbe.Engine.Identities;

namespace KosmosProbe.Host.Identities;

/// <summary>
/// Keeps <see cref="FileIdentities"/> current: looks where the rules' paths lead in every mount namespace that has a
/// process; in one of them at once when an event asks for it, in all of them every few seconds. The event thread never
/// waits for it, and a namespace whose file systems do not answer holds up itself alone.
/// </summary>
/// <param name="identities">Who asks and where the answers go.</param>
/// <param name="paths">The paths of the rules in force.</param>
/// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
/// <param name="sweepPause">How often all is looked at.</param>
internal sealed class IdentityWatch(
    FileIdentities identities, Func<IReadOnlyList<byte[]>> paths, string hostRoot, TimeSpan sweepPause) : IDisposable
{
    /// <summary>
    /// No change of where a path leads is unknown for longer, but where a file system does not answer.
    /// </summary>
    public static readonly TimeSpan UsualSweepPause = TimeSpan.FromSeconds(10);

    // Namespaces that are looked at; a thread hangs with each that does not answer, so those may be a few only.
    private const int NamespacesMax = 4096;
    private const int HangingMax = 16;

    private static readonly TimeSpan LookMax = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);

    // Requests of a moment are one look.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private readonly Namespaces _namespaces = new(hostRoot);
    private readonly Dictionary<uint, NamespaceFiles> _files = [];
    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;
    private PathList _paths = PathList.None;
    private long _sweepAtMs;
    private long _refused;
    private long _late;
    private int _hanging;
    private IReadOnlyList<KnownFile>[] _published = [];
    private PathList _publishedPaths = PathList.None;

    /// <summary>Looks that took too long.</summary>
    public long Late => Volatile.Read(ref _late);

    /// <summary>Namespaces whose file systems do not answer.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    /// <summary>Begins to look.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = "identities", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Looks at everything: the paths are others.</summary>
    public void LookAgain() => identities.Ask(default);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        LookAgain();

        // A thread that is left behind still looks at it.
        if (_thread?.Join(StopMax) != false) _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.IsSet)
        {
            long leftMs = Math.Clamp(_sweepAtMs - Environment.TickCount64, 0, (long)sweepPause.TotalMilliseconds);
            if (leftMs > 0) identities.Wait(TimeSpan.FromMilliseconds(leftMs));
            if (_stop.Wait(Rest)) return;
            var asked = TakeRequests(out bool all);
            TakePaths(ref all);
            if (all || Environment.TickCount64 >= _sweepAtMs)
            {
                Sweep();
            }
            else
            {
                LookAt(asked);
            }
        }
    }

    // Of one namespace any thread will do, and all are tried.
    private Dictionary<uint, List<string>> TakeRequests(out bool all)
    {
        var asked = new Dictionary<uint, List<string>>();
        all = _refused != identities.Refused;
        _refused = identities.Refused;
        while (identities.TryTake(out var request))
        {
            string process = _namespaces.Of(request.Tid);
            uint number = request.Namespace > 0 || request.Tid == 0 ? request.Namespace : Namespaces.NumberOf(process);
            all |= number == 0 && request.Tid == 0;
            if (number == 0) continue;
            if (!asked.TryGetValue(number, out var processes)) asked[number] = processes = [];
            if (!processes.Contains(process)) processes.Add(process);
        }

        return asked;
    }

    private void TakePaths(ref bool all)
    {
        if (ReferenceEquals(paths(), _paths.Bytes)) return;
        _paths = new PathList(paths());
        all = true;
    }

    private void Sweep()
    {
        if (_paths.Bytes.Count > 0)
        {
            var found = _namespaces.Scan();
            foreach (uint gone in _files.Keys.Except(found.Keys).ToList()) _files.Remove(gone);
            foreach (var (number, processes) in found) Look(number, processes);
        }
        else
        {
            _files.Clear();
        }

        Publish();
        _sweepAtMs = Environment.TickCount64 + (long)sweepPause.TotalMilliseconds;
    }

    // Who asked may have ended since: then others of its namespace are looked for.
    private void LookAt(Dictionary<uint, List<string>> asked)
    {
        if (asked.Count == 0 || _paths.Bytes.Count == 0) return;
        var missed = asked.Where(one => !Look(one.Key, one.Value)).Select(static one => one.Key).ToList();
        if (missed.Count > 0)
        {
            var found = _namespaces.Scan();
            foreach (uint number in missed)
            {
                if (found.TryGetValue(number, out var processes)) Look(number, processes);
            }
        }

        Publish();
    }

    // False when there was nobody to look through.
    private bool Look(uint number, List<string> processes)
    {
        if (!_files.TryGetValue(number, out var files))
        {
            if (_files.Count >= NamespacesMax) return true;
            _files[number] = files = new NamespaceFiles(number);
        }

        if (!files.Looking.IsCompleted || Volatile.Read(ref _hanging) >= HangingMax) return true;
        var list = _paths;
        var looking = files.Looking = Task.Run(() => files.Look(processes, list));
        if (looking.Wait(LookMax)) return looking.Result;
        Interlocked.Increment(ref _late);
        Interlocked.Increment(ref _hanging);
        _ = looking.ContinueWith(_ => Interlocked.Decrement(ref _hanging), TaskScheduler.Default);
        return true;
    }

    private void Publish()
    {
        var known = _files.Where(static one => one.Value.IsKnown).ToList();
        IReadOnlyList<KnownFile>[] files = [.. known.Select(static one => one.Value.Files)];
        var table = identities.Table;
        bool isSame = _publishedPaths == _paths && files.AsSpan().SequenceEqual(_published)
            && known.TrueForAll(one => table.Knows(one.Key));
        if (isSame) return;
        (_published, _publishedPaths) = (files, _paths);
        identities.Publish(new IdentityTable(
            _paths.Bytes,
            [.. known.Select(static one => one.Key)],
            [.. files.SelectMany(static one => one)]));
    }
}
