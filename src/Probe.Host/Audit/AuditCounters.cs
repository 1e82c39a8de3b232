namespace KosmosProbe.Host.Audit;

/// <summary>What became of what came; counted by any thread.</summary>
internal sealed class AuditCounters
{
    private readonly long[] _byOutcome = new long[Enum.GetValues<AuditOutcome>().Length];
    private volatile string _lastReason = "";
    private long _received;
    private long _leftOut;
    private long _judged;
    private long _failed;

    /// <summary>Events that came in requests and lines that were accepted.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Parts of those that were no events, or too large.</summary>
    public long LeftOut => Volatile.Read(ref _leftOut);

    /// <summary>Events that rules have judged.</summary>
    public long Judged => Volatile.Read(ref _judged);

    /// <summary>Events that could not be judged.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Why the last one was refused that was not in order.</summary>
    public string LastReason => _lastReason;

    /// <summary>Requests and lines that were not in order.</summary>
    public long Refused => Of(AuditOutcome.Malformed) + Of(AuditOutcome.TooLarge) + Of(AuditOutcome.Unauthorized)
        + Of(AuditOutcome.Misdirected) + Of(AuditOutcome.Incomplete);

    /// <summary>Requests and lines, by what became of them.</summary>
    /// <param name="outcome">What.</param>
    public long Of(AuditOutcome outcome) => Volatile.Read(ref _byOutcome[(int)outcome]);

    /// <summary>Counts one.</summary>
    /// <param name="outcome">What became of it.</param>
    /// <param name="reason">Why, when it was refused.</param>
    public void Count(AuditOutcome outcome, string reason = "")
    {
        Interlocked.Increment(ref _byOutcome[(int)outcome]);
        if (reason.Length > 0) _lastReason = reason;
    }

    /// <summary>Counts what an accepted one held.</summary>
    /// <param name="events">Events.</param>
    /// <param name="leftOut">What was none.</param>
    public void CountEvents(int events, int leftOut)
    {
        Interlocked.Add(ref _received, events);
        Interlocked.Add(ref _leftOut, leftOut);
    }

    /// <summary>Counts an event that was judged.</summary>
    public void CountJudged() => Interlocked.Increment(ref _judged);

    /// <summary>Counts an event that could not be judged.</summary>
    public void CountFailed() => Interlocked.Increment(ref _failed);
}
