using System.Runtime.InteropServices;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// Turns the boot time of records into wall time: boot time plus an offset that <see cref="Refresh"/> follows as the
/// wall clock is stepped or slewed. Read by the event thread, refreshed by another.
/// </summary>
public sealed class BootClock
{
    // Zones change their offset on quarters of an hour; so one look-up serves all times of the same quarter.
    private const long QuarterSeconds = 15 * 60;
    private const long NsPerSecond = 1_000_000_000;
    private const int Attempts = 5;

    private readonly TimeZoneInfo _zone;
    private long _offsetNs;
    private long _quarter = long.MinValue;
    private long _zoneSeconds;

    /// <summary>A clock in the machine's zone, offset 0 until refreshed.</summary>
    public BootClock()
        : this(TimeZoneInfo.Local)
    {
    }

    /// <summary>A clock in a zone, offset 0 until refreshed.</summary>
    /// <param name="zone">The zone of <see cref="ZoneSeconds"/>.</param>
    public BootClock(TimeZoneInfo zone) => _zone = zone;

    /// <summary>Wall time less boot time, in ns. Settable: recorded events keep the time they happened.</summary>
    public long OffsetNs
    {
        get => Volatile.Read(ref _offsetNs);
        set => Volatile.Write(ref _offsetNs, value);
    }

    /// <summary>The time now, in ns since boot, as in records.</summary>
    public static ulong NowNs => (ulong)Read(ClockId.BootTime);

    /// <summary>Wall time in ns since the epoch.</summary>
    /// <param name="bootNs">A record's time.</param>
    public ulong ToWallNs(ulong bootNs) => bootNs + (ulong)OffsetNs;

    /// <summary>The zone's offset from UTC at a time, in s. One thread.</summary>
    /// <param name="wallNs">Wall time in ns since the epoch.</param>
    public long ZoneSeconds(ulong wallNs)
    {
        long quarter = (long)(wallNs / NsPerSecond) / QuarterSeconds;
        if (quarter != _quarter)
        {
            var time = DateTimeOffset.FromUnixTimeSeconds(quarter * QuarterSeconds);
            _zoneSeconds = (long)_zone.GetUtcOffset(time).TotalSeconds;
            _quarter = quarter;
        }

        return _zoneSeconds;
    }

    /// <summary>
    /// Reads both clocks of the kernel and takes their difference. The tightest of a few readings counts: between two
    /// readings of the boot clock the thread may have been off the CPU.
    /// </summary>
    public void Refresh()
    {
        long narrowest = long.MaxValue;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            long before = Read(ClockId.BootTime);
            long wall = Read(ClockId.RealTime);
            long gap = Read(ClockId.BootTime) - before;
            if (gap < narrowest)
            {
                narrowest = gap;
                OffsetNs = wall - (before + (gap / 2));
            }
        }
    }

    private static long Read(ClockId clock)
    {
        int failed = clock_gettime(clock, out var time);
        System.Diagnostics.Debug.Assert(failed == 0, "both clocks exist since Linux 2.6.39");
        return (time.Seconds * NsPerSecond) + time.Nanoseconds;
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int clock_gettime(ClockId clock, out Timespec time);

    private enum ClockId
    {
        RealTime = 0,
        BootTime = 7,
    }

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
