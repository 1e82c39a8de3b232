using System.Diagnostics;
using System.Globalization;

namespace KosmosProbe.Host.Metrics;

/// <summary>What does not change while the probe runs.</summary>
internal sealed class ServiceFacts
{
    /// <summary>Where events come from, as Falco names it.</summary>
    public const string EngineName = "modern_bpf";

    private const long NsPerTick = 100;
    private const long NsPerSecond = 1_000_000_000;

    private readonly DateTime _started = Process.GetCurrentProcess().StartTime.ToUniversalTime();

    /// <summary>The kernel's release.</summary>
    public required string KernelRelease { get; init; }

    /// <summary>The machine's name, as alerts give it.</summary>
    public required string HostName { get; init; }

    /// <summary>When the process started, ns since the epoch.</summary>
    public long StartNs => (_started - DateTime.UnixEpoch).Ticks * NsPerTick;

    /// <summary>When the machine started, ns since the epoch.</summary>
    public long BootNs { get; } = BootSeconds() * NsPerSecond;

    /// <summary>CPUs of the machine.</summary>
    public int Cpus { get; } = Environment.ProcessorCount;

    /// <summary>How long the process has been running.</summary>
    public TimeSpan Running => DateTime.UtcNow - _started;

    // "btime SECONDS" of /proc/stat.
    private static long BootSeconds()
    {
        const string key = "btime ";
        string? line = File.ReadLines("/proc/stat").FirstOrDefault(
            static line => line.StartsWith(key, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(key.Length), CultureInfo.InvariantCulture);
    }
}
