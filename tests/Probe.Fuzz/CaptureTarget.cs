using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Events;
using static KosmosProbe.Fuzz.FuzzTargets;

namespace KosmosProbe.Fuzz;

/// <summary>
/// Any bytes as a capture: its events become records that can be looked at, or it ends with the one error that captures
/// have. Memory does not grow with what the bytes say, only with what they are.
/// </summary>
internal static class CaptureTarget
{
    // The largest event, in the reader's buffer and as a record, with what growing to it leaves behind.
    private const long FixedBytesMax = 256L << 20;

    // What an entry of the head takes for each of its bytes.
    private const long BytesPerByteMax = 40;

    public static void Run(byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long bytes = input.Length;
        try
        {
            using var reader = new ScapReader(new MemoryStream(input));
            try
            {
                Read(reader);
            }
            finally
            {
                bytes = reader.Offset;
                Require(reader.FileBytes <= input.Length, "no more is read than there is");
            }
        }
        catch (CaptureException error)
        {
            Require(error.Offset >= 0 && error.Message.Length > 0, "an error has a place and says what is wrong");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Require(allocated <= FixedBytesMax + (bytes * BytesPerByteMax), "memory is bounded");
    }

    private static void Read(ScapReader reader)
    {
        while (reader.TryReadHead(out var item))
        {
            Require(item is not null, "what is read is there");
        }

        var records = new CaptureRecords(reader);
        ulong last = 0;
        while (records.TryRead(out var record))
        {
            Require(Event.TryViewRecorded(record, out var view, out _), "what is read is a record");
            Require(view.Header.Sequence > last, "numbers ascend");
            last = view.Header.Sequence;
            Look(view);
        }

        Require(!reader.TryReadEvent(), "after the end nothing comes");
    }

    private static void Look(in Event view)
    {
        ref readonly var recorded = ref view.As<RecordedEvent>();
        long bytes = 0;
        for (int i = 0; i < recorded.ParametersCount; i++)
        {
            bytes += view.Parameter(i).Length;
        }

        for (int i = 0; i < recorded.EnterCount; i++)
        {
            bytes += view.EnterParameter(i).Length;
        }

        Require(bytes < view.Header.Length, "the parameters lie in the record");
        Require(EventTable.Name(view.Type).Length > 0, "the event has a name");
    }
}
