using System.Buffers.Binary;
using KosmosProbe.Engine.Captures.Scap;

namespace KosmosProbe.Bench;

/// <summary>A capture whose events come again when they have all been read.</summary>
internal sealed class EndlessCapture : Stream
{
    private readonly byte[] _capture;
    private readonly int _firstEvent;
    private int _at;

    /// <summary>Finds where the events begin.</summary>
    /// <param name="capture">An unpacked capture of the scap format, with an event at least.</param>
    public EndlessCapture(byte[] capture)
    {
        _capture = capture;
        while (!ScapBlock.IsEvent(Word(_firstEvent))) _firstEvent += (int)Word(_firstEvent + sizeof(uint));
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_at == _capture.Length) _at = _firstEvent;
        int count = Math.Min(buffer.Length, _capture.Length - _at);
        _capture.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_capture.AsSpan(at));
}
