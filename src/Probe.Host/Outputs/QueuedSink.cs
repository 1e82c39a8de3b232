using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// Puts a bounded queue and a thread before an output. What cannot be written stays at the head of the queue and is
/// tried again, so that order is kept and an alert is lost only when the queue is full, or at the end. Each change of
/// state is told once.
/// </summary>
internal sealed class QueuedSink : IAlertSink
{
    private const int BufferBytes = 64 * 1024;

    private static readonly TimeSpan HeldBackMax = TimeSpan.FromSeconds(1);

    private readonly IAlertOutput _output;
    private readonly QueueLimits _limits;
    private readonly ILogger _log;
    private readonly SinkQueue _queue;
    private readonly List<OutgoingAlert> _front = [];
    private Thread? _thread;
    private TimeSpan _backoff;
    private long _droppedTold;
    private long _heldSinceMs;
    private volatile bool _stopping;

    /// <summary>A sink.</summary>
    /// <param name="output">Where it writes; disposed at the end.</param>
    /// <param name="limits">How its queue behaves.</param>
    /// <param name="log">Where failures are told.</param>
    public QueuedSink(IAlertOutput output, QueueLimits limits, ILogger log)
    {
        _output = output;
        _limits = limits;
        _log = log;
        _queue = new SinkQueue(limits.AlertsMax, limits.BytesMax, Counters);
    }

    /// <inheritdoc/>
    public string Name => _output.Name;

    /// <inheritdoc/>
    public bool WantsJson => false;

    /// <inheritdoc/>
    public SinkCounters Counters { get; } = new();

    /// <inheritdoc/>
    public void Start()
    {
        _thread = new Thread(Run) { Name = $"output {Name}", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Offer(OutgoingAlert alert)
    {
        Counters.CountOffered();
        if (_queue.TryAdd(alert) || (_limits.WaitsForRoom && AddWhenRoom(alert))) return;
        Counters.CountDropped();
        if (_droppedTold++ == 0) _log.OutputFull(Name);
    }

    /// <inheritdoc/>
    public bool Stop(TimeSpan max)
    {
        _stopping = true;
        _queue.Wake();
        return _thread?.Join(max) ?? true;
    }

    // Whoever waits here has nothing to lose but time; the end of the run ends it.
    private bool AddWhenRoom(OutgoingAlert alert)
    {
        while (!_stopping)
        {
            Thread.Sleep(1);
            if (_queue.TryAdd(alert)) return true;
        }

        return false;
    }

    private void Run()
    {
        using var watch = new WriteWatch(Name, _limits.WriteMax, Counters, _log);
        while (true)
        {
            // Read before the queue is looked at: what was added before the stop is then written.
            bool last = _stopping;
            _queue.Look(_front, _limits.IsBuffered ? _output.AlertsMax : 1, BufferBytes);
            if (_front.Count == 0)
            {
                if (last) break;
                _heldSinceMs = 0;
                _queue.Wait(Timeout.InfiniteTimeSpan);
            }
            else if (!last && HoldsBack(out var rest))
            {
                _queue.Wait(rest);
            }
            else if (!Write(watch) && !AwaitRetry(last))
            {
                break;
            }
        }

        _output.Dispose();
    }

    // More may come to be written with the first; an output that takes one at a time gets it at once.
    private bool HoldsBack(out TimeSpan rest)
    {
        rest = TimeSpan.Zero;
        bool isFull = _front.Count == _output.AlertsMax || Counters.QueueBytes >= BufferBytes;
        if (!_limits.IsBuffered || isFull) return false;
        long now = Environment.TickCount64;
        if (_heldSinceMs == 0) _heldSinceMs = now;
        rest = HeldBackMax - TimeSpan.FromMilliseconds(now - _heldSinceMs);
        return rest > TimeSpan.Zero;
    }

    private bool Write(WriteWatch watch)
    {
        watch.Begin();
        try
        {
            _output.Write(_front);
        }
        catch (Exception e)
        {
            // Mostly an IOException; whatever else surprises must not end the thread, and with it the probe.
            watch.End();
            if (Counters.Fail(e.Message)) _log.OutputFailed(Name, e.Message);
            return false;
        }

        watch.End();
        _queue.Remove(_front.Count);
        Counters.CountDelivered(_front.Count);
        _heldSinceMs = 0;
        _backoff = TimeSpan.Zero;
        if (Counters.Recover()) _log.OutputWorks(Name);
        return true;
    }

    // False when there is no other time: the rest is given up.
    private bool AwaitRetry(bool last)
    {
        if (last)
        {
            Counters.CountDropped(Counters.QueueDepth);
            _queue.Remove(Counters.QueueDepth);
            return false;
        }

        Counters.CountRetry();
        _backoff = _backoff == TimeSpan.Zero ? _limits.RetryFirst : _backoff * 2;
        if (_backoff > _limits.RetryMax) _backoff = _limits.RetryMax;
        long until = Environment.TickCount64 + (long)_backoff.TotalMilliseconds;
        while (!_stopping && until - Environment.TickCount64 is > 0 and var rest)
        {
            // An alert that is added wakes us too, and must not shorten the time.
            _queue.Wait(TimeSpan.FromMilliseconds(rest));
        }

        return true;
    }
}
