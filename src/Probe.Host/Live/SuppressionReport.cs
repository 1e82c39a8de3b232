using KosmosProbe.Engine;
using KosmosProbe.Engine.Output;
using KosmosProbe.Host.Outputs;

namespace KosmosProbe.Host.Live;

/// <summary>
/// Tells, by way of internal alerts, of alerts that were held back as repetitions and that no later alert tells of.
/// They have the priority of their rule, so that they go where its alerts go.
/// </summary>
/// <param name="sweep">What was held back and no later alert tells of.</param>
/// <param name="finish">The same at the end: all of it.</param>
/// <param name="internals">Where it is told.</param>
internal sealed class SuppressionReport(
    Func<IReadOnlyList<SuppressedAlerts>> sweep, Func<IReadOnlyList<SuppressedAlerts>> finish, InternalAlerts internals)
{
    /// <summary>Stands where a rule's name stands.</summary>
    public const string Rule = "Falco internal: alerts suppressed";

    private const long EveryMs = 10_000;

    private long _nextMs = Environment.TickCount64 + EveryMs;

    /// <summary>Of the events of system calls.</summary>
    /// <param name="pipeline">Where alerts are held back.</param>
    /// <param name="internals">Where it is told.</param>
    public SuppressionReport(EventPipeline pipeline, InternalAlerts internals)
        : this(pipeline.SweepDuplicates, pipeline.FinishDuplicates, internals)
    {
    }

    /// <summary>Tells what there is to tell, if it is time again. To be called about once a second.</summary>
    public void Look()
    {
        if (Environment.TickCount64 < _nextMs) return;
        _nextMs = Environment.TickCount64 + EveryMs;
        Tell(sweep());
    }

    /// <summary>Tells all that is left.</summary>
    public void Finish() => Tell(finish());

    private void Tell(IReadOnlyList<SuppressedAlerts> suppressed)
    {
        foreach (var (rule, priority, alerts) in suppressed)
        {
            internals.Post(
                Rule, priority, $"{alerts} alerts of rule \"{rule}\" repeated others and were not written",
                InternalField.Number("evt.suppressed", alerts), InternalField.Text("suppressed.rule", rule));
        }
    }
}
