using KosmosProbe.Engine.Audit;
using KosmosProbe.Host.Live;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// Judges audit events, one after another, on a thread of its own. Now and then it tells what was refused and what was
/// held back.
/// </summary>
/// <param name="intake">Where they come from.</param>
/// <param name="pipeline">Where they go.</param>
/// <param name="suppression">Tells of alerts that were held back.</param>
/// <param name="log">Where the rest is told.</param>
internal sealed class AuditThread(
    AuditIntake intake, AuditPipeline pipeline, SuppressionReport suppression, ILogger log)
{
    private const long LookEveryMs = 1000;
    private const long TellEveryMs = 60_000;

    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(200);

    private readonly Thread _thread = new(static state => ((AuditThread)state!).Run())
    {
        Name = "k8s_audit",
        IsBackground = true,
    };

    private long _nextLookMs;
    private long _nextTellMs;
    private long _refusedTold;
    private bool _isFailureTold;

    /// <summary>Starts it.</summary>
    public void Start() => _thread.Start(this);

    /// <summary>Waits until all is judged; the intake has been ended.</summary>
    /// <param name="max">How long at most.</param>
    public bool Join(TimeSpan max) => _thread.Join(max);

    private void Run()
    {
        while (!intake.IsOver)
        {
            if (intake.TryNext(WaitMax, out var batch)) Judge(batch!);
            if (Environment.TickCount64 >= _nextLookMs) Look();
        }

        Look();
        suppression.Finish();
    }

    private void Judge(AuditBatch batch)
    {
        foreach (var slice in batch.Events)
        {
            try
            {
                pipeline.Handle(batch.Bytes.Written.Slice(slice.Start, slice.Length));
                intake.Counters.CountJudged();
            }
            catch (Exception e)
            {
                // Whatever an event brings about must not end the source: what comes next is judged again.
                intake.Counters.CountFailed();
                if (!_isFailureTold) log.AuditEventFailed(e);
                _isFailureTold = true;
            }
        }

        batch.Mark?.NoteJudged();
        batch.Bytes.Dispose();
    }

    private void Look()
    {
        long now = Environment.TickCount64;
        _nextLookMs = now + LookEveryMs;
        suppression.Look();
        long refused = intake.Counters.Refused;
        if (refused == _refusedTold || now < _nextTellMs) return;
        log.AuditRefused(refused - _refusedTold, intake.Counters.LastReason);
        (_refusedTold, _nextTellMs) = (refused, now + TellEveryMs);
    }
}
