using KosmosProbe.Engine.Rules;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>
/// Keeps alerts, in order, until each of its sinks has them: on disk, where that is possible, and in memory until they
/// are there. One thread of its own writes; readers take from memory what has not left it yet. Beyond its bounds the
/// oldest alerts go, counted for every sink that had not got them.
/// </summary>
/// <remarks>
/// Two locks: the gate (memory, positions) and the file's; who needs both takes the file's first. A lock on the gate is
/// never held during a disk access.
/// </remarks>
internal sealed partial class Spool : IDisposable
{
    private const int WriteAtOnce = 512;
    private const int GiveUpAtOnce = 256;
    private const long OpenAgainAfterMs = 5000;
    private const long WriteAgainAfterMs = 2000;
    private const long TellAgainAfterMs = 60_000;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly SpoolOptions _options;
    private readonly ILogger _log;
    private readonly Action<string, long> _lost;
    private readonly object _gate = new();
    private readonly Lock _fileGate = new();
    private readonly SpoolTail _tail = new();
    private readonly List<SpoolCursor> _cursors = [];
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;

    private SpoolFile? _file;
    private bool _isReady;
    private bool _isDisposed;
    private bool _isStuck;
    private bool _isSlow;
    private string _damage = "";
    private string _missingTold = "";
    private long _openAtMs;
    private long _writeAtMs;
    private long _nextNumber = MicrosecondsNow();
    private long _writingThrough;
    private long _fileLast;
    private Guid _lastId;
    private long _fileBytes;
    private volatile bool _stopping;

    /// <summary>A spool; nothing is opened before <see cref="Start"/>.</summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="log">Where it speaks.</param>
    /// <param name="lost">Told of losses: the sink and how many. Called on the spool's thread.</param>
    public Spool(SpoolOptions options, ILogger log, Action<string, long> lost)
    {
        _options = options;
        _log = log;
        _lost = lost;
        _thread = new Thread(Run) { Name = "spool", IsBackground = true };
    }

    /// <summary>Bytes on disk; 0 while there is no file.</summary>
    public long FileBytes => Volatile.Read(ref _fileBytes);

    /// <summary>Bytes of memory that alerts take which are not on disk.</summary>
    public long MemoryBytes
    {
        get
        {
            lock (_gate) return _tail.Bytes;
        }
    }

    /// <summary>Whether alerts are kept on disk, so that the end of the process loses none.</summary>
    public bool IsOnDisk => Volatile.Read(ref _file) is not null && !Volatile.Read(ref _isStuck);

    /// <summary>Whether the file was looked for: nothing is handed out before.</summary>
    public bool IsReady => Volatile.Read(ref _isReady);

    /// <summary>Adds a sink; before the start.</summary>
    /// <param name="name">Its name, one of a kind.</param>
    /// <param name="least">The least important priority that it takes.</param>
    public SpoolCursor AddSink(string name, Priority least)
    {
        var cursor = new SpoolCursor(name, least) { Position = _nextNumber - 1 };
        _cursors.Add(cursor);
        return cursor;
    }

    /// <summary>Starts the thread, which opens the file.</summary>
    public void Start() => _thread.Start();

    /// <summary>
    /// Adds an alert; one that was the last to be added is not added again. Never waits for the disk.
    /// </summary>
    /// <param name="alert">The alert.</param>
    public void Add(OutgoingAlert alert)
    {
        lock (_gate)
        {
            if (alert.Id == _lastId) return;
            _lastId = alert.Id;
            _tail.Add(new SpoolEntry(_nextNumber++, alert));
            foreach (var cursor in _cursors)
            {
                if (alert.Priority > cursor.Least) continue;
                cursor.AddWaiting(1);
                cursor.Wake();
            }

            while (_tail.Bytes > _options.MemoryBytesMax && _tail.TryRemoveAfter(_writingThrough, out var gone))
            {
                CountLost(gone);
            }
        }

        _wake.Set();
    }

