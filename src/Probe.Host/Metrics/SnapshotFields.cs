using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Listing;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Reloading;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Metrics;

/// <summary>
/// The fields of <c>Falco internal: metrics snapshot</c>, under Falco's names; rates are those since the snapshot
/// before.
/// </summary>
/// <param name="options">Which groups are told, and how.</param>
/// <param name="facts">What does not change.</param>
internal sealed class SnapshotFields(MetricsOptions options, ServiceFacts facts)
{
    private const double BytesPerMb = 1 << 20;
    private const double BytesPerKb = 1 << 10;
    private const double Percent = 100;

    private ulong _handledBefore;
    private ulong _seenBefore;
    private ulong _droppedBefore;
    private TimeSpan _before;

    /// <summary>Takes a snapshot.</summary>
    /// <param name="run">Of which run.</param>
    /// <param name="reloads">How reloading stands.</param>
    /// <param name="nowNs">The time, ns since the epoch.</param>
    public IReadOnlyList<InternalField> Take(RunningProbe run, ReloadSnapshot reloads, long nowNs)
    {
        var fields = new List<InternalField>();
        var now = facts.Running;
        double seconds = Math.Max((now - _before).TotalSeconds, 0.001);
        AddService(fields, run, reloads, nowNs, seconds);
        if (options.RulesCountersEnabled) AddRules(fields, run);
        if (options.ResourceUtilizationEnabled) AddResources(fields, ResourceUse.Now(now));
        if (run.Syscalls is { } syscalls)
        {
            if (options.StateCountersEnabled) AddState(fields, syscalls.Node);
            if (options.KernelEventCountersEnabled) AddKernel(fields, syscalls, seconds);
        }

        _before = now;
        return fields;
    }

    private void AddService(
        List<InternalField> fields, RunningProbe run, ReloadSnapshot reloads, long nowNs, double seconds)
    {
        ulong handled = run.Events;
        fields.Add(InternalField.Number("evt.time", nowNs));
        fields.Add(InternalField.Text("evt.hostname", facts.HostName));
        fields.Add(InternalField.Text(
            "evt.source", run.Syscalls is null ? AuditSource.Name : SyscallFields.Source));
        fields.Add(InternalField.Text("falco.version", VersionText.Probe));
        fields.Add(InternalField.Number("falco.start_ts", facts.StartNs));
        fields.Add(InternalField.Number("falco.duration_sec", (long)facts.Running.TotalSeconds));
        fields.Add(InternalField.Text("falco.kernel_release", facts.KernelRelease));
        fields.Add(InternalField.Number("falco.reload_ts", ReloadMetrics.LastNs(reloads, facts.StartNs)));
        fields.Add(InternalField.Number("falco.host_boot_ts", facts.BootNs));
        fields.Add(InternalField.Number("falco.host_num_cpus", facts.Cpus));
        fields.Add(InternalField.Number("falco.outputs_queue_num_drops", run.AlertsDropped));
        fields.Add(InternalField.Number("falco.num_evts", (long)handled));
        fields.Add(InternalField.Number("falco.num_evts_prev", (long)_handledBefore));
        fields.Add(InternalField.Number("falco.evts_rate_sec", Rounded((handled - _handledBefore) / seconds)));
        foreach (var file in reloads.RulesFiles)
        {
            fields.Add(Hash("falco.sha256_rules_file", file));
        }

        foreach (var file in reloads.ConfigFiles)
        {
            fields.Add(Hash("falco.sha256_config_file", file));
        }

        _handledBefore = handled;
    }

    private void AddRules(List<InternalField> fields, RunningProbe run)
    {
        var rules = run.Rules.Rules;
        fields.Add(InternalField.Number("falco.rules.matches_total", rules.Sum(static rule => rule.Matches)));
        foreach (var rule in rules) AddCount(fields, $"falco.rules.{Word(rule.Name)}", rule.Matches);
    }

