using System.Runtime.InteropServices;
using System.Text;
using KosmosProbe.Engine;
using KosmosProbe.Engine.Captures.Recording;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Audit;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Identities;
using KosmosProbe.Host.Metrics;
using KosmosProbe.Host.Names;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Outputs.Delivery;
using KosmosProbe.Host.Policies;
using KosmosProbe.Host.Recording;
using KosmosProbe.Native;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Live;

/// <summary>
/// The live run as a hosted service: start loads rules and programs and starts the two threads; stop detaches, drains
/// ring and queue, and tells the sum.
/// </summary>
/// <param name="config">The run's configuration.</param>
/// <param name="containers">Where containers are asked for.</param>
/// <param name="messages">Tells what there is to know of configuration and rules.</param>
/// <param name="threshold">How much the probe speaks.</param>
/// <param name="status">What others may look at, filled while it runs.</param>
/// <param name="lifetime">Told when the run ends by itself.</param>
/// <param name="log">Where the probe speaks.</param>
internal sealed class ProbeService(
    LoadedConfig config,
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
    private HashSet<int> _traced = [];
    private LiveProbe? _probe;
    private ThreadTable? _threads;
    private EventPipeline? _pipeline;
    private EventLoop? _loop;
    private InternalAlertWriter? _internalWriter;
    private Deliveries? _deliveries;
    private AlertDispatcher? _dispatcher;
    private AuditRun? _audit;
    private Task<LoadedPrograms>? _loading;
    private Thread? _thread;
    private FileIdentities? _identities;
    private IdentityWatch? _identityWatch;
    private LinkedNames? _links;
    private LinkWatch? _linkWatch;
    private DomainNameWatch? _domainNames;
    private PolicyWatch? _policies;
    private Timer? _end;
    private PosixSignalRegistration? _hangUp;
    private volatile bool _recordingFailed;

    /// <summary>Why the run ended by itself; empty when it was asked to end.</summary>
    public string Failure => _loop?.Failure is { Length: > 0 } failure ? failure
        : _recordingFailed ? "the capture cannot be written" : "";

    /// <inheritdoc/>
    /// <exception cref="ProbeException">Rules, layout or the pid file are not as they should be.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        messages.Tell(config);

        // The kernel walks the programs while rules are compiled.
        var programs = new ProgramSettings { RingBytes = _options.RingBytes, DropFailed = _options.DropFailed };
        _loading = Task.Run(() => LoadedPrograms.Load(programs), CancellationToken.None);
        if (_options.PidFile is { } pidFile) WritePid(pidFile);

        if (_options.Record is { } record)
        {
            _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp);
            StartWatching(RecordRules.Load(_options, record));
        }
        else
        {
            var rules = RuleLoading.Load(_options, _options.Fields);
            messages.Tell(rules);
            log.RulesLoaded(rules.Rules.Rules.Count, rules.Rules.Active.Count, rules.Files.Count, _options.ConfigFile);
            _startFiles = rules.Files;
            StartWatching(rules.Rules);
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
        if (_loop is null || _pipeline is null) return Task.CompletedTask;
        status.Stopping();
        _loop.Stop();
        _thread?.Join();
        if (_pipeline.Recorder?.Stop() == false) log.CaptureStuck();
        if (_audit?.Stop() == false) log.AuditStuck(_audit.Intake.Waiting);
        var stuck = _dispatcher!.Stop();
        foreach (var sink in stuck) log.OutputStuck(sink.Name, sink.Counters.QueueDepth);
        if (_options.Record is null && !stuck.Any(static sink => sink.Name == SinkList.StandardOutputName))
        {
            Statistics.Write(Console.Out, _pipeline.Rules);
        }

        log.Ended(Sum(_loop.Losses));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end?.Dispose();
        _policies?.Dispose();
        _hangUp?.Dispose();
        _probe?.Dispose();

        // Of a start that failed elsewhere; a probe has taken its programs over.
        _loading?.ContinueWith(
            static loading => loading.Result.Dispose(), CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        _identityWatch?.Dispose();
        _linkWatch?.Dispose();
        _domainNames?.Dispose();
        _identities?.Dispose();
        _links?.Dispose();
        _deliveries?.Dispose();
        _audit?.Dispose();
        _queue.Dispose();
        _reopen.Dispose();
    }

    /// <summary>The files that the first rules were loaded from; once.</summary>
    public IReadOnlyList<RuleFile> TakeStartFiles() => Interlocked.Exchange(ref _startFiles, []);

    /// <summary>
    /// Puts other rules in force, and what belongs to them of a configuration. What either set wants is selected in the
    /// kernel before, and what only the former one wanted left out after, so that every event meets one of them.
    /// </summary>
    /// <param name="next">The configuration.</param>
    /// <param name="rules">Its rules.</param>
    public void Use(LoadedConfig next, LoadedRules rules)
    {
        // All that can fail comes before the first step that an event could notice.
        var former = _pipeline!.Rules;
        var traced = Numbers(next.Options.BaseSyscalls.Traced(rules.Rules));
        var urgent = Numbers(rules.Rules.UrgentTypes);
        var alerts = SinkList.AlertsFor(next.Options, _dispatcher!.Sinks);
        var duplicates = Duplicates.SettingsOf(next.Options);
        using var widened = _policies?.Hold();
        _probe!.AsFalco = former.NamesAsPassed && rules.Rules.NamesAsPassed;
        _probe.WithRequests = !(former.NamesAsPassed && rules.Rules.NamesAsPassed);
        _probe.Select(
            _traced.Union(traced).ToHashSet(),
            Numbers(former.UrgentTypes.Concat(rules.Rules.UrgentTypes)));
        TellEnvironments(former.ReadsEnvironments || rules.Rules.ReadsEnvironments);
        if (KeepsNames(traced)) _probe.KeepsNames = true;
        _pipeline.Use(rules.Rules, alerts);
        _audit?.Use(next.Options, rules.Rules, alerts);
        _identityWatch!.LookAgain();
        _domainNames!.LookAgain();
        _pipeline.Duplicates.Use(duplicates);
        _internalWriter!.Use(alerts);
        threshold.Least = next.Options.LogLevel;
        _probe.AsFalco = rules.Rules.NamesAsPassed;
        _probe.WithRequests = !rules.Rules.NamesAsPassed;
        _probe.Select(traced, urgent);
        TellEnvironments(rules.Rules.ReadsEnvironments);
        _probe.KeepsNames = KeepsNames(traced);
        _traced = traced;
    }

    private static bool KeepsNames(IEnumerable<int> traced) =>
        traced.Any(static type => CallEvents.LeavesNames((EventType)type));

    private void TellEnvironments(bool isWanted)
    {
        bool isTold = isWanted || _options.Record is not null;
        _probe!.WithEnvironment = isTold;
        _threads!.WithEnvironment = isTold;
    }

    private static HashSet<int> Numbers(IEnumerable<EventType> types) => [.. types.Select(static type => (int)type)];

    private void StartWatching(RuleSet rules)
    {
        var facts = KernelFacts.Read();
        KernelRequirements.Demand(facts);
        ProgramLayout.Demand();
        _identities = new FileIdentities();
        _links = new LinkedNames();
        var node = NodeState.ForHost(
            _options.Runtimes.HostRoot, _options.ThreadTableSize, containers, _identities, _links);
        _threads = node.Threads;
        _deliveries = Deliveries.Create(_options, Encoding.UTF8.GetString(node.HostName), _internals, log);
        var sinks = SinkList.Create(_options, _reopen, log);
        var alerts = SinkList.AlertsFor(_options, [.. _deliveries.Sinks, .. sinks]);
        _pipeline = new EventPipeline(rules, node, alerts, _queue) { Marker = status.Marker };
        _pipeline.Duplicates.Use(Duplicates.SettingsOf(_options));
        _identityWatch = new IdentityWatch(
            _identities, () => _pipeline.Rules.ExactPaths, _options.Runtimes.HostRoot,
            IdentityWatch.UsualSweepPause, log);
        _traced = Numbers(_options.Record is null ? _options.BaseSyscalls.Traced(rules) : RecordRules.Traced(rules));

        // The probe opens the root of the node's groups from there; and the thread that judges is started from here and
        // looks threads up in /proc as well.
        string apart = CgroupNamespace.JoinNodes(_options.Runtimes.HostRoot);
        if (apart.Length > 0) log.CgroupNamespaceApart(apart);
        _probe = LiveProbe.Start(_loading!.GetAwaiter().GetResult(), new LiveProbeSettings
        {
            KeepsNames = KeepsNames(_traced),
            AsFalco = rules.NamesAsPassed || _options.Record is not null,
            WithRequests = !rules.NamesAsPassed,
            WantedEvents = _traced,
            UrgentEvents = Numbers(rules.UrgentTypes),
        });
        if (_probe.AddressFault.Length > 0) log.AddressesUnsure(_probe.AddressFault);
        if (!_probe.SeesNames) log.NamesUnsure();
        if (!_probe.SeesRequests && !rules.NamesAsPassed) log.RequestsUnseen();
        TellEnvironments(rules.ReadsEnvironments);

        WatchPolicies(apart, node);

        // After attaching, so that no process falls between the two; what records tell later is newer and wins.
        node.Threads.Seed();
        log.Seeded(node.Threads.Count);
        _pipeline.Recorder = Recorders.Create(_options, node, log, RecordingEnded);

        _internalWriter = new InternalAlertWriter(alerts, node.HostName);
        _audit = AuditRun.Create(_options, rules, alerts, _internals, log);
        _dispatcher = new AlertDispatcher(_queue, _internals, _internalWriter, _deliveries, sinks)
        {
            OtherQueues = _audit is null ? [] : [_audit.Alerts],
        };
        _dispatcher.Start();
        var reports = new InternalReports(
            new SuppressionReport(_pipeline, _internals),
            new EventDropReport(_options.EventDrops, _internals, log),
            new EventTimeoutReport(_options.EventTimeouts, _internals));
        _loop = new EventLoop(_probe, _pipeline, node, _queue, reports, log);
        _thread = new Thread(RunLoop) { Name = "events" };
        _thread.Start();
        _identityWatch.Start();
        _policies?.Start();
        _linkWatch = new LinkWatch(_links, _identities, _options.Runtimes.HostRoot, log);
        _linkWatch.Start();
        _audit?.Start();
        _domainNames = new DomainNameWatch(node.DomainNames, () => _pipeline.Rules.DomainNames);
        _domainNames.Start();
        status.Started(new RunningProbe(_probe, _pipeline, _loop, node, _queue, _dispatcher, _identityWatch)
        {
            Audit = _audit,
        });
        var attached = _probe.Attached.Select(static link => link.Section).Distinct();
        log.Watching(StartReport.Write(
            facts.Release, attached, _probe.RingBytes, rules, _options.BaseSyscalls));
    }

    // Without the node's paths of control groups it is not known whose processes are the host's.
    private void WatchPolicies(string apart, NodeState node)
    {
        bool isWanted = _options.KernelPolicy != KernelPolicyMode.Off && _options.Record is null;
        if (!isWanted || apart.Length > 0) return;
        try
        {
            bool isProof = _options.KernelPolicy == KernelPolicyMode.Verify;
            _policies = new PolicyWatch(_probe!.Policies, () => _pipeline!.Rules, isProof, log);
            _identityWatch!.Policies = _policies;
            node.Cgroups.Tell(_policies.Views);
        }
        catch (BpfException e)
        {
            log.PoliciesGone(e.Message);
        }
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

    private void RunLoop()
    {
        _loop!.Run();
        if (_loop.Failure.Length == 0) return;
        log.Stopped(_loop.Failure);
        lifetime.StopApplication();
    }

    private string Sum(Losses losses)
    {
        var sum = losses.Sum;
        string lost = losses.Total();
        return $"events seen {sum.Seen}, filtered {sum.Filtered}, submitted {sum.Submitted}, "
            + $"dropped {sum.Dropped}{(lost.Length == 0 ? "" : $" [{lost}]")}, truncated {sum.Truncated}, "
            + $"left out by policy {sum.LeftOut}; "
            + $"records consumed {_probe!.Consumed}, lost by sequence {_pipeline!.LostBySequence}, "
            + $"bad {_pipeline.BadRecords}; waited for their container {_pipeline.Waited}, "
            + $"late {_pipeline.ContainerMetadataLate}; alerts {_queue.Added}, internal {_internals.Posted}, "
            + $"suppressed {_pipeline.Duplicates.Suppressed}, "
            + $"dropped before the outputs {_queue.Dropped + _internals.Dropped}{Outputs()}";
    }

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
