using System.Globalization;

namespace KosmosProbe.Host.Metrics;

/// <summary>What the process and the machine use at the moment, out of /proc; 0 where that does not tell.</summary>
internal sealed class ResourceUse
{
    private const long BytesPerKb = 1024;

    private static readonly string[] CgroupMemoryFiles =
        ["/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory/memory.usage_in_bytes"];

    /// <summary>CPU time of the process since its start, in CPUs: 1 is one CPU all the time.</summary>
    public double Cpu { get; private init; }

    /// <summary>Resident bytes of the process.</summary>
    public long ResidentBytes { get; private init; }

    /// <summary>Its address space.</summary>
    public long VirtualBytes { get; private init; }

    /// <summary>Its resident bytes, shared ones counted by share.</summary>
    public long ProportionalBytes { get; private init; }

    /// <summary>Memory charged to its control group.</summary>
    public long CgroupBytes { get; private init; }

    /// <summary>The machine's CPU time since its start that was not idle, as a share.</summary>
    public double HostCpu { get; private init; }

    /// <summary>The machine's memory in use.</summary>
    public long HostMemoryBytes { get; private init; }

    /// <summary>Processes of the machine that run or could.</summary>
    public long HostProcessesRunning { get; private init; }

    /// <summary>Open files of the machine.</summary>
    public long HostOpenFiles { get; private init; }

    /// <summary>Looks.</summary>
    /// <param name="running">How long the process has been running.</param>
    public static ResourceUse Now(TimeSpan running)
    {
        var status = Table("/proc/self/status");
        var memory = Table("/proc/meminfo");
        return new ResourceUse
        {
            Cpu = Environment.CpuUsage.TotalTime / running,
            ResidentBytes = Kb(status, "VmRSS"),
            VirtualBytes = Kb(status, "VmSize"),
            ProportionalBytes = Kb(Table("/proc/self/smaps_rollup"), "Pss"),
            CgroupBytes = Number(Read(CgroupMemoryFiles.FirstOrDefault(File.Exists)), 0),
            HostCpu = BusyShare(Read("/proc/stat")),
            HostMemoryBytes = Kb(memory, "MemTotal") - Kb(memory, "MemAvailable"),
            HostProcessesRunning = Number(Read("/proc/loadavg").Split('/')[0], 3),
            HostOpenFiles = Number(Read("/proc/sys/fs/file-nr"), 0),
        };
    }

    // "cpu user nice system idle iowait irq softirq steal ...", in ticks.
    private static double BusyShare(string stat)
    {
        const int idleFrom = 4, idleTo = 5, stealAt = 8;
        long[] ticks = [.. Enumerable.Range(1, stealAt).Select(at => Number(stat.Split('\n')[0], at))];
        long all = ticks.Sum();
        return all == 0 ? 0 : 1 - ((ticks[idleFrom - 1] + ticks[idleTo - 1]) / (double)all);
    }

    private static Dictionary<string, string> Table(string path)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in Read(path).Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) rows.TryAdd(line[..colon], line[(colon + 1)..]);
        }

        return rows;
    }

    private static long Kb(Dictionary<string, string> table, string key) =>
        table.TryGetValue(key, out string? value) ? Number(value, 0) * BytesPerKb : 0;

    private static long Number(string line, int at)
    {
        string[] words = line.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return long.TryParse(words.ElementAtOrDefault(at), CultureInfo.InvariantCulture, out long number) ? number : 0;
    }

    private static string Read(string? path)
    {
        try
        {
            return path is null ? "" : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
