using System.Diagnostics;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>What a probe is told to send, whom it wakes, and how it ends.</summary>
[Collection(OwnProbeCollection.Name)]
public class LiveProbeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public void OnlyWantedEventsAreSentAndStateInAnyCase()
    {
        using var probe = Start(EventType.Openat);
        uint pid = Run("connect", "libc", "127.0.0.1", "stream");
        var types = Of([pid], probe.ReadAll()).Select(record => record.Type).ToHashSet();

        Assert.Superset(new HashSet<EventType> { EventType.Openat, EventType.Execve, EventType.Procexit }, types);
        Assert.DoesNotContain(EventType.Connect, types);
        Assert.Equal(0ul, Counts(probe)[(int)EventType.Connect].Seen);
    }

    [Fact]
    public void SelectionChangesWhileTheProbeRuns()
    {
        using var probe = Start(EventType.Openat);
        probe.Select(new HashSet<int> { (int)EventType.Connect }, new HashSet<int>());
        uint first = Run("connect", "libc", "127.0.0.1", "stream");
        uint second = Run("connect", "socketcall", "127.0.0.1", "stream");
        var types = Of([first, second], probe.ReadAll()).Select(record => record.Type).ToList();

        Assert.Equal(2, types.Count(type => type == EventType.Connect));
        Assert.DoesNotContain(EventType.Openat, types);
    }

    [Fact]
    public void EventBehindASharedHandlerIsFilteredWhenItIsNotWanted()
    {
        using var probe = Start(EventType.Openat);
        uint pid = Run("send", "sendto", "socketcall", "127.0.0.1");
        var types = Of([pid], probe.ReadAll()).Select(record => record.Type).ToHashSet();
        var counts = Counts(probe)[(int)EventType.Sendto];

        Assert.DoesNotContain(EventType.Sendto, types);
        Assert.True(counts.Filtered >= 1, "the send was not seen");
        Assert.Equal(counts.Seen, counts.Filtered);
    }

    [Fact]
    public void OwnEventsAreLeftOutAndCounted()
    {
        using var probe = Start(EventType.Openat);
        File.ReadAllBytes("/etc/passwd");
        var records = probe.ReadAll();

        Assert.DoesNotContain(records, record => record.Header.Pid == Environment.ProcessId);
        Assert.True(Counts(probe)[(int)EventType.Openat].Filtered >= 1, "the probe's own open was not counted");
    }

    [Fact]
    public void SleepingReaderIsWokenByTheFirstRecord()
    {
        using var probe = Start(EventType.Openat);
        probe.ReadAll();
        while (probe.Wait(TimeSpan.Zero) || probe.TryRead(out _))
            probe.ReadAll();
        using var later = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sleep 0.2; exec true"]))!;
        var waited = Stopwatch.StartNew();
        while (!probe.ReadAll().Any(IsLater))
        {
            Assert.True(waited.Elapsed < Patience, "nothing woke the reader");
            probe.Wait(Patience);
        }

        later.WaitForExit();
        Assert.True(waited.Elapsed < Patience / 2, $"woken after {waited.Elapsed}");

        static bool IsLater(Recorded record) =>
            record.Type == EventType.Execve && record.Text(record.As<ExecveEvent>().Args) == "true\0";
    }

    [Fact]
    public void WaitEndsWithItsTime()
    {
        using var probe = Start();
        probe.Detach();
        probe.ReadAll();
        probe.Wait(TimeSpan.Zero);
        probe.ReadAll();
        var waited = Stopwatch.StartNew();

        Assert.False(probe.Wait(TimeSpan.FromMilliseconds(50)));
        Assert.InRange(waited.ElapsedMilliseconds, 45, 60_000);
    }

    [Fact]
    public void DetachedProbeStillGivesWhatItHas()
    {
        using var probe = Start(EventType.Openat);
        uint before = Run("open", "openat", "raw", "cwd", "/etc/passwd", "0", "0", "0");
        probe.Detach();
        uint after = Run("open", "openat", "raw", "cwd", "/etc/passwd", "0", "0", "0");
        var records = probe.ReadAll();

        Assert.Empty(probe.Attached);
        Assert.Contains(Of([before], records), record => record.Type == EventType.Openat
            && record.Text(record.As<OpenEvent>().Name) == "/etc/passwd");
        Assert.Empty(Of([after], records));
    }

    [Fact]
    public void FailedCallsAreLeftOutWhereThatIsAsked()
    {
        Workload.Make();
        using var probe = LiveProbe.Start(new LiveProbeSettings
        {
            RingBytes = ProbeSession.RingBytes,
            DropFailed = true,
            WantedEvents = ProbeSession.AllEvents,
        });
        uint failed = Run("open", "openat", "raw", "cwd", "/nowhere/at/all", "0", "0", "0");
        uint done = Run("open", "openat", "raw", "cwd", "/etc/passwd", "0", "0", "0");
        var opens = Of([failed, done], probe.ReadAll()).Where(record => record.Type == EventType.Openat).ToList();

        Assert.All(opens, record => Assert.True(record.Header.Result >= 0, $"result {record.Header.Result}"));
        Assert.Contains(opens, record => record.Header.Pid == done
            && record.Text(record.As<OpenEvent>().Name) == "/etc/passwd");
        Assert.DoesNotContain(opens, record => record.Text(record.As<OpenEvent>().Name) == "/nowhere/at/all");
    }

    [Fact]
    public void EnvironmentIsToldWhereThatIsAsked()
    {
        const int BytesMax = 160 * 1024;
        using var probe = Start();
        string[] action = ["open", "openat", "raw", "cwd", "/etc/passwd", "0", "0", "0"];
        uint without = Run([("KOSMOS_MARK", "early")], action);
        probe.WithEnvironment = true;
        string padding = new('x', 100_000);
        (string, string)[] fitting = [("KOSMOS_PADDING", padding), ("KOSMOS_MARK", "late")];
        uint with = Run(fitting, action);
        uint cut = Run([.. fitting, ("KOSMOS_MORE", padding)], action);
        var records = probe.ReadAll();

        var before = Assert.Single(Of([without], records), record => record.Type == EventType.Execve);
        Assert.Equal("", before.Text(before.As<ExecveEvent>().Environment));
        var after = Assert.Single(Of([with], records), record => record.Type == EventType.Execve);
        string environment = after.Text(after.As<ExecveEvent>().Environment);
        Assert.Contains($"KOSMOS_PADDING={padding}\0", environment, StringComparison.Ordinal);
        Assert.Contains("KOSMOS_MARK=late\0", environment, StringComparison.Ordinal);
        Assert.EndsWith("\0", environment, StringComparison.Ordinal);
        Assert.EndsWith(
            $"\0{string.Join('\0', action)}\0", after.Text(after.As<ExecveEvent>().Args), StringComparison.Ordinal);
        Assert.Equal(default, after.Header.Flags & (RecordFlags.Fault | RecordFlags.Truncated));
        var largest = Assert.Single(Of([cut], records), record => record.Type == EventType.Execve);
        Assert.Equal(BytesMax, largest.Text(largest.As<ExecveEvent>().Environment).Length);
        Assert.Equal(RecordFlags.Truncated, largest.Header.Flags & (RecordFlags.Fault | RecordFlags.Truncated));
    }

    [Fact]
    public void OnlyEntryProgramsAreAttached()
    {
        using var probe = Start();

        Assert.Equal(
            [
                "cgroup/bind4", "cgroup/bind6", "cgroup/connect4", "cgroup/connect6", "cgroup/sendmsg4",
                "cgroup/sendmsg6", "raw_tp/kmem_cache_free", "tp_btf/cgroup_attach_task", "tp_btf/cgroup_mkdir",
                "tp_btf/cgroup_rename", "tp_btf/cgroup_rmdir",
                "tp_btf/sched_process_exec", "tp_btf/sched_process_exit", "tp_btf/sched_process_fork",
                "tp_btf/sys_exit",
            ],
            probe.Attached.Select(link => link.Section).Where(section => !IsOfRequests(section)).Distinct().Order());
        int ends = probe.Attached.Count(
            static link => link.Section is "tp_btf/sched_process_exit" or "raw_tp/sched_process_exit");
        Assert.Equal(probe.SeesRequests ? 2 : 1, ends);
        Assert.Equal(probe.SeesRequests, probe.Attached.Any(link => IsOfRequests(link.Section)));
        Assert.Equal("", probe.AddressFault);
    }

    [Fact]
    public void RunsThatTheKernelSkipsAreCountedOfAllTracingProgramsButTheOneForNames()
    {
        using var probe = Start();

        Assert.Equal(
            probe.Attached
                .Where(static link => !link.Section.StartsWith("cgroup/", StringComparison.Ordinal))
                .Select(static link => link.Program)
                .Where(static name => name != "name_freed")
                .Distinct(),
            probe.Programs);
        ulong[] misses = new ulong[probe.Programs.Count];
        probe.CountMisses(misses);
        long before = GC.GetAllocatedBytesForCurrentThread();
        probe.CountMisses(misses);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        if (Environment.OSVersion.Version.Major < 7) Assert.All(misses, static one => Assert.Equal(0ul, one));
    }

    [Fact]
    public void WhatIsFreedIsLookedAtForNamesAlone()
    {
        const string Hook = "raw_tp/kmem_cache_free";
        Privilege.Demand();
        using var probe = LiveProbe.Start(
            new LiveProbeSettings { WantedEvents = new HashSet<int>(), KeepsNames = false });

        Assert.DoesNotContain(Hook, probe.Attached.Select(link => link.Section));
        probe.KeepsNames = true;
        probe.KeepsNames = true;
        Assert.Single(probe.Attached, link => link.Section == Hook);
        probe.KeepsNames = false;
        Assert.DoesNotContain(Hook, probe.Attached.Select(link => link.Section));
    }

    // Which of them are there differs between kernels.
    private static bool IsOfRequests(string section) =>
        section.Contains("io_uring_", StringComparison.Ordinal) || section == "raw_tp/sched_process_exit";

    [Theory]
    [InlineData(0u)]
    [InlineData(1000u)]
    [InlineData(3u << 20)]
    [InlineData(2048u)]
    public void RingOfAnImpossibleSizeIsRefused(uint bytes)
    {
        var error = Assert.Throws<BpfException>(() => LiveProbe.Start(
            new LiveProbeSettings { RingBytes = bytes, WantedEvents = new HashSet<int>() }));

        Assert.Equal(
            $"size the ring buffer to {bytes} bytes: it takes a power of two, at least {Environment.SystemPageSize}",
            error.Message);
    }

    [Fact]
    public void ReaderOfExecsThatFollowOneAnotherLooksByItselfUntilTheyEnd()
    {
        using var probe = Start();
        using var globals = probe.Object.MapGlobals();
        using var reader = new FloodReader(probe);
        // For longer than it is waited for, without a pause.
        var start = Workload.Action("flood-execs", "600", "0", Workload.Path);
        start.RedirectStandardOutput = true;
        using var execs = Process.Start(start)!;
        try
        {
            Await(1);
        }
        finally
        {
            execs.Kill();
        }

        execs.WaitForExit();
        Await(0);

        void Await(uint looks)
        {
            var waited = Stopwatch.StartNew();
            while (Volatile.Read(ref globals.Variable<uint>("consumer_looks")) != looks)
            {
                Assert.True(waited.Elapsed < Patience, $"consumer_looks never was {looks}");
                Thread.Sleep(1);
            }
        }
    }

    private static LiveProbe Start(params EventType[] wanted)
    {
        Workload.Make();
        return LiveProbe.Start(new LiveProbeSettings
        {
            RingBytes = ProbeSession.RingBytes,
            WantedEvents = wanted.Select(type => (int)type).ToHashSet(),
        });
    }

    private static IEnumerable<Recorded> Of(uint[] pids, List<Recorded> records) =>
        records.Where(record => pids.Contains(record.Header.Pid));

    /// <summary>Runs an action of the workload; its pid.</summary>
    private static uint Run(params string[] arguments) => Run([], arguments);

    private static uint Run((string Name, string Value)[] environment, params string[] arguments)
    {
        var start = Workload.Action(arguments);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return (uint)process.Id;
    }

    private static EventCounts[] Counts(LiveProbe probe)
    {
        var counts = new EventCounts[EventTable.TypesCount];
        probe.Count(counts);
        return counts;
    }
}
