using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>Reads the map of counters, by event type and CPU, without allocating.</summary>
internal sealed class EventCounters(BpfMap map)
{
    private readonly byte[] _allCpus = new byte[map.LookupBytes];

    /// <summary>Sums each type's counters over the CPUs, from event number 0 on.</summary>
    internal void Count(Span<EventCounts> counts)
    {
        int types = Math.Min(counts.Length, (int)map.MaxEntries);
        for (int type = 0; type < types; type++)
        {
            EventCounts sum = default;
            if (map.TryLookup((uint)type, _allCpus))
            {
                foreach (ref readonly var ofCpu in MemoryMarshal.Cast<byte, EventCounts>(_allCpus))
                    sum.Add(in ofCpu);
            }

            counts[type] = sum;
        }
    }
}
