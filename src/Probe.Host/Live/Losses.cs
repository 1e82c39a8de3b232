using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Live;

/// <summary>
/// What the kernel's counters say about lost events, since the start and since the last look. Allocates only when there
/// is something to tell.
/// </summary>
/// <param name="source">Whose counters.</param>
internal sealed class Losses(IRecordSource source)
{
    private readonly EventCounts[] _now = new EventCounts[EventTable.TypesCount];
    private readonly EventCounts[] _told = new EventCounts[EventTable.TypesCount];

    /// <summary>Counts of each type as of the last look, by event number.</summary>
    public ReadOnlySpan<EventCounts> Counts => _now;

    /// <summary>Counts of all types together as of the last look.</summary>
    public EventCounts Sum => EventCounts.Sum(_now);

    /// <summary>Looks at the counters.</summary>
    /// <returns>What was lost since the last look, by type and stage; null when nothing was.</returns>
    public string? Look()
    {
        source.Count(_now);
        StringBuilder? text = null;
        foreach (var type in EventTable.RecordTypes)
        {
            ref readonly var now = ref _now[(int)type];
            ref readonly var told = ref _told[(int)type];
            if (now.Dropped != told.Dropped)
            {
                text = text is null ? new StringBuilder() : text.Append("; ");
                Describe(text, type, in now, in told);
            }
        }

        _now.CopyTo(_told, 0);
        return text?.ToString();
    }

    /// <summary>
    /// All losses since the start, by type and stage; empty when there are none. As of the last look.
    /// </summary>
    public string Total()
    {
        var text = new StringBuilder();
        foreach (var type in EventTable.RecordTypes)
        {
            if (_now[(int)type].Dropped == 0) continue;
            if (text.Length > 0) text.Append("; ");
            Describe(text, type, in _now[(int)type], default);
        }

        return text.ToString();
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
