using System.Numerics;

namespace KosmosProbe.Native;

/// <summary>How many rings there are, how large each is, and how many CPUs write to the same.</summary>
/// <param name="Count">A power of two.</param>
/// <param name="BytesEach">A power of two.</param>
/// <param name="CpusEach">Neighbours; at least one.</param>
public readonly record struct RingLayout(uint Count, uint BytesEach, uint CpusEach)
{
    /// <summary>Most rings that there can be.</summary>
    public const uint CountMax = 16;

    /// <summary>Least bytes of each, where there are several: the longest record takes a third of it.</summary>
    public const uint BytesEachMin = 1 << 20;

    // Writers wait for one another at a ring's lock. How many it takes until several rings are better is an estimate:
    // a record is copied into the ring in a fraction of the time that it takes to make.
    private const uint CpusEachUsual = 16;

    /// <summary>
    /// What is asked for, on a machine of so many CPUs. Errors: <see cref="BpfException"/> for sizes that cannot be.
    /// </summary>
    /// <param name="settings">Their <see cref="ProgramSettings.RingBytes"/> are those of all rings.</param>
    /// <param name="cpus">Those that are online.</param>
    public static RingLayout Of(ProgramSettings settings, uint cpus)
    {
        uint bytes = settings.RingBytes;
        if (!BitOperations.IsPow2(bytes) || bytes < (uint)Environment.SystemPageSize)
        {
            throw new BpfException(
                $"size the ring buffer to {bytes} bytes", 0, "",
                $"it takes a power of two, at least {Environment.SystemPageSize}");
        }

        cpus = Math.Max(1, cpus);
        uint most = Math.Clamp(bytes / BytesEachMin, 1, CountMax);
        uint count = settings.Rings == 0 ? Math.Min(Usual(cpus), most) : settings.Rings;
        if (!BitOperations.IsPow2(count) || count > most)
        {
            throw new BpfException(
                $"part the ring buffer of {bytes} bytes into {count} rings", 0, "",
                $"it takes a power of two, at most {CountMax}, and {BytesEachMin} bytes for each");
        }

        return new RingLayout(count, bytes / count, (cpus + count - 1) / count);
    }

    private static uint Usual(uint cpus) => BitOperations.RoundUpToPowerOf2((cpus + CpusEachUsual - 1) / CpusEachUsual);
}
