using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// Reads events out of a file, or of all files of a folder, as they grow, on a thread of its own. A file that is
/// renamed is read to its end; one that takes its place is read from its start. How far each was judged is kept, so
/// that the next start goes on from there.
/// </summary>
/// <param name="options">The file or folder, and where reading begins.</param>
/// <param name="intake">Where events go.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class AuditFiles(AuditOptions options, AuditIntake intake, ILogger log) : IDisposable
{
    private const int BufferBytes = 256 * 1024;
    private const long SaveEveryMs = 1000;

    // The kernel stamps files with the time of its last tick, which is 10 ms ago at most.
    private const long TickNs = 20_000_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly AuditFolder _folder = new(options.File);
    private readonly Dictionary<(ulong Device, ulong Inode), FollowedFile> _files = [];
    private readonly List<FollowedFile> _leaving = [];
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly HashSet<string> _faults = [];
    private AuditPositions? _positions;
    private SavedPositions? _before;
    private Thread? _thread;
    private bool _isFirstLook = true;
    private long _listedNs;
    private long _nextSaveMs;
    private long _looks;

    /// <summary>How often is looked for more.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often all that was there has been read.</summary>
    public long Looks => Volatile.Read(ref _looks);

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = "k8s_audit files", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends it; what was read before goes its way.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _thread?.Join();
    }

    /// <summary>Keeps how far files have been judged by now; after <see cref="Stop"/>, once the last is.</summary>
    public void Save() => Try(() => _positions?.Save(Positions()));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _leaving.Concat(_files.Values)) file.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        _positions = new AuditPositions(options.PositionsFile, options.File, log);
        _listedNs = _positions.ListedNs;
        do
        {
            Try(Look);
            Volatile.Write(ref _looks, _looks + 1);
            Try(SaveNowAndThen);
        }
        while (!_stop.Token.WaitHandle.WaitOne(Pause));
    }

    // One file that cannot be read keeps no other from being read. A fault is told once.
    private void Try(Action what)
    {
        try
        {
            what();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_faults.Add(e.Message)) log.AuditFileFailed(e.Message);
        }
    }

    private void Look()
    {
        long nowNs = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var present = _folder.Present();
        var keys = present.Select(static file => KeyOf(file.Stamp)).ToHashSet();
        var renamed = _files.Where(pair => !keys.Contains(pair.Key)).ToList();
        foreach (var (key, file) in renamed)
        {
            _files.Remove(key);
            _leaving.Add(file);
        }

        foreach (var file in _leaving) Try(() => file.Finish(_buffer, _stop.Token));
        if (_isFirstLook && present.Count == 0) log.AuditFileMissing(options.File);
        bool mayHaveMissed = _isFirstLook ? _positions!.IsKept : renamed.Count > 0;
        if (mayHaveMissed) Try(OpenMissed);
        foreach (var (name, stamp) in present)
        {
            if (!_files.ContainsKey(KeyOf(stamp))) Try(() => Open(name));
        }

        (_isFirstLook, _listedNs) = (false, nowNs - TickNs);
        foreach (var file in _files.Values) Try(() => file.Read(_buffer, _stop.Token));
        foreach (var file in _leaving.Where(static file => file.IsDone).ToList())
        {
            file.Dispose();
            _leaving.Remove(file);
        }

        // Since the last look the file was renamed several times: what it was before, and what came between. Files that
        // were read before are older, as each is kept for some looks after it was renamed.
        void OpenMissed()
        {
            keys.UnionWith(_leaving.Select(static file => KeyOf(file.Stamp)));
            var missed = _folder.Rotated(stamp => !keys.Contains(KeyOf(stamp))
                && (_positions!.Knows(stamp.Inode) || stamp.ModifiedNs >= _listedNs));
            foreach (var (name, _) in missed) Try(() => Open(name));
        }
    }

    private void Open(string name)
    {
        if (FollowedFile.TryOpen(name, intake, Begin, _stop.Token) is not { } file) return;
        if (!_files.TryAdd(KeyOf(file.Stamp), file)) file.Dispose();
    }

    // What comes later is new, whatever was asked for at the start; so is what came since positions were kept.
    private AuditPosition Begin(SafeFileHandle file, FileStamp stamp)
    {
        if (_positions!.Take(file, stamp) is { } known) return known;
        bool isNew = options.ReadsFromStart || !_isFirstLook || _positions.IsKept;
        return new AuditPosition(isNew ? 0 : stamp.Length, IsInArray: false);
    }

    // What was judged the last time: whatever ends the probe, its alerts are with the outputs by now.
    private void SaveNowAndThen()
    {
        long now = Environment.TickCount64;
        if (now < _nextSaveMs) return;
        _nextSaveMs = now + SaveEveryMs;
        if (_before is not null) _positions!.Save(_before);
        _before = Positions();
    }

    private SavedPositions Positions() => new(
        options.File, _listedNs, [.. _leaving.Concat(_files.Values).Select(static file => file.Position())]);

    private static (ulong Device, ulong Inode) KeyOf(FileStamp stamp) => (stamp.Device, stamp.Inode);
}
