using KosmosProbe.Engine;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Live;

/// <summary>
/// The event thread: record by record through the pipeline, in between what runtimes answered, and once a second a look
/// at clocks, names and losses. It alone touches the ring and the thread table.
/// </summary>
/// <param name="probe">Where records come from.</param>
/// <param name="pipeline">Where they go.</param>
/// <param name="node">What is refreshed.</param>
/// <param name="queue">Whose drops are told.</param>
/// <param name="reports">What is told by way of internal alerts.</param>
/// <param name="log">Where losses are told.</param>
internal sealed class EventLoop(
    LiveProbe probe,
    EventPipeline pipeline,
    NodeState node,
    AlertQueue queue,
    InternalReports reports,
    ILogger log)
{
    // Under load the ring never runs empty: look at the time after so many records.
    private const int RecordsPerRound = 512;
    private const long LookEveryMs = 1000;
    private const long DifferencesEveryMs = 60_000;
    private const long TextsCutEveryMs = 600_000;

    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WaitForAnswers = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan WaitForLastRecords = TimeSpan.FromMilliseconds(20);

    private long _nextLookMs;
    private readonly BadRecords _bad = new(pipeline);
    private long _alertsLost;
    private long _differences;
    private long _nextDifferenceMs;
    private ulong _textsCut;
    private long _nextTextsCutMs;
    private string _endedByLoss = "";
    private volatile bool _stopping;
    private long _roundAtMs = Environment.TickCount64;

    /// <summary>The kernel's counters.</summary>
    public Losses Losses { get; } = new(probe);

    /// <summary>Why the run has failed, though it may have ended when asked to; empty when all went well.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>How long ago it last looked into the ring; a fifth of a second at most when all is well.</summary>
    public TimeSpan Silence => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _roundAtMs));

    /// <summary>Asks the loop to end; it then detaches the programs and handles what they had recorded.</summary>
    public void Stop() => _stopping = true;

    /// <summary>Runs until stopped or until the ring cannot be read any more.</summary>
    public void Run()
    {
        try
        {
            Read();
        }
        catch (BpfException fault)
        {
            Failure = fault.Message;
        }
    }

    private void Read()
    {
        _nextLookMs = Environment.TickCount64 + LookEveryMs;
        while (!_stopping && probe.Fault == RingFault.None)
        {
            // An answer wakes nobody: while an event waits for one, it is looked for often.
            probe.Wait(pipeline.AwaitsAnswers ? WaitForAnswers : WaitMax);
            Volatile.Write(ref _roundAtMs, Environment.TickCount64);
            HandleRecords(RecordsPerRound);
            pipeline.TakeAnswers();
            node.Cgroups.AnswerViews();
            if (Environment.TickCount64 >= _nextLookMs) Look();
        }

        probe.Detach();
        do
        {
            HandleRecords(int.MaxValue);
        }
        while (probe.Wait(WaitForLastRecords));

        pipeline.Finish();
        Look();
        reports.Suppression.Finish();
        if (probe.Fault != RingFault.None)
        {
            Failure = $"the ring buffer cannot be read any more: {probe.Fault}";
        }
        else
        {
            Failure = _endedByLoss.Length > 0 ? _endedByLoss : _bad.Total();
        }
    }

    private void HandleRecords(int recordsMax)
    {
        for (int i = 0; i < recordsMax && probe.TryRead(out var record); i++)
        {
            pipeline.Handle(record);
            probe.Advance();
        }
    }

    private void LookAtPolicy()
    {
        var differences = pipeline.PolicyDifferences;
        if (differences.Count == _differences || Environment.TickCount64 < _nextDifferenceMs) return;
        _differences = differences.Count;
        _nextDifferenceMs = Environment.TickCount64 + DifferencesEveryMs;
        log.PolicyDiffers(_differences, differences.Last);
    }

    private void LookAtTexts()
    {
        if (node.Threads.TextsCut == _textsCut || Environment.TickCount64 < _nextTextsCutMs) return;
        _textsCut = node.Threads.TextsCut;
        _nextTextsCutMs = Environment.TickCount64 + TextsCutEveryMs;
        log.TextsCut(_textsCut);
    }

    private void Look()
    {
        _nextLookMs = Environment.TickCount64 + LookEveryMs;
        node.Refresh();
        reports.Suppression.Look();
        pipeline.Activity.Rest();
        if (pipeline.Recorder?.Look(BootClock.NowNs) is > 0 and var leftOut) log.CaptureBehind(leftOut);
        if (Losses.Look() is { } losses) log.EventsLost(losses);
        long nowMs = Environment.TickCount64;
        reports.Timeouts.Look(Losses.Sum.Seen, nowMs);
        if (reports.Drops.Look(Losses.Counts, Losses.Misses, nowMs) is { Length: > 0 } end)
        {
            _endedByLoss = end;
            _stopping = true;
        }

        if (_bad.Look() is { } bad) log.RecordsBad(bad);
        LookAtPolicy();
        LookAtTexts();
        long alertsLost = queue.Dropped - _alertsLost;
        if (alertsLost > 0) log.AlertsLost(alertsLost);
        _alertsLost += alertsLost;
    }
}
