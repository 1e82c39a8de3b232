using KosmosProbe.Engine.Output;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Live;

/// <summary>
/// Takes alerts out of the queue and writes them, one line each, on a thread of its own: the first place of an alert's
/// way that may wait. A write that fails loses the alert, counted, and is tried again with the next one.
/// </summary>
/// <param name="queue">Where alerts come from.</param>
/// <param name="output">Where they go; each write is one call.</param>
/// <param name="buffered">Whether alerts may be held back to be written together.</param>
/// <param name="log">Where failures are told.</param>
internal sealed class AlertSink(AlertQueue queue, Stream output, bool buffered, ILogger log)
{
    private const int BufferBytes = 64 * 1024;

    private static readonly TimeSpan LookForStop = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan HeldBackMax = TimeSpan.FromSeconds(1);

    private readonly ByteBuffer _lines = new();
    private int _linesCount;
    private long _firstHeldAt;
    private bool _failing;
    private Thread? _thread;
    private volatile bool _stopping;

    /// <summary>Alerts written.</summary>
    public long Written { get; private set; }

    /// <summary>Alerts whose write failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = "alert sink", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How long the last alerts may take; an output that is stuck must not keep the probe alive.</summary>
    public TimeSpan LastWritesMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Writes what is still in the queue, then ends the thread. False when the output is stuck.</summary>
    public bool Stop()
    {
        _stopping = true;
        return _thread?.Join(LastWritesMax) ?? true;
    }

    private void Run()
    {
        while (true)
        {
            // Read before the queue is emptied: what was added before the stop is then written.
            bool last = _stopping;
            while (queue.TryTake(out var alert))
            {
                Add(alert);
                queue.Release();
            }

            if (_linesCount > 0 && (last || Environment.TickCount64 - _firstHeldAt >= HeldBackMax.TotalMilliseconds))
            {
                Flush();
            }

            if (last) return;

            // A queue that was given up may be gone.
            if (!_stopping) queue.Wait(LookForStop);
        }
    }

    private void Add(ReadOnlySpan<byte> alert)
    {
        if (_linesCount == 0) _firstHeldAt = Environment.TickCount64;
        _lines.Append(alert);
        _lines.Append((byte)'\n');
        _linesCount++;
        if (!buffered || _lines.Length >= BufferBytes) Flush();
    }

    private void Flush()
    {
        try
        {
            output.Write(_lines.Written);
            output.Flush();
            Written += _linesCount;
            _failing = false;
        }
        catch (IOException e)
        {
            Failed += _linesCount;
            if (!_failing) log.OutputFailed(e.Message);
            _failing = true;
        }

        _lines.Clear();
        _linesCount = 0;
    }
}
