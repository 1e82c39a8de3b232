using System.Diagnostics;
using System.Text.Json;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration.Options;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>
/// An output that promises delivery: its alerts stay in the spool until the receiver has them. In order, at least once:
/// an alert is not sent before the one ahead of it has arrived or was refused for good.
/// </summary>
internal sealed class ReliableSink : IAlertSink, IDisposable
{
    // An alert whose body is refused is sent so often in all: a receiver may refuse for a reason that passes.
    private const int RefusedTries = 4;

    // What the probe fails over each time would keep all that follows waiting for ever.
    private const int FaultedTries = 10;

    private const long TellAgainAfterMs = 60_000;

    // Only a safety net: the spool wakes whoever waits.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly Spool _spool;
    private readonly SpoolCursor _cursor;
    private readonly IAlertSender _sender;
    private readonly TimeSpan _timeout;
    private readonly Backoff _backoff;
    private readonly ILogger _log;
    private readonly Action<string, string, string> _refused;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _end = new();

    private Task _run = Task.CompletedTask;
    private int _alone;
    private bool _isEndTold;
    private int _refusals;
    private int _faults;
    private int _timeouts;
    private long _failures;
    private long _failingSince;
    private long _refusedToldAtMs;
    private long _lostCounted;

    /// <summary>An output; it does nothing before its start.</summary>
    /// <param name="name">Its name, one of a kind.</param>
    /// <param name="least">The least important priority that it sends.</param>
    /// <param name="spool">Where alerts wait.</param>
    /// <param name="sender">Who sends them; disposed with the output.</param>
    /// <param name="delivery">How often is tried.</param>
    /// <param name="log">Where it speaks.</param>
    /// <param name="refused">Told, now and then, of an alert given up: the sink, the rule, the reason.</param>
    public ReliableSink(
        string name, Priority least, Spool spool, IAlertSender sender, DeliveryOptions delivery, ILogger log,
        Action<string, string, string> refused)
    {
        Name = name;
        _spool = spool;
        _sender = sender;
        _timeout = delivery.RequestTimeout;
        _backoff = new Backoff(delivery.RetryIntervalMin, delivery.RetryIntervalMax);
        _log = log;
        _refused = refused;
        _cursor = spool.AddSink(name, least);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool WantsJson { get; init; }

    /// <summary>How many timeouts in a row are answered by another try at once, before the output waits.</summary>
    public int TimeoutsMax { get; init; }

    /// <inheritdoc/>
    public SinkCounters Counters { get; } = new();

    /// <inheritdoc/>
    public void Start() => _run = Task.Run(RunAsync);

    /// <inheritdoc/>
    public void Offer(OutgoingAlert alert)
    {
        if (alert.Priority > _cursor.Least) return;
        Counters.CountOffered();
        _spool.Add(alert);
    }

    /// <inheritdoc/>
    public bool Stop(TimeSpan max)
    {
        _stop.Cancel();
        if (!_run.Wait(max)) _end.Cancel();
        if (!_run.Wait(TimeSpan.FromSeconds(1))) return false;
        if (_cursor.Waiting > 0 && !_isEndTold)
        {
            string fate = _spool.IsOnDisk ? "they stay on disk and are sent after the next start" : "they are lost";
            _log.LeftBehind(Name, _cursor.Waiting, fate);
        }

        _isEndTold = true;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop(TimeSpan.Zero);
        _sender.Dispose();
        _stop.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await SafeStepAsync().ConfigureAwait(false)) Count();
        }
        catch (OperationCanceledException)
        {
            // The end came during an attempt; what it carried is still in the spool.
        }

