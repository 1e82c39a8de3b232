using System.Runtime.ExceptionServices;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>
/// A capture's records in batches, read ahead on a thread of its own: unpacking and decoding is half of what a replay
/// costs, and judging need not wait for it. Order stays, and a batch ends where reading on would have to wait for the
/// file, so that no event of a pipe is held back.
/// </summary>
/// <param name="reader">Where the records' events come from; not owned, and read by nobody else until the end.</param>
/// <param name="records">Reads them.</param>
internal sealed class RecordFeed(ScapReader reader, CaptureRecords records) : IDisposable
{
    /// <summary>A batch is full when its records have so many bytes; the last one may go beyond.</summary>
    public const int BatchBytes = 64 << 10;

    // A record that is begun below the limit seldom needs more.
    private const int BufferBytes = BatchBytes + (8 << 10);

    // Read by who takes them: a small capture is not worth a thread.
    private const int BatchesWithoutThread = 2;

    // One is judged, the others are on their way.
    private readonly RecordBuffer[] _batches =
        [new(BufferBytes), new(BufferBytes), new(BufferBytes), new(BufferBytes)];
    private readonly object _gate = new();
    private Thread? _thread;
    private ExceptionDispatchInfo? _failure;
    private long _filled;
    private long _released;
    private bool _hasEnded;
    private bool _isStopped;

    /// <summary>The next batch. False behind the last.</summary>
    /// <param name="batch">Lifetime: until <see cref="Release"/>, which is due before the next is taken.</param>
    /// <exception cref="CaptureException">The capture is damaged behind the batches taken so far.</exception>
    /// <exception cref="IOException">The file cannot be read any further.</exception>
    public bool TryTake(out RecordBuffer batch)
    {
        if (_thread is null && !_hasEnded)
        {
            ReadOn();
        }

        lock (_gate)
        {
            while (_filled == _released && !_hasEnded)
            {
                Monitor.Wait(_gate);
            }

            batch = _batches[_released % _batches.Length];
            if (_filled > _released)
            {
                return true;
            }
        }

        _failure?.Throw();
        return false;
    }

    /// <summary>Gives a batch back.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _released++;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Reads nothing more: the reader is its owner's again.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopped = true;
            Monitor.Pulse(_gate);
        }

        _thread?.Join();
    }

    private void ReadOn()
    {
        if (_filled < BatchesWithoutThread)
        {
            FillOne();
            return;
        }

        _thread = new Thread(FillAll) { Name = "capture", IsBackground = true };
        _thread.Start();
    }

    private void FillAll()
    {
        while (AwaitRoom())
        {
            FillOne();
        }
    }

    private bool AwaitRoom()
    {
        lock (_gate)
        {
            while (_filled - _released == _batches.Length && !_isStopped)
            {
                Monitor.Wait(_gate);
            }

            return !_isStopped && !_hasEnded;
        }
    }

    // What was read before a capture breaks off is handed over before the reason is.
    private void FillOne()
    {
        var batch = _batches[_filled % _batches.Length];
        batch.Clear();
        bool isLast = false;
        try
        {
            do
            {
                isLast = !records.TryRead(batch);
            }
            while (!isLast && batch.Length < BatchBytes && reader.HoldsNext);
        }
        catch (Exception e)
        {
            // It is thrown where the batches are taken.
            _failure = ExceptionDispatchInfo.Capture(e);
            isLast = true;
        }

        lock (_gate)
        {
            _filled += batch.Length > 0 ? 1 : 0;
            _hasEnded = isLast;
            Monitor.Pulse(_gate);
        }
    }
}
