using KosmosProbe.Engine;
using KosmosProbe.Engine.Captures.Recording;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Identities;
using KosmosProbe.Host.Metrics;
using KosmosProbe.Host.Names;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Policies;
using KosmosProbe.Host.Recording;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Live;

/// <summary>
/// The source syscall while it is on: programs in the kernel, the thread that handles their events, and the threads
/// that look up what it must not wait for.
/// </summary>
/// <param name="options">The run's.</param>
/// <param name="programs">What the kernel walks meanwhile.</param>
/// <param name="containers">Where containers are asked for.</param>
/// <param name="queue">Where alerts go.</param>
/// <param name="internals">Where it is told what the probe has to say of itself.</param>
/// <param name="log">Where the rest is told.</param>
internal sealed class SyscallRun(
    ProbeOptions options,
    ProgramLoading programs,
    ContainerExchange containers,
    AlertQueue queue,
    InternalAlerts internals,
    ILogger log) : IDisposable
{
    private readonly FileIdentities _identities = new();
    private readonly LinkedNames _links = new();
    private KernelFacts? _facts;
    private HashSet<int> _traced = [];
    private NodeState? _node;
    private LiveProbe? _probe;
    private EventPipeline? _pipeline;
    private EventLoop? _loop;
    private Thread? _thread;
    private IdentityWatch? _identityWatch;
    private LinkWatch? _linkWatch;
    private DomainNameWatch? _domainNames;
    private PolicyWatch? _policies;

    /// <summary>Why the run ended by itself; empty when it was asked to end.</summary>
    public string Failure => _loop?.Failure ?? "";

    /// <summary>Looks whether this machine and these programs can do it at all, and at what runs here.</summary>
    /// <exception cref="BpfException">The kernel cannot.</exception>
    /// <exception cref="ProbeException">The layout is not as it should be.</exception>
    public void Prepare()
    {
        _facts = KernelFacts.Read();
        KernelRequirements.Demand(_facts);
        ProgramLayout.Demand();
        _node = NodeState.ForHost(
            options.Runtimes.HostRoot, options.ThreadTableSize, containers, _identities, _links);
    }

    /// <summary>Attaches the programs. Records wait in the ring until <see cref="Start"/>.</summary>
    /// <param name="rules">The rules to begin with.</param>
    /// <param name="alerts">How alerts are written.</param>
    /// <param name="marker">Tells the self-test's exec from all others.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Attach(RuleSet rules, AlertOptions alerts, SelfTestMarker marker)
    {
        _pipeline = new EventPipeline(rules, _node!, alerts, queue) { Marker = marker };
        _pipeline.Duplicates.Use(Duplicates.SettingsOf(options));
        _identityWatch = new IdentityWatch(
            _identities, () => _pipeline.Rules.ExactPaths, options.Runtimes.HostRoot,
            IdentityWatch.UsualSweepPause, log);
        _traced = Numbers(options.Record is null ? options.BaseSyscalls.Traced(rules) : RecordRules.Traced(rules));

        // The probe opens the root of the node's groups from there; and the thread that judges is started from here and
        // looks threads up in /proc as well.
        string apart = CgroupNamespace.JoinNodes(options.Runtimes.HostRoot);
        if (apart.Length > 0) log.CgroupNamespaceApart(apart);
        _probe = LiveProbe.Start(programs.Wait, new LiveProbeSettings
        {
            KeepsNames = KeepsNames(_traced),
            AsFalco = rules.NamesAsPassed || options.Record is not null,
            WithRequests = !rules.NamesAsPassed,
            WithOtherNames = rules.ReadsOtherNames,
            WantedEvents = _traced,
            UrgentEvents = Numbers(rules.UrgentTypes),
        });
        if (_probe.AddressFault.Length > 0) log.AddressesUnsure(_probe.AddressFault);
        if (!_probe.SeesNames) log.NamesUnsure();
        if (_probe.CastFault.Length > 0) log.LoadsRefused(_probe.CastFault);
        if (!_probe.SeesRequests && !rules.NamesAsPassed) log.RequestsUnseen();
        TellEnvironments(rules.ReadsEnvironments);

        WatchPolicies(apart);

        // A recording begins with the threads that there are.
        if (options.Record is not null) Seed();
    }

    /// <summary>Starts to handle events; alerts are taken out of the queue by now.</summary>
    /// <param name="recordingEnded">Told when nothing more is recorded of a whole run.</param>
    /// <param name="failed">Told when events cannot be handled any more.</param>
    /// <returns>What others may look at.</returns>
    public RunningSyscalls Start(Action<RecordingReport> recordingEnded, Action failed)
    {
        _pipeline!.Recorder = Recorders.Create(options, _node!, log, recordingEnded);
        var reports = new InternalReports(
            new SuppressionReport(_pipeline, internals),
            new EventDropReport(options.EventDrops, internals, log),
            new EventTimeoutReport(options.EventTimeouts, internals));
        _loop = new EventLoop(_probe!, _pipeline, _node!, queue, reports, log);
        _thread = new Thread(() => RunLoop(failed)) { Name = "events" };
        _thread.Start();
        _identityWatch!.Start();
        _policies?.Start();
        _linkWatch = new LinkWatch(_links, _identities, options.Runtimes.HostRoot, log);
        _linkWatch.Start();
        _domainNames = new DomainNameWatch(_node!.DomainNames, () => _pipeline.Rules.DomainNames);
        _domainNames.Start();
        return new RunningSyscalls(_probe!, _pipeline, _loop, _node, _identityWatch);
    }

    /// <summary>Tells what is watched.</summary>
    /// <param name="rules">The rules in force.</param>
    public void Tell(RuleSet rules)
    {
        var attached = _probe!.Attached.Select(static link => link.Section).Distinct();
        string ring = StartReport.Ring(_probe.RingBytes, _probe.Rings);
        log.Watching(StartReport.Write(_facts!.Release, attached, ring, rules, options.BaseSyscalls));
    }

    /// <summary>
    /// Puts other rules in force, and what belongs to them of a configuration. What either set wants is selected in the
    /// kernel before, and what only the former one wanted left out after, so that every event meets one of them.
    /// </summary>
    /// <param name="next">The configuration.</param>
    /// <param name="rules">Its rules.</param>
    /// <param name="alerts">How alerts are written.</param>
    public void Use(ProbeOptions next, RuleSet rules, AlertOptions alerts)
    {
        // All that can fail comes before the first step that an event could notice.
        var former = _pipeline!.Rules;
        var traced = Numbers(next.BaseSyscalls.Traced(rules));
        var urgent = Numbers(rules.UrgentTypes);
        var duplicates = Duplicates.SettingsOf(next);
        using var widened = _policies?.Hold();
        _probe!.AsFalco = former.NamesAsPassed && rules.NamesAsPassed;
        _probe.WithRequests = !(former.NamesAsPassed && rules.NamesAsPassed);
        _probe.Select(
            _traced.Union(traced).ToHashSet(),
            Numbers(former.UrgentTypes.Concat(rules.UrgentTypes)));
        TellEnvironments(former.ReadsEnvironments || rules.ReadsEnvironments);
        _probe.WithOtherNames = former.ReadsOtherNames || rules.ReadsOtherNames;
        if (KeepsNames(traced)) _probe.KeepsNames = true;
        _pipeline.Use(rules, alerts);
        _identityWatch!.LookAgain();
        _domainNames!.LookAgain();
        _pipeline.Duplicates.Use(duplicates);
        _probe.AsFalco = rules.NamesAsPassed;
        _probe.WithRequests = !rules.NamesAsPassed;
        _probe.Select(traced, urgent);
        TellEnvironments(rules.ReadsEnvironments);
        _probe.WithOtherNames = rules.ReadsOtherNames;
        _probe.KeepsNames = KeepsNames(traced);
        _traced = traced;
    }

    /// <summary>Detaches, and handles what had been recorded. The outputs still run.</summary>
    public void Stop()
    {
        if (_loop is null) return;
        _loop.Stop();
        _thread?.Join();
        if (_pipeline!.Recorder?.Stop() == false) log.CaptureStuck();
    }

    /// <summary>What came of all events; after <see cref="Stop"/>.</summary>
    public string Sum()
    {
        var sum = _loop!.Losses.Sum;
        string lost = _loop.Losses.Total();
        return $"events seen {sum.Seen}, filtered {sum.Filtered}, submitted {sum.Submitted}, "
            + $"dropped {sum.Dropped}, runs skipped by the kernel {_loop.Losses.Misses}"
            + $"{(lost.Length == 0 ? "" : $" [{lost}]")}, truncated {sum.Truncated}, "
            + $"left out by policy {sum.LeftOut}; "
            + $"records consumed {_probe!.Consumed}, lost by sequence {_pipeline!.LostBySequence}, "
            + $"bad {_pipeline.BadRecords}; waited for their container {_pipeline.Waited}, "
            + $"late {_pipeline.ContainerMetadataLate}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _policies?.Dispose();
        _probe?.Dispose();
        _identityWatch?.Dispose();
        _linkWatch?.Dispose();
        _domainNames?.Dispose();
        _identities.Dispose();
        _links.Dispose();
    }

    private static bool KeepsNames(IEnumerable<int> traced) =>
        traced.Any(static type => CallEvents.LeavesNames((EventType)type));

    private static HashSet<int> Numbers(IEnumerable<EventType> types) => [.. types.Select(static type => (int)type)];

    private void TellEnvironments(bool isWanted)
    {
        bool isTold = isWanted || options.Record is not null;
        _probe!.WithEnvironment = isTold;
        _node!.Threads.WithEnvironment = isTold;
    }

    // Without the node's paths of control groups it is not known whose processes are the host's.
    private void WatchPolicies(string apart)
    {
        bool isWanted = options.KernelPolicy != KernelPolicyMode.Off && options.Record is null;
        if (!isWanted || apart.Length > 0) return;
        try
        {
            bool isProof = options.KernelPolicy == KernelPolicyMode.Verify;
            _policies = new PolicyWatch(_probe!.Policies, () => _pipeline!.Rules, isProof, log);
            _identityWatch!.Policies = _policies;
            _node!.Cgroups.Tell(_policies.Views);
        }
        catch (BpfException e)
        {
            log.PoliciesGone(e.Message);
        }
    }

    // After attaching, so that no process falls between the two; what records tell later is newer and wins.
    private void Seed()
    {
        _node!.Threads.Seed();
        log.Seeded(_node.Threads.Count);
    }

    private void RunLoop(Action failed)
    {
        // Records wait in the ring meanwhile, and nobody waits for the threads but who handles those.
        if (options.Record is null) Seed();
        _loop!.Run();
        if (_loop.Failure.Length == 0) return;
        log.Stopped(_loop.Failure);
        failed();
    }
}