        Count();
    }

    // Whatever surprises must not end the output without a word: all that follows would wait for ever.
    private async Task<bool> SafeStepAsync()
    {
        try
        {
            return await StepAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            bool isLastTry = _stop.IsCancellationRequested;
            await FailedAsync(SendResult.Failed($"{e.GetType().Name}: {e.Message}")).ConfigureAwait(false);
            return !isLastTry;
        }
    }

    // False at the end: all is sent, or the receiver does not take it.
    private async Task<bool> StepAsync()
    {
        var batch = _spool.Read(_cursor, _alone > 0 ? 1 : _sender.BatchMax);
        if (batch.Entries.Count == 0)
        {
            if (_spool.Advance(_cursor, batch)) return true;
            if (_stop.IsCancellationRequested) return false;
            await WaitAsync(_cursor.More.WaitAsync(LookAgain, _stop.Token)).ConfigureAwait(false);
            return true;
        }

        var result = await SendAsync(batch).ConfigureAwait(false);
        switch (result.Outcome)
        {
            case SendOutcome.Delivered:
                Arrived(batch, result);
                return true;
            case SendOutcome.Refused or SendOutcome.Faulted when batch.Entries.Count > 1:
                // One of them is meant; each alone shows which.
                _alone = batch.Entries.Count;
                return true;
            case SendOutcome.Refused when ++_refusals >= RefusedTries:
            case SendOutcome.Faulted when ++_faults >= FaultedTries:
                GiveUp(batch, result.Reason);
                return true;
            case SendOutcome.TimedOut when ++_timeouts < TimeoutsMax && !_stop.IsCancellationRequested:
                Counters.CountRetry();
                return true;
            default:
                bool isLastTry = _stop.IsCancellationRequested;
                await FailedAsync(result).ConfigureAwait(false);
                return !isLastTry;
        }
    }

    private async Task<SendResult> SendAsync(SpoolBatch batch)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        limit.CancelAfter(_timeout);
        var alerts = batch.Entries.Select(static entry => entry.Alert).ToArray();
        try
        {
            return await _sender.SendAsync(alerts, limit.Token).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            // An alert of an earlier run with another configuration; no receiver could read it.
            return new SendResult(SendOutcome.Refused, $"it is not JSON: {e.Message}");
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.TimedOut, $"no answer within {_timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException or OutOfMemoryException))
        {
            // What comes of network, files and memory passes; senders turn most of it into a result themselves.
            return new SendResult(SendOutcome.Faulted, $"the probe cannot send it: {e.GetType().Name}: {e.Message}");
        }
    }

    private void Arrived(in SpoolBatch batch, in SendResult result)
    {
        _spool.Advance(_cursor, batch, out int counted);
        // A receiver may say anything.
        long rejected = Math.Clamp(result.Rejected, 0, counted);
        Counters.CountDelivered(counted - rejected);
        if (rejected > 0)
        {
            Counters.CountDropped(rejected);
            TellRefused(batch.Entries[0].Alert, result.Reason);
        }

        if (_alone > 0) _alone--;
        _refusals = 0;
        _faults = 0;
        _timeouts = 0;
        if (!Counters.Recover()) return;
        long seconds = (long)Stopwatch.GetElapsedTime(_failingSince).TotalSeconds;
        _log.SinkRecovered(Name, seconds, _failures);
        _failures = 0;
        _backoff.Reset();
    }

    private void GiveUp(in SpoolBatch batch, string reason)
    {
        _spool.Advance(_cursor, batch, out int counted);
        Counters.CountDropped(counted);
        if (_alone > 0) _alone--;
        _refusals = 0;
        _faults = 0;
        _backoff.Reset();
        TellRefused(batch.Entries[0].Alert, reason);
    }

    private void TellRefused(OutgoingAlert alert, string reason)
    {
        long now = Environment.TickCount64;
        if (_refusedToldAtMs > 0 && now - _refusedToldAtMs < TellAgainAfterMs) return;
        _refusedToldAtMs = now;
        _log.AlertRefused(Name, alert.Rule, reason);
        // Telling of one that tells of this would never end.
        if (!alert.IsInternal) _refused(Name, alert.Rule, reason);
    }

    private async Task FailedAsync(SendResult result)
    {
        Counters.CountRetry();
        _failures++;
        if (Counters.Fail(result.Reason))
        {
            _failingSince = Stopwatch.GetTimestamp();
            _log.SinkFailing(Name, result.Reason);
        }

        await WaitAsync(Task.Delay(_backoff.Next(result.Pause), _stop.Token)).ConfigureAwait(false);
    }

    private static async Task WaitAsync(Task wait)
    {
        try
        {
            await wait.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop: go on at once.
        }
    }

    private void Count()
    {
        long lost = _cursor.Lost - _lostCounted;
        _lostCounted += lost;
        if (lost > 0) Counters.CountDropped(lost);
        Counters.QueueDepth = (int)Math.Min(_cursor.Waiting, int.MaxValue);
        Counters.QueueBytes = _spool.MemoryBytes;
        Counters.SpoolBytes = _spool.FileBytes;
    }
}
