using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>Reads the map of counters, by event type and CPU, without allocating; each for one thread.</summary>
public sealed class EventCounters
{
    private readonly BpfMap _map;
    private readonly byte[] _allCpus;

    internal EventCounters(BpfMap map)
    {
        _map = map;
        _allCpus = new byte[map.LookupBytes];
    }

    /// <summary>Sums each type's counters over the CPUs, from event number 0 on.</summary>
    /// <param name="counts">Filled; lifetime of what is read: the probe's.</param>
    public void Count(Span<EventCounts> counts)
    {
        int types = Math.Min(counts.Length, (int)_map.MaxEntries);
        for (int type = 0; type < types; type++)
        {
            EventCounts sum = default;
            if (_map.TryLookup((uint)type, _allCpus))
            {
                foreach (ref readonly var ofCpu in MemoryMarshal.Cast<byte, EventCounts>(_allCpus))
                    sum.Add(in ofCpu);

                // Counted once by the kernel, where this costs most.
                sum.Seen += sum.LeftOut;
                sum.Filtered += sum.LeftOut;
            }

            counts[type] = sum;
        }
    }
}
