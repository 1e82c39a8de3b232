using System.Collections.Concurrent;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// Where events come in, from requests and files: looked through at the door, then queued for the thread that judges.
/// Any thread.
/// </summary>
internal sealed class AuditIntake : IDisposable
{
    private readonly ConcurrentBag<AuditBody> _readers = [];
    private readonly BlockingCollection<AuditBatch> _queue = [];
    private readonly AuditOptions _options;
    private readonly AuditRate _rate;

    /// <summary>Nothing has come yet.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock; null: the machine's.</param>
    public AuditIntake(AuditOptions options, TimeProvider? time = null)
    {
        _options = options;
        _rate = new AuditRate(options.EventsPerSecondMax, time ?? TimeProvider.System);
        Memory = new AuditMemory(options.MemoryBytesMax);
    }

    /// <summary>What became of what came.</summary>
    public AuditCounters Counters { get; } = new();

    /// <summary>What waits, in bytes.</summary>
    public AuditMemory Memory { get; }

    /// <summary>Requests and lines that wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Room for a request or a line.</summary>
    public AuditBytes NewBytes() => new(Memory, _options.BodyBytesMax);

    /// <summary>Takes what was sent.</summary>
    /// <param name="bytes">The request's body; disposed here or later, whatever comes of it.</param>
    /// <param name="reason">Why it is not accepted.</param>
    public AuditOutcome Take(AuditBytes bytes, out string reason) => Take(bytes, mark: null, out reason);

    /// <summary>Takes a line of a file, which cannot be sent again: there is no limit to how many come.</summary>
    /// <param name="bytes">The line; disposed here or later, whatever comes of it.</param>
    /// <param name="mark">Told once the line is judged.</param>
    public void TakeLine(AuditBytes bytes, AuditMark mark)
    {
        mark.File.HandOver();
        if (Take(bytes, mark, out _) != AuditOutcome.Accepted) mark.File.TakeBack();
    }

    /// <summary>Nothing comes any more: what waits is the last.</summary>
    public void End() => _queue.CompleteAdding();

    /// <summary>For the thread that judges: the next events.</summary>
    /// <param name="wait">How long to wait for them.</param>
    /// <param name="batch">The events.</param>
    /// <returns>False when there are none now.</returns>
    public bool TryNext(TimeSpan wait, out AuditBatch? batch) => _queue.TryTake(out batch, wait);

    /// <summary>All has been judged, and nothing comes any more.</summary>
    public bool IsOver => _queue.IsCompleted;

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_queue.TryTake(out var batch)) batch.Bytes.Dispose();
        _queue.Dispose();
    }

    private AuditOutcome Take(AuditBytes bytes, AuditMark? mark, out string reason)
    {
        if (!_readers.TryTake(out var reader)) reader = new AuditBody(_options.Limits);
        AuditOutcome outcome;
        if (!reader.TryRead(bytes.Written.Span, out reason))
        {
            outcome = AuditOutcome.Malformed;
        }
        else if (mark is null && !_rate.TryTake(reader.Events.Count))
        {
            (outcome, reason) = (AuditOutcome.Busy, "too many events in a second");
        }
        else
        {
            var batch = new AuditBatch(bytes, [.. reader.Events], mark);
            outcome = TryAdd(batch) ? AuditOutcome.Accepted : AuditOutcome.Busy;
            reason = outcome == AuditOutcome.Accepted ? "" : "the probe is stopping";
            if (outcome == AuditOutcome.Accepted) Counters.CountEvents(reader.Events.Count, reader.LeftOut);
        }

        _readers.Add(reader);
        Counters.Count(outcome, reason);
        if (outcome != AuditOutcome.Accepted) bytes.Dispose();
        return outcome;
    }

    private bool TryAdd(AuditBatch batch)
    {
        try
        {
            return _queue.TryAdd(batch);
        }
        catch (InvalidOperationException)
        {
            // The end was called in between.
            return false;
        }
    }
}
