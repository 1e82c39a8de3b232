using System.Runtime.InteropServices;

namespace KosmosProbe.Bench;

/// <summary>
/// What this thread has cost, in CPU time: what else the machine does meanwhile counts less than in wall time.
/// </summary>
internal static partial class ThreadTime
{
    private const int ThreadCpuTime = 3;
    private const int Rounds = 21;
    private const int Turns = 10_000;

    /// <summary>CPU time of this thread, in ns.</summary>
    public static long NowNs
    {
        get
        {
            if (clock_gettime(ThreadCpuTime, out var time) != 0) throw new InvalidOperationException("no thread clock");
            return time.Seconds * 1_000_000_000 + time.Nanoseconds;
        }
    }

    /// <summary>
    /// What opening and closing a file costs here, in µs: by it rates of different machines can be compared.
    /// </summary>
    public static double OpenAndCloseUs()
    {
        double[] rounds = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            long begun = NowNs;
            for (int j = 0; j < Turns; j++) _ = close(open("/etc/hostname", 0));
            rounds[i] = (NowNs - begun) / 1e3 / Turns;
        }

        Array.Sort(rounds);
        return rounds[Rounds / 2];
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Time time);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
