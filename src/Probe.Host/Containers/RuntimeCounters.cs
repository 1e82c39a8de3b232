namespace KosmosProbe.Host.Containers;

/// <summary>What became of the requests to one runtime. Counted from several threads.</summary>
internal sealed class RuntimeCounters
{
    private long _asked;
    private long _found;
    private long _timedOut;
    private long _failed;
    private long _refused;

    /// <summary>Requests for a container.</summary>
    public long Asked => Volatile.Read(ref _asked);

    /// <summary>Those that were answered with a description.</summary>
    public long Found => Volatile.Read(ref _found);

    /// <summary>Those that took too long.</summary>
    public long TimedOut => Volatile.Read(ref _timedOut);

    /// <summary>Those that ended in an error.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Answers about something else than what was asked, or too large, or no answer at all.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Counts a request.</summary>
    public void CountAsked() => Interlocked.Increment(ref _asked);

    /// <summary>Counts a description.</summary>
    public void CountFound() => Interlocked.Increment(ref _found);

    /// <summary>Counts a request that took too long.</summary>
    public void CountTimedOut() => Interlocked.Increment(ref _timedOut);

    /// <summary>Counts an error.</summary>
    public void CountFailed() => Interlocked.Increment(ref _failed);

    /// <summary>Counts an answer that was not believed.</summary>
    public void CountRefused() => Interlocked.Increment(ref _refused);
}
