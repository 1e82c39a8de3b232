using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Audit;

/// <summary>
/// What conditions and outputs are given of an audit event: a record that says its time, and behind the state of no
/// node the event itself. One event after another; one thread.
/// </summary>
internal sealed class AuditFrame
{
    private const ulong NsPerTick = 100;

    private static readonly JsonPath[] Times =
        [JsonPath.Of("stageTimestamp"), JsonPath.Of("requestReceivedTimestamp"), JsonPath.Of("timestamp")];

    private readonly byte[] _record = new byte[Unsafe.SizeOf<RecordedEvent>()];
    private ulong _timeNs;

    /// <summary>No event is read yet.</summary>
    /// <param name="zone">The zone of times that are shown in words; null: this machine's.</param>
    /// <param name="hostName">The name that alerts show; null: this machine's.</param>
    public AuditFrame(TimeZoneInfo? zone, byte[]? hostName = null) => Node = NodeState.ForAudit(Event, zone, hostName);

    /// <summary>The event that is read.</summary>
    public AuditEvent Event { get; } = new();

    /// <summary>What fields read beside it.</summary>
    public NodeState Node { get; }

    /// <summary>Makes an event the one that is read.</summary>
    /// <param name="root">The whole of it; stays until <see cref="Forget"/>.</param>
    /// <param name="number">Its number.</param>
    /// <returns>For conditions and outputs; until <see cref="Forget"/>.</returns>
    public EventContext Use(JsonElement root, ulong number)
    {
        Event.Use(root);
        _timeNs = TimeOf(root);
        var record = default(RecordedEvent);
        record.Header.Length = (uint)_record.Length;
        record.Header.Type = AuditSource.Type;
        record.Header.TimeNs = _timeNs;
        MemoryMarshal.Write(_record, in record);
        Events.Event.TryViewRecorded(_record, out var view, out _);
        if (Node.FirstTimeNs == 0) Node.FirstTimeNs = _timeNs;
        Node.Scratch.Reset();
        return new EventContext(view, ThreadInfo.Unknown, Node, number, result: 0);
    }

    /// <summary>No event is read.</summary>
    public void Forget()
    {
        Node.PreviousTimeNs = _timeNs;
        Event.Forget();
    }

    // When the stage that the event tells of was reached; older servers say less.
    private static ulong TimeOf(JsonElement root)
    {
        foreach (var path in Times)
        {
            if (path.TryFind(root, out var text) && text.ValueKind == JsonValueKind.String
                && text.TryGetDateTimeOffset(out var time) && time >= DateTimeOffset.UnixEpoch)
            {
                return (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * NsPerTick;
            }
        }

        return (ulong)(DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * NsPerTick;
    }
}
