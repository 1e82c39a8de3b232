using System.Buffers;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// Bytes that grow at the end: where an alert is written before it is handed on. Reused for every alert, so it stops
/// allocating once it has seen the largest. One thread.
/// </summary>
/// <param name="firstBytes">What there is room for before it grows.</param>
public sealed class ByteBuffer(int firstBytes = 4 * 1024) : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[firstBytes];
    private int _length;

    /// <summary>How many bytes were written.</summary>
    public int Length => _length;

    /// <summary>What was written. Lifetime: until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Forgets what was written; keeps the memory.</summary>
    public void Clear() => _length = 0;

    /// <summary>Forgets what was written after a length.</summary>
    /// <param name="length">At most <see cref="Length"/>.</param>
    public void Truncate(int length)
    {
        System.Diagnostics.Debug.Assert(length <= _length, "a buffer is cut, not grown, by Truncate");
        _length = length;
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Writes one byte.</summary>
    /// <param name="value">The byte.</param>
    public void Append(byte value)
    {
        GetSpan(1)[0] = value;
        _length++;
    }

    /// <summary>Writes the same byte several times.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="count">How often; not negative.</param>
    public void AppendRepeated(byte value, int count)
    {
        GetSpan(count)[..count].Fill(value);
        _length += count;
    }

    /// <summary>Bytes that were written, to be changed. Lifetime: until the next write.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    public Span<byte> At(int start, int count) => _bytes.AsSpan(0, _length).Slice(start, count);

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (sizeHint > _bytes.Length - _length || _length == _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + sizeHint));
        }

        return _bytes.AsSpan(_length);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        GetSpan(sizeHint);
        return _bytes.AsMemory(_length);
    }
}
