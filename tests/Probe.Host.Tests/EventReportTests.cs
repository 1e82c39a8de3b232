using KosmosProbe.Engine.Events;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Live;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Tests.Outputs;
using KosmosProbe.Native;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>What is told of events that were lost, and of events that do not come.</summary>
public class EventReportTests
{
    private readonly InternalAlerts _internals = new();
    private readonly LogLines _log = new();
    private readonly EventCounts[] _counts = new EventCounts[EventTable.TypesCount];
    private ulong _misses;
    private long _nowMs = Environment.TickCount64;

    [Fact]
    public void LossIsToldWithFalcosFields()
    {
        var report = Report(new EventDropOptions());
        _counts[(int)EventType.Openat] = new EventCounts { Seen = 9, Submitted = 60, DroppedFull = 20 };
        _counts[(int)EventType.Clone3] = new EventCounts { Submitted = 10, DroppedReserve = 7 };
        _counts[(int)EventType.Execve] = new EventCounts { DroppedScratch = 3 };
        Assert.Equal("", Look(report));

        var alert = Assert.Single(Alerts());
        Assert.Equal("Falco internal: syscall event drop", alert.Rule);
        Assert.Equal(
            "Falco internal: syscall event drop. 30 system calls dropped in last second.", alert.Message);
        Assert.Equal([alert.Message], _log.All);
        (string, string)[] expected =
        [
            ("n_evts", "\"100\""), ("n_drops", "\"30\""), ("n_drops_buffer_total", "\"27\""),
            ("n_drops_buffer_clone_fork_exit", "\"7\""), ("n_drops_buffer_execve_exit", "\"0\""),
            ("n_drops_buffer_connect_exit", "\"0\""), ("n_drops_buffer_open_exit", "\"20\""),
            ("n_drops_buffer_dir_file_exit", "\"0\""), ("n_drops_buffer_other_interest_exit", "\"0\""),
            ("n_drops_buffer_close_exit", "\"0\""), ("n_drops_buffer_proc_exit", "\"0\""),
            ("n_drops_scratch_map", "\"3\""), ("n_drops_page_faults", "\"0\""), ("n_drops_bug", "\"0\""),
            ("n_drops_program_misses", "\"0\""), ("ebpf_enabled", "\"1\""),
        ];
        Assert.Equal(expected, alert.Fields.Select(static field => (field.Name, field.Json)));

        // Since then nothing.
        Look(report);
        Assert.Empty(Alerts());
    }

    [Fact]
    public void RunsThatTheKernelSkippedAreALoss()
    {
        var report = Report(new EventDropOptions { MaxBurst = 2 });
        _counts[(int)EventType.Openat] = new EventCounts { Submitted = 60, DroppedFull = 10 };
        _misses = 30;
        Look(report);
        var alert = Assert.Single(Alerts());
        Assert.Equal("Falco internal: syscall event drop. 40 system calls dropped in last second.", alert.Message);
        var fields = alert.Fields.ToDictionary(static field => field.Name, static field => field.Json);
        Assert.Equal("\"100\"", fields["n_evts"]);
        Assert.Equal("\"40\"", fields["n_drops"]);
        Assert.Equal("\"10\"", fields["n_drops_buffer_total"]);
        Assert.Equal("\"30\"", fields["n_drops_program_misses"]);

        // Since then nothing, and then two that nothing else was counted beside.
        Look(report);
        Assert.Empty(Alerts());
        _misses = 32;
        Look(report);
        Assert.Contains(InternalField.Text("n_drops_program_misses", "2"), Assert.Single(Alerts()).Fields);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(11, 1)]
    public void LossBelowTheThresholdIsNotTold(int dropped, int alerts)
    {
        var report = Report(new EventDropOptions { Threshold = 0.1 });
        _counts[(int)EventType.Openat] = new EventCounts
        {
            Submitted = 100 - (ulong)dropped,
            DroppedFull = (ulong)dropped,
        };
        Look(report);
        Assert.Equal(alerts, Alerts().Count);
    }

    [Fact]
    public void TheRateBoundsWhatIsTold()
    {
        var report = Report(new EventDropOptions { Rate = 0.1, MaxBurst = 2, SimulateDrops = true });
        for (int second = 0; second < 30; second++) Look(report);

        // Two at once, then one in ten seconds.
        Assert.InRange(Alerts().Count, 4, 5);
    }

    [Fact]
    public void ActionsAreTakenAsConfigured()
    {
        var ignore = new EventDropOptions { SimulateDrops = true, Actions = EventDropActions.Ignore };
        Assert.Equal("", Look(Report(ignore)));
        Assert.Empty(Alerts());
        Assert.Empty(_log.All);
        Assert.Equal(
            "Falco internal: syscall event drop. 1 system calls dropped in last second. Exiting.",
            Look(Report(ignore with { Actions = EventDropActions.Exit })));
        Assert.Empty(Alerts());
    }

    [Fact]
    public void SilenceIsToldAgainAndAgain()
    {
        var report = new EventTimeoutReport(new EventTimeoutOptions { MaxConsecutives = 100 }, _internals);
        report.Look(0, _nowMs + 3_000);
        Assert.Empty(Alerts());
        report.Look(0, _nowMs + 4_000);
        var alert = Assert.Single(Alerts());
        Assert.Equal("Falco internal: timeouts notification", alert.Rule);
        Assert.Equal(
            "Falco internal: timeouts notification. 100 consecutive timeouts without event.", alert.Message);
        Assert.Equal([InternalField.Text("last_event_time", "none")], alert.Fields);

        report.Look(5, _nowMs + 8_000);
        report.Look(5, _nowMs + 11_000);
        Assert.Empty(Alerts());
        report.Look(5, _nowMs + 12_000);
        Assert.Matches(@"^""\d\d:\d\d:\d\d\.\d{9}""$", Assert.Single(Assert.Single(Alerts()).Fields).Json);
    }

    private EventDropReport Report(EventDropOptions options) => new(options, _internals, _log);

    private string Look(EventDropReport report) => report.Look(_counts, _misses, _nowMs += 1000);

    private List<InternalAlert> Alerts()
    {
        var alerts = new List<InternalAlert>();
        while (_internals.TryTake(out var alert)) alerts.Add(alert);
        return alerts;
    }
}
