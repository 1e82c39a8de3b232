using KosmosProbe.Engine;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Host.Live;

/// <summary>
/// Records that were none: programs and reader disagree, or memory is damaged, and events may be missed. Told while
/// running, by what was wrong with them, and by the exit status at the end.
/// </summary>
/// <param name="pipeline">Whose counts.</param>
internal sealed class BadRecords(EventPipeline pipeline)
{
    private static readonly (RecordFault Fault, string Words)[] Faults =
    [
        (RecordFault.TooShort, "shorter than their event"),
        (RecordFault.WrongLength, "of a length that is not theirs"),
        (RecordFault.UnknownType, "of an unknown event"),
    ];

    private ulong _told;

    /// <summary>What came since the last look and how it was wrong; null when there was none.</summary>
    public string? Look()
    {
        if (pipeline.BadRecords == _told)
        {
            return null;
        }

        _told = pipeline.BadRecords;
        return Total();
    }

    /// <summary>All since the start; empty when there are none.</summary>
    public string Total()
    {
        if (pipeline.BadRecords == 0)
        {
            return "";
        }

        var kinds = Faults.Where(row => pipeline.BadRecordsBy(row.Fault) > 0)
            .Select(row => $"{pipeline.BadRecordsBy(row.Fault)} {row.Words}");
        return $"{pipeline.BadRecords} records from the kernel could not be read ({string.Join(", ", kinds)}): "
            + "events are missed; restart the probe, and report this if it comes again";
    }
}
