using KosmosProbe.Host.Audit;
using KosmosProbe.Host.Live;

namespace KosmosProbe.Host.Health;

/// <summary>Puts together what makes the probe blind: not attached, not reading, its own exec not seen.</summary>
/// <param name="selfTest">Whether execs arrive.</param>
internal sealed class HealthCheck(SelfTest selfTest)
{
    // The event thread wakes five times a second when there is nothing to do.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(10);

    private volatile EventLoop? _loop;
    private volatile AuditRun? _audit;

    /// <summary>Further things to know, by what they concern; empty texts are left out.</summary>
    public List<(string Concern, Func<string> Read)> Concerns { get; } = [];

    /// <summary>The programs are attached and the event thread runs.</summary>
    /// <param name="loop">The event thread.</param>
    public void Watch(EventLoop loop) => _loop = loop;

    /// <summary>There are no system calls to be seen, and audit events are taken.</summary>
    /// <param name="audit">By what.</param>
    public void Watch(AuditRun audit) => _audit = audit;

    /// <summary>Looks.</summary>
    public HealthReport Look()
    {
        var details = Concerns.Select(static row => (row.Concern, Text: row.Read()))
            .Where(static row => row.Text.Length > 0)
            .ToDictionary(static row => row.Concern, static row => row.Text);
        return new HealthReport(Blindness(), details);
    }

    private string Blindness()
    {
        if (_audit is { } audit) return audit.Fault;
        if (_loop is not { } loop) return "the programs are not attached yet";
        if (loop.Failure.Length > 0) return loop.Failure;
        if (loop.Silence > SilenceMax) return $"the ring buffer has not been read for {loop.Silence.TotalSeconds:F0} s";
        return selfTest.State switch
        {
            SelfTestState.NotYet => "the first self-test has not ended",
            SelfTestState.Missed => $"the execs of the last {SelfTest.MissesMax} self-tests were not seen",
            _ => "",
        };
    }
}
