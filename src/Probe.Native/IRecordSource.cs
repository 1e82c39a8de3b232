namespace KosmosProbe.Native;

/// <summary>
/// Where records come from. Pull, not callback: read until there is none, wait, again. One thread only.
/// </summary>
public interface IRecordSource : IDisposable
{
    /// <summary>Why reading ended for good; None while it goes on. To be looked at when a read gives nothing.</summary>
    RingFault Fault { get; }

    /// <summary>Blocks until records are there or time is up. True when there are some.</summary>
    /// <param name="timeout">At most this long.</param>
    bool Wait(TimeSpan timeout);

    /// <summary>The next record, if there is one; the same again until <see cref="Advance"/>.</summary>
    /// <param name="record">Its bytes. Lifetime: until <see cref="Advance"/>.</param>
    bool TryRead(out ReadOnlySpan<byte> record);

    /// <summary>Gives the record's memory back.</summary>
    void Advance();

    /// <summary>What became of the events of each type, summed over CPUs, from the start to now.</summary>
    /// <param name="counts">By event number; entries beyond the last event stay as they are.</param>
    void Count(Span<EventCounts> counts);

    /// <summary>The programs whose runs the kernel may skip, which no count of events knows of.</summary>
    IReadOnlyList<string> Programs { get; }

    /// <summary>How often it skipped each of them, from the start to now.</summary>
    /// <param name="misses">In the order of <see cref="Programs"/>.</param>
    void CountMisses(Span<ulong> misses);
}
