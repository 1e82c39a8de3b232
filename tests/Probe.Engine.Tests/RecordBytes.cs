using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Tests;

/// <summary>Makes records for tests whose fields do not read them: a header, and nothing said beyond it.</summary>
internal static class RecordBytes
{
    public static byte[] Create(EventType type, ulong timeNs)
    {
        var record = new byte[Math.Max(EventTable.FixedSize(type), Unsafe.SizeOf<EventHeader>())];
        ref var header = ref MemoryMarshal.AsRef<EventHeader>(record.AsSpan());
        header.Type = type;
        header.TimeNs = timeNs;
        header.Length = (uint)record.Length;
        return record;
    }

    public static Event View(byte[] record) =>
        Event.TryView(record, out var view, out var fault) ? view : throw new InvalidOperationException($"{fault}");
}
