using System.Diagnostics;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Reads a probe that nobody else reads.</summary>
internal static class ProbeRecords
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// All records up to now. One that another CPU is still writing hides those behind it, so it is waited for.
    /// </summary>
    internal static List<Recorded> ReadAll(this LiveProbe probe)
    {
        var records = new List<Recorded>();
        var waited = Stopwatch.StartNew();
        do
        {
            Assert.True(waited.Elapsed < Patience, "the ring does not become empty");
            while (probe.TryRead(out var record))
            {
                records.Add(new Recorded(record.ToArray()));
                probe.Advance();
            }
        }
        while (!probe.IsEmpty && probe.Fault == RingFault.None);

        return records;
    }
}
