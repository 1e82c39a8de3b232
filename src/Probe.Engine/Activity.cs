using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine;

/// <summary>
/// Which programs, in which containers, events come from, for those who look on. While nobody does, it costs one test
/// per event.
/// </summary>
public sealed class Activity
{
    private static readonly TimeSpan UnwatchedAfter = TimeSpan.FromSeconds(10);

    private volatile ActivityTable? _table;
    private long _takenAtMs;

    /// <summary>What was counted since the last call, the most active first; empty at the first. Any thread.</summary>
    /// <param name="rowsMax">At most so many.</param>
    public IReadOnlyList<ActivityRow> Take(int rowsMax)
    {
        Volatile.Write(ref _takenAtMs, Environment.TickCount64);
        var former = Interlocked.Exchange(ref _table, new ActivityTable());
        return former?.Rows(rowsMax) ?? [];
    }

    /// <summary>Stops counting when nobody has looked for a while. Once a second is enough.</summary>
    public void Rest()
    {
        if (_table is null) return;
        var idle = TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _takenAtMs));
        if (idle > UnwatchedAfter) _table = null;
    }

    /// <summary>Event thread: counts an event.</summary>
    /// <param name="thread">Whose it is.</param>
    internal void Count(ThreadInfo thread) => _table?.Count(thread);
}