    private void AddResources(List<InternalField> fields, ResourceUse use)
    {
        fields.Add(InternalField.Number("falco.cpu_usage_perc", Rounded(use.Cpu * Percent)));
        AddMemory(fields, "falco.memory_rss", use.ResidentBytes, BytesPerKb, "kb");
        AddMemory(fields, "falco.memory_vsz", use.VirtualBytes, BytesPerKb, "kb");
        AddMemory(fields, "falco.memory_pss", use.ProportionalBytes, BytesPerKb, "kb");
        AddMemory(fields, "falco.container_memory_used", use.CgroupBytes, 1, "bytes");
        fields.Add(InternalField.Number("falco.host_cpu_usage_perc", Rounded(use.HostCpu * Percent)));
        AddMemory(fields, "falco.host_memory_used", use.HostMemoryBytes, BytesPerKb, "kb");
        fields.Add(InternalField.Number("falco.host_procs_running", use.HostProcessesRunning));
        fields.Add(InternalField.Number("falco.host_open_fds", use.HostOpenFiles));
    }

    private void AddState(List<InternalField> fields, NodeState node)
    {
        AddCount(fields, "falco.n_threads", node.Threads.Count);
        AddCount(fields, "falco.n_drops_full_threadtable", (long)node.Threads.Evicted);
        AddCount(fields, "falco.n_noncached_thread_lookups", (long)node.Threads.LookUps);
        AddCount(fields, "falco.n_containers", node.Containers.Count);
    }

    private void AddKernel(List<InternalField> fields, RunningSyscalls run, double seconds)
    {
        var counts = run.Counts();
        var sum = EventCounts.Sum(counts);
        ulong misses = run.Misses().Aggregate(0UL, static (all, one) => all + one);
        ulong lost = sum.Dropped + misses;
        ulong seen = sum.Seen - _seenBefore;
        ulong dropped = lost - _droppedBefore;
        fields.Add(InternalField.Text("scap.engine_name", ServiceFacts.EngineName));
        fields.Add(InternalField.Number("scap.n_evts", (long)sum.Seen));
        fields.Add(InternalField.Number("scap.n_evts_prev", (long)_seenBefore));
        fields.Add(InternalField.Number("scap.evts_rate_sec", Rounded(seen / seconds)));
        fields.Add(InternalField.Number("scap.n_drops", (long)lost));
        fields.Add(InternalField.Number("scap.n_drops_prev", (long)_droppedBefore));
        fields.Add(InternalField.Number("scap.evts_drop_rate_sec", Rounded(dropped / seconds)));
        fields.Add(InternalField.Number("scap.n_drops_perc", seen == 0 ? 0 : Rounded(dropped * Percent / seen)));
        foreach (string category in DropCategory.All)
        {
            AddCount(fields, $"scap.n_drops_buffer_{category}_exit", (long)DropCategory.Full(counts, category));
        }

        AddCount(fields, "scap.n_drops_scratch_map", (long)sum.DroppedScratch);
        AddCount(fields, "scap.n_drops_program_misses", (long)misses);
        foreach (var type in EventTable.RecordTypes)
        {
            AddCount(fields, $"scap.n_evts_{Word(EventTable.Name(type))}", (long)counts[(int)type].Seen);
        }

        _seenBefore = sum.Seen;
        _droppedBefore = lost;
    }

    private void AddCount(List<InternalField> fields, string name, long count)
    {
        if (count != 0 || options.IncludeEmptyValues) fields.Add(InternalField.Number(name, count));
    }

    private void AddMemory(List<InternalField> fields, string name, long bytes, double unit, string unitName) =>
        fields.Add(options.ConvertMemoryToMb
            ? InternalField.Number($"{name}_mb", Rounded(bytes / BytesPerMb))
            : InternalField.Number($"{name}_{unitName}", (long)(bytes / unit)));

    private static InternalField Hash(string name, LoadedFile file) =>
        InternalField.Text($"{name}.{Word(Path.GetFileName(file.Path))}", file.Sha256);

    private static double Rounded(double value) => Math.Round(value, 1);

    private static string Word(string text) => string.Concat(text.Select(Letter));

    private static char Letter(char c) => char.IsAsciiLetterOrDigit(c) ? c : '_';
}
