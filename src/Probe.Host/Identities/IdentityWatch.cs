using KosmosProbe.Engine.Identities;
using KosmosProbe.Host.Policies;
using Microsoft.Extensions.Logging;

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
/// <param name="log">Where limits are told.</param>
internal sealed class IdentityWatch(
    FileIdentities identities,
    Func<IReadOnlyList<byte[]>> paths,
    string hostRoot,
    TimeSpan sweepPause,
    ILogger log) : IDisposable
{
    /// <summary>
    /// No change of where a path leads is unknown for longer, but where a file system does not answer.
    /// </summary>
    public static readonly TimeSpan UsualSweepPause = TimeSpan.FromSeconds(10);

    // Namespaces that are looked at, of all and of one group of processes, which is a container mostly. A thread hangs
    // with each that does not answer; those that have answered before are looked at however many hang.
    private const int NamespacesMax = 4096;
    private const int GroupMax = 256;
    private const int HangingMax = 128;
    private const int GroupHangingMax = 4;
    private const int LatePerSweepMax = 8;
    private const int AskersMax = 8;

    private const long TellEveryMs = 600_000;

    // Whatever asks for it, and however often.
    private const long SweepPauseLeastMs = 1000;

    private static readonly TimeSpan LookMax = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);

    // Requests of a moment are one look.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    // Asks for no look, but for what a late one has found; no thread has this id.
    private static readonly LookRequest ToPublish = new(0, uint.MaxValue);

    private readonly Namespaces _namespaces = new(hostRoot);
    private readonly Dictionary<uint, NamespaceFiles> _files = [];
    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;
    private PathList _paths = PathList.None;
    private long _sweepAtMs;
    private long _sweptAtMs;
    private long _refused;
    private long _late;
    private int _hanging;
    private int _leftOut;
    private long _nextToldMs;
    private IReadOnlyList<KnownFile>[] _published = [];
    private PathList _publishedPaths = PathList.None;

    /// <summary>Told of the files before they count, and of those that still count after; null: nobody.</summary>
    public PolicyWatch? Policies { get; set; }

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
            if (all || !ReferenceEquals(paths(), _paths.Bytes) || Environment.TickCount64 >= _sweepAtMs)
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
        all = false;
        if (_refused != identities.Refused) SweepSoon();
        _refused = identities.Refused;
        var asked = new Dictionary<uint, List<string>>();
        while (identities.TryTake(out var request))
        {
            all |= request == default;
            string process = _namespaces.Of(request.Tid);
            uint number = request.Namespace > 0 ? request.Namespace : Namespaces.NumberOf(process);
            if (number == 0) continue;
            if (!asked.TryGetValue(number, out var processes)) asked[number] = processes = [];
            if (!processes.Contains(process) && processes.Count < AskersMax) processes.Add(process);
        }

        return asked;
    }

    private void Sweep()
    {
        if (!ReferenceEquals(paths(), _paths.Bytes)) _paths = new PathList(paths());
        if (_paths.Bytes.Count > 0)
        {
            var found = _namespaces.Scan();
            foreach (uint gone in _files.Keys.Except(found.Keys).ToList()) _files.Remove(gone);
            _leftOut = 0;
            foreach (var (number, processes) in found)
            {
                if (Of(number, processes) is { } files) files.Processes = processes;
            }

            LookAtAll();
        }
        else
        {
            _files.Clear();
        }

        Publish();
        _sweptAtMs = Environment.TickCount64;
        _sweepAtMs = _sweptAtMs + (long)sweepPause.TotalMilliseconds;
    }

    // Who renamed a file has often ended since, and another process of its namespace does as well. Where there is none
    // that is known, a sweep may find one.
    private void LookAt(Dictionary<uint, List<string>> asked)
    {
        if (_paths.Bytes.Count == 0) return;
        foreach (var (number, processes) in asked)
        {
            if (Of(number, processes) is not { } files) continue;
            bool isBusy = !files.Looking.IsCompleted;
            if (isBusy || !Look(files, [.. files.Processes, .. processes])) SweepSoon();
        }

        Publish();
    }

    private void SweepSoon() => _sweepAtMs = Math.Min(_sweepAtMs, _sweptAtMs + SweepPauseLeastMs);

    // Those that have answered first: of strangers that do not answer only some are waited for.
    private void LookAtAll()
    {
        long late = Late;
        foreach (var files in _files.Values.OrderByDescending(static one => one.IsKnown).ToList())
        {
            if (files.IsKnown || Late - late < LatePerSweepMax) Look(files, files.Processes);
        }

        if (_leftOut > 0) Tell(_leftOut, "there are too many");
    }

    private NamespaceFiles? Of(uint number, List<string> processes)
    {
        if (_files.TryGetValue(number, out var files)) return files;
        string group = Namespaces.GroupOf(processes);
        if (_files.Count >= NamespacesMax || _files.Values.Count(one => one.Group == group) >= GroupMax)
        {
            _leftOut++;
            return null;
        }

        return _files[number] = new NamespaceFiles(number, group);
    }

    // False when there was nobody to look through.
    private bool Look(NamespaceFiles files, IReadOnlyList<string> processes)
    {
        if (!files.Looking.IsCompleted || !MayHang(files)) return true;
        var list = _paths;
        var looking = files.Looking = Task.Factory.StartNew(
            () => files.Look(processes, list), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (looking.Wait(LookMax)) return looking.Result;
        Interlocked.Increment(ref _late);
        Interlocked.Increment(ref _hanging);
        _ = looking.ContinueWith(_ => EndLate(), TaskScheduler.Default);
        return true;
    }

    private bool MayHang(NamespaceFiles files)
    {
        if (files.IsKnown || Hanging == 0) return true;
        int ofGroup = _files.Values.Count(one => one.Group == files.Group && !one.Looking.IsCompleted);
        if (ofGroup < GroupHangingMax && Hanging < HangingMax) return true;
        if (Hanging >= HangingMax) Tell(Hanging, "their file systems do not answer");
        return false;
    }

    private void Tell(int namespaces, string reason)
    {
        if (Environment.TickCount64 < _nextToldMs) return;
        _nextToldMs = Environment.TickCount64 + TellEveryMs;
        log.NamespacesLeftOut(namespaces, reason);
    }

    private void EndLate()
    {
        Interlocked.Decrement(ref _hanging);
        identities.Ask(ToPublish);
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
        var next = new IdentityTable(
            _paths.Bytes,
            [.. known.Select(static one => one.Key)],
            [.. files.SelectMany(static one => one)]);
        Policies?.Watch(next.Files);
        identities.Publish(next);
        Policies?.WatchOnly(next.Files);
    }
}
