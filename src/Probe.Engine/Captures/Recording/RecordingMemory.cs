using System.Buffers.Binary;
using KosmosProbe.Engine.Captures.Scap.Writing;
using KosmosProbe.Engine.Output;

namespace KosmosProbe.Engine.Captures.Recording;

/// <summary>
/// The memory of a recording, used again by the next: the encoder, the queue to the thread that writes, and room for
/// events that wait for a container's description to stand before them. Messages of the queue are a count of events,
/// then their blocks.
/// </summary>
internal sealed class RecordingMemory(int queueBytes) : IDisposable
{
    private const int HeldBytesMax = 4 << 20;
    private const int CountBytes = sizeof(uint);

    private readonly ByteBuffer _message = new();
    private readonly byte[] _held = new byte[HeldBytesMax];
    private int _heldLength;

    /// <summary>Writes events.</summary>
    public LiveEventEncoder Encoder { get; } = new();

    /// <summary>Carries them to the thread that writes.</summary>
    public AlertQueue Queue { get; } = new(queueBytes);

    /// <summary>Events that did not fit.</summary>
    public long Lost { get; private set; }

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        Encoder.Forget();
        _heldLength = 0;
        Lost = 0;
    }

    /// <summary>Sends what was encoded, after all that is held.</summary>
    /// <param name="events">How many events it counts for.</param>
    public void Send(int events)
    {
        SendHeld();
        SendAhead(events);
    }

    /// <summary>Sends what was encoded before what is held.</summary>
    /// <param name="events">How many events it counts for.</param>
    public void SendAhead(int events)
    {
        if (Encoder.Written.IsEmpty)
        {
            return;
        }

        var message = Frame(events);
        Lost += Queue.TryAdd(message) ? 0 : events;
        Encoder.Clear();
    }

    /// <summary>Keeps what was encoded until <see cref="SendHeld"/>.</summary>
    /// <param name="events">How many events it counts for.</param>
    public void Hold(int events)
    {
        if (Encoder.Written.IsEmpty)
        {
            return;
        }

        var message = Frame(events);
        if (_heldLength + CountBytes + message.Length > _held.Length)
        {
            Send(events);
            return;
        }

        BinaryPrimitives.WriteInt32LittleEndian(_held.AsSpan(_heldLength), message.Length);
        message.CopyTo(_held.AsSpan(_heldLength + CountBytes));
        _heldLength += CountBytes + message.Length;
        Encoder.Clear();
    }

    /// <summary>Sends what is held.</summary>
    public void SendHeld()
    {
        var rest = _held.AsSpan(0, _heldLength);
        while (!rest.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            var message = rest.Slice(CountBytes, length);
            Lost += Queue.TryAdd(message) ? 0 : Count(message);
            rest = rest[(CountBytes + length)..];
        }

        _heldLength = 0;
    }

    /// <summary>How many events a message counts for.</summary>
    public static int Count(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadInt32LittleEndian(message);

    /// <summary>The blocks of a message.</summary>
    public static ReadOnlySpan<byte> Blocks(ReadOnlySpan<byte> message) => message[CountBytes..];

    /// <inheritdoc/>
    public void Dispose() => Queue.Dispose();

    private ReadOnlySpan<byte> Frame(int events)
    {
        Span<byte> count = stackalloc byte[CountBytes];
        BinaryPrimitives.WriteInt32LittleEndian(count, events);
        _message.Clear();
        _message.Append(count);
        _message.Append(Encoder.Written);
        return _message.Written;
    }
}
