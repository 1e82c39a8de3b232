using System.Runtime.InteropServices;
using System.Text;
using KosmosProbe.Engine.Captures.Recording;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Audit;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Metrics;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Outputs.Delivery;
using KosmosProbe.Host.Recording;
using KosmosProbe.Native;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Live;

/// <summary>
/// The live run as a hosted service: start loads rules, opens the outputs and starts the sources; stop ends the
/// sources, drains the queues, and tells the sum.
/// </summary>
/// <param name="config">The run's configuration.</param>
/// <param name="programs">What the kernel walks meanwhile.</param>
/// <param name="containers">Where containers are asked for.</param>
/// <param name="messages">Tells what there is to know of configuration and rules.</param>
/// <param name="threshold">How much the probe speaks.</param>
/// <param name="status">What others may look at, filled while it runs.</param>
/// <param name="lifetime">Told when the run ends by itself.</param>
/// <param name="log">Where the probe speaks.</param>
internal sealed class ProbeService(
    LoadedConfig config,
    ProgramLoading programs,
    ContainerExchange containers,
    LoadMessages messages,
    LogThreshold threshold,
    ProbeStatus status,
    IHostApplicationLifetime lifetime,
    ILogger<ProbeService> log) : IHostedService, IDisposable
{
    // Room for a burst of some ten thousand alerts, until the dispatcher gets its turn.
    private const int QueueBytes = 16 << 20;

    private readonly ProbeOptions _options = config.Options;
    private readonly AlertQueue _queue = new(QueueBytes, config.Options.QueueCapacity);
    private readonly InternalAlerts _internals = status.Internals;
    private readonly ReopenSignal _reopen = new();
    private IReadOnlyList<RuleFile> _startFiles = [];
    private SyscallRun? _syscalls;
    private InternalAlertWriter? _internalWriter;
    private Deliveries? _deliveries;
    private AlertDispatcher? _dispatcher;
    private AuditRun? _audit;
    private RunningProbe? _running;
    private Timer? _end;
    private PosixSignalRegistration? _hangUp;
    private volatile bool _recordingFailed;

    /// <summary>Why the run ended by itself; empty when it was asked to end.</summary>
    public string Failure => _syscalls?.Failure is { Length: > 0 } failure ? failure
        : _recordingFailed ? "the capture cannot be written" : "";

    /// <inheritdoc/>
    /// <exception cref="ProbeException">Rules, layout or the pid file are not as they should be.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        messages.Tell(config);
        if (_options.WatchesSyscalls)
        {
            _syscalls = new SyscallRun(_options, programs, containers, _queue, _internals, log);
        }

        if (_options.PidFile is { } pidFile) WritePid(pidFile);

        if (_options.Record is { } record)
        {
            _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp);
            StartSources(RecordRules.Load(_options, record));
        }
        else
        {
            var rules = RuleLoading.Load(_options, _options.Fields);
            messages.Tell(rules);
            log.RulesLoaded(rules.Rules.Rules.Count, rules.Rules.Active.Count, rules.Files.Count, _options.ConfigFile);
            _startFiles = rules.Files;
            StartSources(rules.Rules);
        }

        if (_options.RunTime > TimeSpan.Zero)
        {
            _end = new Timer(_ => lifetime.StopApplication(), null, _options.RunTime, Timeout.InfiniteTimeSpan);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (_running is null) return Task.CompletedTask;
        status.Stopping();
        _syscalls?.Stop();
        if (_audit?.Stop() == false) log.AuditStuck(_audit.Intake.Waiting);
        var stuck = _dispatcher!.Stop();
        _audit?.Save();
        foreach (var sink in stuck) log.OutputStuck(sink.Name, sink.Counters.QueueDepth);
        if (_options.Record is null && !stuck.Any(static sink => sink.Name == SinkList.StandardOutputName))
        {
            Statistics.Write(Console.Out, Rules);
        }

        log.Ended(Sum());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end?.Dispose();
        _hangUp?.Dispose();
        _syscalls?.Dispose();
        _deliveries?.Dispose();
        _audit?.Dispose();
        _queue.Dispose();
        _reopen.Dispose();
    }

    /// <summary>The files that the first rules were loaded from; once.</summary>
    public IReadOnlyList<RuleFile> TakeStartFiles() => Interlocked.Exchange(ref _startFiles, []);

    /// <summary>Puts other rules in force, and what belongs to them of a configuration.</summary>
    /// <param name="next">The configuration.</param>
    /// <param name="rules">Its rules.</param>
    public void Use(LoadedConfig next, LoadedRules rules)
    {
        var alerts = SinkList.AlertsFor(next.Options, _dispatcher!.Sinks);
        _syscalls?.Use(next.Options, rules.Rules, alerts);
        _audit?.Use(next.Options, rules.Rules, alerts);
        _internalWriter!.Use(alerts);
        threshold.Least = next.Options.LogLevel;
    }

    // Both sources have the same, or there is one of them.
    private RuleSet Rules => _running!.Rules;

    private void StartSources(RuleSet rules)
    {
        _syscalls?.Prepare();
        byte[] hostName = NodeState.ReadHostName();
        _deliveries = Deliveries.Create(_options, Encoding.UTF8.GetString(hostName), _internals, log);
        var sinks = SinkList.Create(_options, _reopen, log);
        var alerts = SinkList.AlertsFor(_options, [.. _deliveries.Sinks, .. sinks]);
        _syscalls?.Attach(rules, alerts, status.Marker);
        _internalWriter = new InternalAlertWriter(alerts, hostName);
        _audit = AuditRun.Create(_options, rules, alerts, _internals, log);
        _dispatcher = new AlertDispatcher(_queue, _internals, _internalWriter, _deliveries, sinks)
        {
            OtherQueues = _audit is null ? [] : [_audit.Alerts],
        };
        _dispatcher.Start();
        _running = new RunningProbe(_queue, _dispatcher)
        {
            Syscalls = _syscalls?.Start(RecordingEnded, lifetime.StopApplication),
            Audit = _audit,
        };
        _audit?.Start();
        status.Started(_running);
        if (_syscalls is null) log.AuditAlone();
        _syscalls?.Tell(rules);
    }

    // Nothing is reloaded while the verb records: the terminal has gone, and what was recorded is kept.
    private void HangUp(PosixSignalContext signal)
    {
        signal.Cancel = true;
        lifetime.StopApplication();
    }

    // Of a whole run there is one file: when nothing more is written to it, the run has nothing to do.
    private void RecordingEnded(RecordingReport report)
    {
        _recordingFailed = report.End == RecordingEnd.Failed;
        lifetime.StopApplication();
    }

    private string Sum() =>
        $"{(_syscalls is null ? "" : $"{_syscalls.Sum()}; ")}alerts {_running!.Alerts}, internal {_internals.Posted}, "
            + $"suppressed {_running.Suppressed}, "
            + $"dropped before the outputs {_running.AlertsDropped + _internals.Dropped}"
            + $"{(_audit is null ? "" : $"; audit {_audit.Sum()}")}{Outputs()}";

    private string Outputs() => string.Concat(_dispatcher!.Sinks.Select(static sink =>
        $"; {sink.Name}: written {sink.Counters.Delivered}, "
            + $"not written {sink.Counters.Dropped + sink.Counters.QueueDepth}"));

    private static void WritePid(string path)
    {
        try
        {
            File.WriteAllText(path, $"{Environment.ProcessId}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProbeException($"-P {path}: {e.Message}");
        }
    }
}
