using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Audit.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Live;
using KosmosProbe.Host.Outputs;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// The source k8s_audit while it is on: endpoint and files, the thread that judges, and the queue that its alerts go to
/// the outputs by. It shares nothing with the thread of system calls but the rules.
/// </summary>
internal sealed class AuditRun : IDisposable
{
    // Room for a burst of some thousand alerts; events wait where it is full.
    private const int QueueBytes = 4 << 20;

    // Alerts repeat each other when the same client does the same again, with the same outcome.
    private static readonly string[] SameFields =
    [
        "ka.user.name", "ka.verb", "ka.uri", "ka.target.name", "ka.resp.name", "ka.response.code", "ka.sourceips",
    ];

    private readonly AuditThread _thread;
    private readonly AuditServer? _server;
    private readonly AuditFiles? _files;
    private bool _isStuck;
    private bool _isDisposed;

    /// <summary>The source, if it is on in a run that alerts; null: it is not.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="rules">The rules to begin with.</param>
    /// <param name="alerts">How alerts are written.</param>
    /// <param name="internals">Where it is told what was held back.</param>
    /// <param name="log">Where the rest is told.</param>
    public static AuditRun? Create(
        ProbeOptions options, RuleSet rules, AlertOptions alerts, InternalAlerts internals, ILogger log) =>
        options.Audit.IsOn && options.Record is null ? new AuditRun(options, rules, alerts, internals, log) : null;

    /// <summary>Nothing is started yet.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="rules">The rules to begin with.</param>
    /// <param name="alerts">How alerts are written.</param>
    /// <param name="internals">Where it is told what was held back.</param>
    /// <param name="log">Where the rest is told.</param>
    public AuditRun(
        ProbeOptions options, RuleSet rules, AlertOptions alerts, InternalAlerts internals, ILogger log)
    {
        var audit = options.Audit;
        Intake = new AuditIntake(audit);
        Pipeline = new AuditPipeline(rules, audit.Limits, alerts, Alerts) { ClusterName = audit.ClusterName };
        Pipeline.Duplicates.Use(SettingsOf(options));
        var suppression = new SuppressionReport(
            Pipeline.SweepDuplicates, Pipeline.FinishDuplicates, internals);
        _thread = new AuditThread(Intake, Pipeline, suppression, log);
        _server = audit.Enabled ? new AuditServer(audit, Intake, log) : null;
        _files = audit.File.Length > 0 ? new AuditFiles(audit, Intake, log) : null;
    }

    /// <summary>The way of an event.</summary>
    public AuditPipeline Pipeline { get; }

    /// <summary>Where its alerts go.</summary>
    public AlertQueue Alerts { get; } = new(QueueBytes);

    /// <summary>Where events come in.</summary>
    public AuditIntake Intake { get; }

    /// <summary>Where it listens; null while it does not.</summary>
    public Uri? Address => _server?.Address;

    /// <summary>Why no events can come; empty when they can.</summary>
    public string Fault => _server is { Address: null } ? "the endpoint for audit events does not listen" : "";

    /// <summary>How often all that is in files has been read.</summary>
    public long FileLooks => _files?.Looks ?? 0;

    /// <summary>How long what waits at the end may take to be judged.</summary>
    public TimeSpan LastEventsMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Starts to take events.</summary>
    public void Start()
    {
        _thread.Start();
        _server?.Start();
        _files?.Start();
    }

    /// <summary>Puts other rules in force, and what belongs to them of a configuration.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="rules">Its rules.</param>
    /// <param name="alerts">How alerts are written.</param>
    public void Use(ProbeOptions options, RuleSet rules, AlertOptions alerts)
    {
        Pipeline.Use(rules, alerts);
        Pipeline.Duplicates.Use(SettingsOf(options));
    }

    /// <summary>Takes no more events, and judges those that wait. The outputs still run.</summary>
    /// <returns>False when that took too long.</returns>
    public bool Stop()
    {
        _server?.Stop();
        _files?.Stop();
        Intake.End();
        _isStuck = !_thread.Join(LastEventsMax);
        return !_isStuck;
    }

    /// <summary>Remembers how far files were judged; once the outputs have what came of it.</summary>
    public void Save() => _files?.Save();

    /// <summary>What came of all events, for the end of a run.</summary>
    public string Sum() =>
        $"events judged {Intake.Counters.Judged}, not judged {Intake.Counters.Failed}, left out "
            + $"{Intake.Counters.LeftOut}; requests and lines refused {Intake.Counters.Refused}";

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _server?.Dispose();
        _files?.Dispose();

        // A thread that waits for room is not pulled out of what it waits in: the process ends with it.
        if (_isStuck) return;
        Intake.Dispose();
        Alerts.Dispose();
    }

    private static DuplicateSettings? SettingsOf(ProbeOptions options) =>
        options.Deduplication.Enabled
            ? Duplicates.SettingsOf(options.Deduplication, SameFields, AuditFields.Table)
            : null;
}
