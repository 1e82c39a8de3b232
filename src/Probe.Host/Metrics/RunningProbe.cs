using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Audit;
using KosmosProbe.Host.Outputs;

namespace KosmosProbe.Host.Metrics;

/// <summary>
/// What other threads may look at while events are handled: counters that are written by one thread each. One source is
/// on at least.
/// </summary>
/// <param name="Queue">From the thread that handles events of system calls to the outputs.</param>
/// <param name="Dispatcher">To the outputs.</param>
internal sealed record RunningProbe(AlertQueue Queue, AlertDispatcher Dispatcher)
{
    /// <summary>The source syscall; null while it is off.</summary>
    public RunningSyscalls? Syscalls { get; init; }

    /// <summary>The source k8s_audit; null while it is off.</summary>
    public AuditRun? Audit { get; init; }

    /// <summary>The rules in force.</summary>
    public RuleSet Rules => Syscalls?.Pipeline.Rules ?? Audit!.Pipeline.Rules;

    /// <summary>Events that were judged, of all sources.</summary>
    public ulong Events => (Syscalls?.Pipeline.Events ?? 0) + (Audit?.Pipeline.Events ?? 0);

    /// <summary>Alerts that went into the queues to the outputs.</summary>
    public long Alerts => Queue.Added + (Audit?.Alerts.Added ?? 0);

    /// <summary>Alerts that these queues did not take.</summary>
    public long AlertsDropped => Queue.Dropped + (Audit?.Alerts.Dropped ?? 0);

    /// <summary>Alerts held back because they repeat others.</summary>
    public long Suppressed =>
        (Syscalls?.Pipeline.Duplicates.Suppressed ?? 0) + (Audit?.Pipeline.Duplicates.Suppressed ?? 0);
}