    /// <summary>Waits until what was added is on disk, or cannot be.</summary>
    /// <param name="max">How long. After a wait in vain there is none until the disk has done something.</param>
    public void WaitUntilWritten(TimeSpan max)
    {
        long end = Environment.TickCount64 + (long)max.TotalMilliseconds;
        lock (_gate)
        {
            long last = _nextNumber - 1;
            while ((IsOnDisk || !_isReady) && !_isSlow && _tail.Count > 0 && _tail.First.Number <= last)
            {
                long left = end - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_gate, TimeSpan.FromMilliseconds(left))) _isSlow = true;
            }
        }
    }

    /// <summary>Reads what a sink is to get next; empty when there is nothing.</summary>
    /// <param name="cursor">The sink's.</param>
    /// <param name="countMax">So many at most.</param>
    public SpoolBatch Read(SpoolCursor cursor, int countMax)
    {
        long after;
        long tailFirst;
        int epoch;
        lock (_gate)
        {
            epoch = cursor.Epoch;
            after = cursor.Position;
            if (!IsReady) return new SpoolBatch([], after, epoch);
            tailFirst = _tail.Count > 0 ? _tail.First.Number : _nextNumber;
            if (after + 1 >= tailFirst || Volatile.Read(ref _file) is null)
            {
                return FromMemory(cursor, countMax);
            }
        }

        lock (_fileGate)
        {
            if (_file is null || _damage.Length > 0) return new SpoolBatch([], after, epoch);
            try
            {
                var found = _file.Read(after, tailFirst - 1, cursor.Least, countMax);
                return new SpoolBatch(found, found.Count > 0 ? found[^1].Number : tailFirst - 1, epoch);
            }
            catch (SqliteException e)
            {
                _damage = e.Message;
            }
        }

        _wake.Set();
        return new SpoolBatch([], after, epoch);
    }

    /// <summary>Notes that a sink needs what it has read no more.</summary>
    /// <param name="cursor">The sink's.</param>
    /// <param name="batch">What it had read.</param>
    /// <returns>Whether that is further than it was.</returns>
    public bool Advance(SpoolCursor cursor, in SpoolBatch batch) => Advance(cursor, batch, out _);

    /// <summary>Notes that a sink needs what it has read no more.</summary>
    /// <param name="cursor">The sink's.</param>
    /// <param name="batch">What it had read.</param>
    /// <param name="counted">
    /// How many of these count now: not those that were counted as lost meanwhile, nor what is to be read again.
    /// </param>
    /// <returns>Whether that is further than it was.</returns>
    public bool Advance(SpoolCursor cursor, in SpoolBatch batch, out int counted)
    {
        lock (_gate)
        {
            counted = 0;
            if (batch.Epoch != cursor.Epoch || batch.Through <= cursor.Position) return false;
            cursor.Position = batch.Through;
            cursor.IsMoved = true;
            counted = batch.Entries.Count(entry => !cursor.IsLost(entry.Number));
            cursor.AddWaiting(-counted);
        }

        _wake.Set();
        return true;
    }

    /// <summary>Writes what is in memory, then ends the thread and closes the file.</summary>
    /// <param name="max">How long that may take.</param>
    /// <returns>False when the disk is stuck; the file is then left as it is.</returns>
    public bool Stop(TimeSpan max)
    {
        _stopping = true;
        _wake.Set();
        return !_thread.IsAlive || _thread.Join(max);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;

        // A thread that is stuck on the disk still uses the rest; the process ends.
        if (!Stop(TimeSpan.FromSeconds(1))) return;
        lock (_fileGate) CloseFile();
        foreach (var cursor in _cursors) cursor.Dispose();
        _wake.Dispose();
        _isDisposed = true;
    }

    private SpoolBatch FromMemory(SpoolCursor cursor, int countMax)
    {
        var read = _tail.After(cursor.Position, countMax);
        var wanted = Array.FindAll(read, entry => entry.Alert.Priority <= cursor.Least);
        long through = read.Length > 0 ? read[^1].Number : cursor.Position;
        cursor.BeginRead(through);
        return new SpoolBatch(wanted, through, cursor.Epoch);
    }

    // Only those that the sink takes.
    private long WaitingInMemory(SpoolCursor cursor) =>
        _tail.After(cursor.Position, int.MaxValue).LongCount(entry => entry.Alert.Priority <= cursor.Least);

    private void CountLost(in SpoolEntry entry)
    {
        foreach (var cursor in _cursors)
        {
            if (cursor.Position < entry.Number && entry.Alert.Priority <= cursor.Least) cursor.AddLost(entry.Number);
        }
    }

    // Larger than any number of an earlier run, as far as the clock tells; the file knows for sure.
    private static long MicrosecondsNow() =>
        (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
