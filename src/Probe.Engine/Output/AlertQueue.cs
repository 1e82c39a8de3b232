using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// Carries written alerts from the event thread to the thread of the sinks: one ring of bytes, one producer, one
/// consumer. The producer takes no lock, allocates nothing and never waits: what does not fit is dropped and counted.
/// A message lies in one piece, so that the consumer can be handed the ring's own memory.
/// </summary>
public sealed class AlertQueue : IDisposable
{
    // Written in place of a length where the rest of the ring is too short for the next message.
    private const uint SkipToStart = uint.MaxValue;
    private const int LengthBytes = sizeof(uint);
    private const int BytesMin = 64;

    private readonly byte[] _ring;
    private readonly int _messagesMax;
    private readonly AutoResetEvent _wake = new(initialState: false);

    // Positions only grow; their low bits index the ring. Each is written by one side.
    private long _written;
    private long _read;
    private long _added;
    private long _taken;
    private long _dropped;
    private int _consumerSleeps;
    private int _current;

    /// <summary>A queue.</summary>
    /// <param name="bytesMax">
    /// Bytes of the ring, rounded up to a power of two; each message takes 4 to 7 more, and one of more than half the
    /// ring fits only where it happens to lie well.
    /// </param>
    /// <param name="messagesMax">Messages at most; 0 for no limit but the bytes.</param>
    public AlertQueue(int bytesMax, int messagesMax = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesMax, BytesMin);
        ArgumentOutOfRangeException.ThrowIfNegative(messagesMax);
        _ring = new byte[BitOperations.RoundUpToPowerOf2((uint)bytesMax)];
        _messagesMax = messagesMax == 0 ? int.MaxValue : messagesMax;
    }

    /// <summary>Messages accepted so far.</summary>
    public long Added => Volatile.Read(ref _added);

    /// <summary>Messages the consumer has released.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Messages that did not fit.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Producer: adds a message; false, and counted, when there is no room.</summary>
    /// <param name="message">Bytes, copied.</param>
    public bool TryAdd(ReadOnlySpan<byte> message)
    {
        int skipped = SkippedFor(message.Length);
        if (!Fits(message.Length, skipped))
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return false;
        }

        int at = (int)(_written & (_ring.Length - 1));
        if (skipped > 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_ring.AsSpan(at), SkipToStart);
            at = 0;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(_ring.AsSpan(at), (uint)message.Length);
        message.CopyTo(_ring.AsSpan(at + LengthBytes));
        Volatile.Write(ref _added, _added + 1);
        Volatile.Write(ref _written, _written + skipped + Padded(message.Length));
        WakeConsumer();
        return true;
    }

    /// <summary>
    /// Producer: adds a message and waits for room, which is for those whose events do not come by themselves. False,
    /// and counted, when even an empty queue has not enough.
    /// </summary>
    /// <param name="message">Bytes, copied.</param>
    public bool AddWhenRoom(ReadOnlySpan<byte> message)
    {
        while (!Fits(message.Length, SkippedFor(message.Length)) && Taken < _added)
        {
            Thread.Sleep(1);
        }

        return TryAdd(message);
    }

    /// <summary>Consumer: looks at the oldest message. Lifetime: until <see cref="Release"/>, which follows.</summary>
    /// <param name="message">The message, in the ring's memory.</param>
    public bool TryTake(out ReadOnlySpan<byte> message)
    {
        message = default;
        if (Volatile.Read(ref _written) == _read)
        {
            return false;
        }

        int at = (int)(_read & (_ring.Length - 1));
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_ring.AsSpan(at));
        if (length == SkipToStart)
        {
            Volatile.Write(ref _read, _read + _ring.Length - at);
            at = 0;
            length = BinaryPrimitives.ReadUInt32LittleEndian(_ring);
        }

        _current = Padded((int)length);
        message = _ring.AsSpan(at + LengthBytes, (int)length);
        return true;
    }

    /// <summary>Consumer: gives the memory of the message taken back to the producer.</summary>
    public void Release()
    {
        Debug.Assert(_current > 0, "Release follows a TryTake that succeeded");
        Volatile.Write(ref _read, _read + _current);
        Volatile.Write(ref _taken, _taken + 1);
        _current = 0;
    }

    /// <summary>Consumer: waits for a message. False when none came in time.</summary>
    /// <param name="timeout">How long at most; finite.</param>
    public bool Wait(TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _written) == _read)
        {
            var rest = timeout - Stopwatch.GetElapsedTime(start);
            if (rest <= TimeSpan.Zero)
            {
                return false;
            }

            // Announce first, look again, then sleep: a message added in between finds the announcement and wakes us.
            Interlocked.Exchange(ref _consumerSleeps, 1);
            if (Volatile.Read(ref _written) == _read)
            {
                _wake.WaitOne(rest);
            }

            Interlocked.Exchange(ref _consumerSleeps, 0);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    // A message lies in one piece: what is too short for it at the ring's end is left out.
    private int SkippedFor(int length)
    {
        int toEnd = _ring.Length - (int)(_written & (_ring.Length - 1));
        return Padded(length) > toEnd ? toEnd : 0;
    }

    private bool Fits(int length, int skipped)
    {
        long free = _ring.Length - (_written - Volatile.Read(ref _read));
        return length <= _ring.Length - LengthBytes
            && Padded(length) + (long)skipped <= free
            && _added - Volatile.Read(ref _taken) < _messagesMax;
    }

    private void WakeConsumer()
    {
        // The position must be visible before the announcement is read, or both sides could miss each other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _consumerSleeps) == 1 && Interlocked.Exchange(ref _consumerSleeps, 0) == 1)
        {
            _wake.Set();
        }
    }

    private static int Padded(int length) => (LengthBytes + length + LengthBytes - 1) & ~(LengthBytes - 1);
}
