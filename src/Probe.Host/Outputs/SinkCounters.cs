namespace KosmosProbe.Host.Outputs;

/// <summary>What became of the alerts that an output was offered. Written by the output, read by any thread.</summary>
internal sealed class SinkCounters
{
    private long _offered;
    private long _delivered;
    private long _dropped;
    private long _retries;
    private volatile int _queueDepth;
    private long _queueBytes;
    private long _spoolBytes;
    private volatile string _lastError = "";
    private volatile bool _failing;

    /// <summary>Alerts it was offered.</summary>
    public long Offered => Volatile.Read(ref _offered);

    /// <summary>Alerts that arrived.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Alerts that are lost: no room, or refused for good.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Attempts that failed and were made again.</summary>
    public long Retries => Volatile.Read(ref _retries);

    /// <summary>The last attempt failed, or takes too long.</summary>
    public bool Failing => _failing;

    /// <summary>Why the last failure was; empty when there was none.</summary>
    public string LastError => _lastError;

    /// <summary>Alerts that wait in memory.</summary>
    public int QueueDepth
    {
        get => _queueDepth;
        set => _queueDepth = value;
    }

    /// <summary>Bytes that wait in memory.</summary>
    public long QueueBytes
    {
        get => Volatile.Read(ref _queueBytes);
        set => Volatile.Write(ref _queueBytes, value);
    }

    /// <summary>Bytes that wait on disk.</summary>
    public long SpoolBytes
    {
        get => Volatile.Read(ref _spoolBytes);
        set => Volatile.Write(ref _spoolBytes, value);
    }

    /// <summary>Counts an alert that was offered.</summary>
    public void CountOffered() => Interlocked.Increment(ref _offered);

    /// <summary>Counts alerts that arrived.</summary>
    /// <param name="alerts">How many.</param>
    public void CountDelivered(long alerts = 1) => Interlocked.Add(ref _delivered, alerts);

    /// <summary>Counts alerts that are lost.</summary>
    /// <param name="alerts">How many.</param>
    public void CountDropped(long alerts = 1) => Interlocked.Add(ref _dropped, alerts);

    /// <summary>Counts an attempt that is made again.</summary>
    public void CountRetry() => Interlocked.Increment(ref _retries);

    /// <summary>Notes a failure. True when it is the first since things went well.</summary>
    /// <param name="reason">Why.</param>
    public bool Fail(string reason)
    {
        _lastError = reason;
        bool isNew = !_failing;
        _failing = true;
        return isNew;
    }

    /// <summary>Notes that it works. True when it did not before.</summary>
    public bool Recover()
    {
        bool isNew = _failing;
        _failing = false;
        return isNew;
    }
}
