using KosmosProbe.Engine;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Health;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Reloading;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Metrics;

/// <summary>
/// What is known of the running probe, in one place for health, metrics and internal alerts. There before anything
/// starts; filled as it does.
/// </summary>
internal sealed class ProbeStatus : IDisposable
{
    private volatile RunningProbe? _running;

    /// <summary>Nothing is running yet.</summary>
    /// <param name="config">The run's configuration.</param>
    /// <param name="reloads">How reloading stands.</param>
    /// <param name="log">Where the self-test is told.</param>
    public ProbeStatus(LoadedConfig config, ReloadState reloads, ILogger<SelfTest> log)
    {
        var selfTest = config.Options.SelfTest;
        Reloads = reloads;
        SelfTest = new SelfTest(Marker, selfTest.Enabled ? selfTest.Interval : TimeSpan.Zero, log);
        Health = new HealthCheck(SelfTest);
        Health.Concerns.Add(("reload", () => Reloads.Now.LastError));
    }

    /// <summary>The run; null until events are handled.</summary>
    public RunningProbe? Running => _running;

    /// <summary>Where anything is posted that the probe has to say of itself.</summary>
    public InternalAlerts Internals { get; } = new();

    /// <summary>Tells the self-test's exec from all others.</summary>
    public SelfTestMarker Marker { get; } = new();

    /// <summary>Whether execs arrive.</summary>
    public SelfTest SelfTest { get; }

    /// <summary>Whether the probe sees.</summary>
    public HealthCheck Health { get; }

    /// <summary>How reloading stands.</summary>
    public ReloadState Reloads { get; }

    /// <summary>Events are handled from now on.</summary>
    /// <param name="running">By what.</param>
    public void Started(RunningProbe running)
    {
        _running = running;
        if (running.Syscalls is { } syscalls)
        {
            if (running.Audit is { } audit) Health.Concerns.Add((AuditSource.Name, () => audit.Fault));
            Health.Watch(syscalls.Loop);
            SelfTest.Start();
        }
        else
        {
            Health.Watch(running.Audit!);
        }
    }

    /// <summary>Events are not handled any more; what <see cref="Running"/> gave must not be read again.</summary>
    public void Stopping()
    {
        SelfTest.Stop();
        _running = null;
    }

    /// <inheritdoc/>
    public void Dispose() => SelfTest.Dispose();
}
