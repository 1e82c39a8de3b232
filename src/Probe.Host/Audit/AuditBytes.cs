using System.Buffers;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// The bytes of one request or line: from a pool, counted, and no more than are there. Whoever holds it last disposes
/// of it.
/// </summary>
/// <param name="memory">Where they are counted.</param>
/// <param name="bytesMax">How many there may be.</param>
internal sealed class AuditBytes(AuditMemory memory, int bytesMax) : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private byte[] _buffer = [];

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>There are as many as there may be.</summary>
    public bool IsFull => Length == bytesMax;

    /// <summary>Room behind the bytes that are there; none when there may be no more or memory is short.</summary>
    public Memory<byte> Room() =>
        Length == bytesMax || (Length == _buffer.Length && !TryGrow(Length + 1)) ? default
        : _buffer.AsMemory(Length, Math.Min(_buffer.Length, bytesMax) - Length);

    /// <summary>Counts bytes that were put into <see cref="Room"/>.</summary>
    /// <param name="bytes">How many.</param>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>Whether so many more would be no more than there may be.</summary>
    /// <param name="bytes">How many.</param>
    public bool CanHold(int bytes) => Length + bytes <= bytesMax;

    /// <summary>Puts bytes behind those that are there. False when there is no room.</summary>
    /// <param name="bytes">The bytes.</param>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        int wanted = Length + bytes.Length;
        if (wanted > bytesMax || (wanted > _buffer.Length && !TryGrow(wanted))) return false;
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length = wanted;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        memory.GiveBack(_buffer.Length);
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, Length) = ([], 0);
    }

    private bool TryGrow(int wanted)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(wanted, FirstBytes), _buffer.Length * 2));
        if (!memory.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        _buffer.AsSpan(0, Length).CopyTo(larger);
        int length = Length;
        Dispose();
        (_buffer, Length) = (larger, length);
        return true;
    }
}
