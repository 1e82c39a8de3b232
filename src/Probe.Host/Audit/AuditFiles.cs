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

    private readonly CancellationTokenSource _stop = new();
    private readonly AuditFolder _folder = new(options.File);
    private readonly Dictionary<(ulong Device, ulong Inode), FollowedFile> _files = [];
    private readonly List<FollowedFile> _leaving = [];
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly HashSet<string> _faults = [];
    private AuditPositions? _positions;
    private IReadOnlyList<SavedPosition> _before = [];
    private Thread? _thread;
    private bool _isFirstLook = true;
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
        var present = _folder.Present();
        var keys = present.Select(static file => KeyOf(file.Stamp)).ToHashSet();
        foreach (var (key, file) in _files.Where(pair => !keys.Contains(pair.Key)).ToList())
        {
            Try(() => file.Finish(_buffer, _stop.Token));
            _files.Remove(key);
            _leaving.Add(file);
        }

        if (_isFirstLook)
        {
            if (present.Count == 0) log.AuditFileMissing(options.File);
            foreach (var (name, _) in MissedRotations(keys)) Try(() => Open(name));
        }

        foreach (var (name, stamp) in present)
        {
            if (!_files.ContainsKey(KeyOf(stamp))) Try(() => Open(name));
        }

        _isFirstLook = false;
        foreach (var file in _files.Values) Try(() => file.Read(_buffer, _stop.Token));
        foreach (var file in _leaving.Where(static file => file.HasAllJudged).ToList())
        {
            file.Dispose();
            _leaving.Remove(file);
        }
    }

    // While nothing ran, the file was renamed, perhaps several times: what it was before, and what came between.
    private IEnumerable<(string Name, FileStamp Stamp)> MissedRotations(HashSet<(ulong Device, ulong Inode)> present) =>
        !_positions!.IsKept
            ? []
            : _folder.Rotated().Where(file => !present.Contains(KeyOf(file.Stamp))
                && (_positions.Knows(file.Stamp.Inode) || file.Stamp.ModifiedNs >= _positions.SavedNs));

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
        _positions!.Save(_before);
        _before = Positions();
    }

    private IReadOnlyList<SavedPosition> Positions() =>
        [.. _leaving.Concat(_files.Values).Select(static file => file.Position())];

    private static (ulong Device, ulong Inode) KeyOf(FileStamp stamp) => (stamp.Device, stamp.Inode);
}
