using System.Diagnostics;
using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// So many calls as fast as they go, read by a probe of its own with its own table of threads: what was told of them.
/// </summary>
internal sealed class Storm
{
    private readonly NodeState _node = new();

    /// <summary>What both sides of the ring counted.</summary>
    internal FloodResult Result { get; private set; } = new();

    /// <summary>What the storm's program printed.</summary>
    internal IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>The parents of processes, as their ends are told by the table; 0 for one that is not known.</summary>
    internal Dictionary<uint, uint> ParentsAtEnd { get; } = [];

    /// <summary>The parents of processes as their execs tell, the kernel's word and the table's, by number.</summary>
    internal Dictionary<int, (uint Told, uint Known)> ParentsAtExec { get; } = [];

    /// <summary>How many opens worked, by process.</summary>
    internal Dictionary<uint, int> Opens { get; } = [];

    /// <summary>How many threads processes made, by process.</summary>
    internal Dictionary<uint, int> ThreadsMade { get; } = [];

    /// <summary>How many threads ended that were not the first of their process, by process.</summary>
    internal Dictionary<uint, int> ThreadsEnded { get; } = [];

    /// <summary>The most threads that the table held at once.</summary>
    internal int ThreadsPeak { get; private set; }

    /// <summary>Threads of a process that the table still holds.</summary>
    internal int ThreadsLeft(uint pid) => _node.Threads.All.Count(thread => thread.Pid == pid);

    /// <summary>How many records came through each ring.</summary>
    internal IReadOnlyList<ulong> ByRing { get; private set; } = [];

    /// <summary>Runs an action of the workload to its end.</summary>
    internal static Storm Run(params string[] arguments) =>
        Run(new LiveProbeSettings { WantedEvents = ProbeSession.AllEvents }, arguments);

    /// <summary>The same with a probe of other settings.</summary>
    internal static Storm Run(LiveProbeSettings settings, params string[] arguments) =>
        Run(settings, null, arguments);

    /// <summary>The same, and somebody else sees each event too.</summary>
    internal static Storm Run(LiveProbeSettings settings, FloodEvent? seen, params string[] arguments)
    {
        Workload.Make();
        var storm = new Storm();
        using var probe = LiveProbe.Start(settings);
        using var reader = new FloodReader(probe, seen: storm.See + seen);
        var start = Workload.Action(arguments);
        start.RedirectStandardOutput = true;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        clock.Stop();
        storm.Result = reader.Stop();
        storm.ByRing = probe.ConsumedByRing;
        storm.Lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line.Read)];
        TestContext.Current.SendDiagnosticMessage(
            $"{string.Join(' ', arguments)}: {clock.Elapsed.TotalSeconds:0.0} s, {storm.Result.Consumed} records read, "
            + $"{EventTable.RecordTypes.Sum(type => (long)storm.Dropped(type))} lost and counted, "
            + $"{storm.ThreadsPeak} threads at most in the table");
        return storm;
    }

    /// <summary>How many records of some types were lost, as counted.</summary>
    internal int Dropped(params EventType[] types) => types.Sum(type => (int)Result.Counts[(int)type].Dropped);

    private void See(in Event view)
    {
        var thread = _node.Threads.Apply(view);
        ref readonly var header = ref view.Header;
        switch (view.Type)
        {
            case EventType.Execve when header.Result >= 0:
                SeeExec(view, thread.ParentPid);
                break;
            case EventType.Open or EventType.Openat when header.Result >= 0:
                Count(Opens, header.Pid);
                break;
            case EventType.Clone or EventType.Clone3 when view.As<CloneEvent>().ChildPid == header.Pid:
                Count(ThreadsMade, header.Pid);
                break;
            case EventType.Procexit when header.Tid == header.Pid:
                ParentsAtEnd[header.Pid] = thread.ParentPid;
                break;
            case EventType.Procexit:
                Count(ThreadsEnded, header.Pid);
                break;
        }

        _node.Threads.Settle(view);
        ThreadsPeak = Math.Max(ThreadsPeak, _node.Threads.Count);
    }

    private void SeeExec(in Event view, uint known)
    {
        ref readonly var exec = ref view.As<ExecveEvent>();
        if (Encoding.UTF8.GetString(view.Text(exec.Args)).Split('\0') is [var file, "nothing", var number, ..]
            && file == Workload.Path)
        {
            ParentsAtExec.Add(int.Parse(number, CultureInfo.InvariantCulture), (exec.ParentPid, known));
        }
    }

    private static void Count(Dictionary<uint, int> counts, uint pid) =>
        counts[pid] = counts.GetValueOrDefault(pid) + 1;
}
