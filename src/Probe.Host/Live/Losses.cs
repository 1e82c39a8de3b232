using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Live;

/// <summary>
/// What the kernel's counters say about lost events, since the start and since the last look: by type and stage what
/// our programs lost, by program what the kernel did not show them.
/// </summary>
/// <param name="source">Whose counters.</param>
internal sealed class Losses(IRecordSource source)
{
    private readonly EventCounts[] _now = new EventCounts[EventTable.TypesCount];
    private readonly EventCounts[] _told = new EventCounts[EventTable.TypesCount];
    private readonly ulong[] _misses = new ulong[source.Programs.Count];
    private readonly ulong[] _missesTold = new ulong[source.Programs.Count];

    /// <summary>Counts of each type as of the last look, by event number.</summary>
    public ReadOnlySpan<EventCounts> Counts => _now;

    /// <summary>Counts of all types together as of the last look.</summary>
    public EventCounts Sum => EventCounts.Sum(_now);

    /// <summary>
    /// Runs of all programs together that the kernel skipped, as of the last look. Each is an event at most: of a
    /// system call it is not known which it was.
    /// </summary>
    public ulong Misses
    {
        get
        {
            ulong sum = 0;
            foreach (ulong misses in _misses) sum += misses;
            return sum;
        }
    }

    /// <summary>Looks at the counters.</summary>
    /// <returns>What was lost since the last look, by type and stage; null when nothing was.</returns>
    public string? Look()
    {
        source.Count(_now);
        source.CountMisses(_misses);
        string? text = Describe(_told, _missesTold);
        _now.CopyTo(_told, 0);
        _misses.CopyTo(_missesTold, 0);
        return text;
    }

    /// <summary>
    /// All losses since the start, by type and stage; empty when there are none. As of the last look.
    /// </summary>
    public string Total() => Describe(new EventCounts[_now.Length], new ulong[_misses.Length]) ?? "";

    private string? Describe(EventCounts[] before, ulong[] missesBefore)
    {
        StringBuilder? text = null;
        foreach (var type in EventTable.RecordTypes)
        {
            ref readonly var now = ref _now[(int)type];
            if (now.Dropped == before[(int)type].Dropped) continue;
            text = text is null ? new StringBuilder() : text.Append("; ");
            Describe(text, type, in now, in before[(int)type]);
        }

        for (int i = 0; i < _misses.Length; i++)
        {
            ulong misses = _misses[i] - missesBefore[i];
            if (misses == 0) continue;
            text = text is null ? new StringBuilder() : text.Append("; ");
            text.Append("program ").Append(source.Programs[i]).Append(' ').Append(misses)
                .Append(" (").Append(misses).Append(" runs skipped by the kernel)");
        }

        return text?.ToString();
    }

    private static void Describe(StringBuilder text, EventType type, in EventCounts now, in EventCounts before)
    {
        text.Append(EventTable.Name(type)).Append(' ').Append(now.Dropped - before.Dropped).Append(" (");
        int start = text.Length;
        Stage(text, start, "ring full", now.DroppedFull - before.DroppedFull);
        Stage(text, start, "reserved for state events", now.DroppedReserve - before.DroppedReserve);
        Stage(text, start, "no memory to build them in", now.DroppedScratch - before.DroppedScratch);
        text.Append(')');
    }

    private static void Stage(StringBuilder text, int start, string stage, ulong count)
    {
        if (count == 0) return;
        if (text.Length > start) text.Append(", ");
        text.Append(count).Append(' ').Append(stage);
    }
}
