using System.Globalization;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Metrics;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Live;

/// <summary>
/// syscall_event_drops: when too large a part of a second's events was lost, tells it as Falco does, or ends the run.
/// How often is bounded by a bucket of tokens, filled at <c>rate</c>. The probe's own line in the log on each loss is
/// beside this and has no bound.
/// </summary>
/// <param name="options">When, and what is done.</param>
/// <param name="internals">Where alerts go.</param>
/// <param name="log">Where lines go.</param>
internal sealed class EventDropReport(EventDropOptions options, InternalAlerts internals, ILogger log)
{
    /// <summary>Stands where a rule's name stands.</summary>
    public const string Rule = "Falco internal: syscall event drop";

    private const double MsPerSecond = 1000;

    private readonly EventCounts[] _before = new EventCounts[EventTable.TypesCount];
    private ulong _missesBefore;
    private double _tokens = options.MaxBurst;
    private long _filledAtMs = Environment.TickCount64;

    /// <summary>Judges what was lost since the last look. To be called once a second.</summary>
    /// <param name="now">The counts of each type, by event number.</param>
    /// <param name="misses">Runs of programs that the kernel skipped; each may have been an event.</param>
    /// <param name="nowMs">A clock that never goes back.</param>
    /// <returns>Why the run is to end; empty when it goes on.</returns>
    public string Look(ReadOnlySpan<EventCounts> now, ulong misses, long nowMs)
    {
        ulong events = misses - _missesBefore;
        ulong drops = events + (options.SimulateDrops ? 1UL : 0);
        foreach (var type in EventTable.RecordTypes)
        {
            ulong dropped = now[(int)type].Dropped - _before[(int)type].Dropped;
            drops += dropped;
            events += now[(int)type].Submitted - _before[(int)type].Submitted + dropped;
        }

        string end = "";
        if (drops > 0 && IsTooMuch(drops, events) && TakeToken(nowMs))
        {
            string message = $"{Rule}. {drops} system calls dropped in last second.";
            end = Act(message, [Text("n_evts", events), Text("n_drops", drops), .. Causes(now, misses)]);
        }

        now.CopyTo(_before);
        _missesBefore = misses;
        return end;
    }

    private bool IsTooMuch(ulong drops, ulong events) => (double)drops / Math.Max(events, 1) > options.Threshold;

    private bool TakeToken(long nowMs)
    {
        _tokens = Math.Min(_tokens + ((nowMs - _filledAtMs) / MsPerSecond * options.Rate), options.MaxBurst);
        _filledAtMs = nowMs;
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }

    private string Act(string message, InternalField[] fields)
    {
        if (options.Actions.HasFlag(EventDropActions.Log)) log.EventDrop(message);
        if (options.Actions.HasFlag(EventDropActions.Alert)) internals.Post(Rule, Priority.Debug, message, fields);
        return options.Actions.HasFlag(EventDropActions.Exit) ? $"{message} Exiting." : "";
    }

    // Falco's names, but for what Falco does not tell; a name is there also where nothing of its kind can be lost here.
    private InternalField[] Causes(ReadOnlySpan<EventCounts> now, ulong misses)
    {
        var byKind = DropCategory.All.ToDictionary(static name => name, static _ => 0UL);
        ulong scratch = 0;
        foreach (var type in EventTable.RecordTypes)
        {
            ref readonly var counts = ref now[(int)type];
            ref readonly var before = ref _before[(int)type];
            ulong ofScratch = counts.DroppedScratch - before.DroppedScratch;
            scratch += ofScratch;
            byKind[DropCategory.Of(type)] += counts.Dropped - before.Dropped - ofScratch;
        }

        ulong buffer = byKind.Values.Aggregate(0UL, static (sum, count) => sum + count);
        return
        [
            Text("n_drops_buffer_total", buffer),
            .. byKind.Select(static kind => Text($"n_drops_buffer_{kind.Key}_exit", kind.Value)),
            Text("n_drops_scratch_map", scratch),
            Text("n_drops_page_faults", 0),
            Text("n_drops_bug", 0),
            Text("n_drops_program_misses", misses - _missesBefore),
            Text("ebpf_enabled", 1),
        ];
    }

    private static InternalField Text(string name, ulong value) =>
        InternalField.Text(name, value.ToString(CultureInfo.InvariantCulture));
}
