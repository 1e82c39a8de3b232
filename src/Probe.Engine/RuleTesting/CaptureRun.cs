using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting.Verdicts;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.RuleTesting;

/// <summary>Replays the capture of a test: as a replay by the probe does, its alerts gathered.</summary>
internal sealed class CaptureRun : IDisposable
{
    // Alerts are taken while the replay goes on, so the queue only has to keep both busy.
    private const int QueueBytes = 4 << 20;

    // Nobody writes down what to expect of more.
    private const int AlertsMax = 100_000;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly AlertQueue _queue = new(QueueBytes);
    private readonly List<ActualAlert> _alerts = [];
    private volatile bool _hasEnded;
    private volatile bool _isTooMuch;

    private CaptureRun()
    {
    }

    /// <summary>What came of a capture.</summary>
    /// <param name="Alerts">The alerts, in order.</param>
    /// <param name="Events">How many events were judged.</param>
    /// <param name="Error">Why it could not be replayed to its end; null when it was.</param>
    public sealed record Outcome(IReadOnlyList<ActualAlert> Alerts, long Events, string? Error);

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    /// <summary>Replays a capture.</summary>
    /// <param name="rules">For captures, with <see cref="ActualAlert.Addition"/>.</param>
    /// <param name="file">The capture.</param>
    public static Outcome Judge(RuleSet rules, string file)
    {
        using var run = new CaptureRun();
        var taking = new Thread(run.Take) { IsBackground = true, Name = "alerts" };
        taking.Start();
        long events = 0;
        string? error;
        try
        {
            error = run.Replay(rules, file, out events);
        }
        finally
        {
            run._hasEnded = true;
            taking.Join();
        }

        error ??= run._isTooMuch ? $"gives more than {AlertsMax} alerts; narrow the rules" : null;
        return new Outcome(run._alerts, events, error is null ? null : $"{file}: {error}");
    }

    private string? Replay(RuleSet rules, string file, out long events)
    {
        events = 0;
        var node = NodeState.ForCapture();
        var pipeline = new EventPipeline(rules, node, ActualAlert.Options, _queue) { WaitsForRoom = true };
        try
        {
            using var capture = CaptureReplay.Open(file);
            capture.Run(pipeline, node.Recorded!, () => _isTooMuch);
            events = (long)pipeline.Events;
            return capture.Ending;
        }
        catch (FileNotFoundException)
        {
            return "no such capture";
        }
        catch (Exception fault) when (fault is CaptureException or IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    private void Take()
    {
        // The end is looked at first: what was added before it is then seen.
        for (bool isLast = false; !isLast;)
        {
            isLast = _hasEnded;
            while (_queue.TryTake(out var message))
            {
                if (_alerts.Count < AlertsMax)
                {
                    _alerts.Add(ActualAlert.Read(AlertEnvelope.View(message).Message.ToArray()));
                }
                else
                {
                    _isTooMuch = true;
                }

                _queue.Release();
            }

            if (!isLast) _queue.Wait(Step);
        }
    }
}
