namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>
/// The capture's file as it lies on disk: counts what was read of it, for a progress bar, and looks at its first bytes
/// without taking them, which a pipe cannot undo.
/// </summary>
internal sealed class CountedFile(Stream file) : Stream
{
    private readonly byte[] _first = new byte[2];
    private int _firstLeft;

    /// <summary>Bytes read of the file.</summary>
    public long Count { get; private set; }

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

    /// <summary>The file's first two bytes, or what it has. To be called once, before anything is read.</summary>
    public ReadOnlySpan<byte> PeekFirst()
    {
        _firstLeft = file.ReadAtLeast(_first, _first.Length, throwOnEndOfStream: false);
        return _first.AsSpan(0, _firstLeft);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count;
        if (_firstLeft > 0)
        {
            count = Math.Min(_firstLeft, buffer.Length);
            _first.AsSpan(0, count).CopyTo(buffer);
            _first.AsSpan(count).CopyTo(_first);
            _firstLeft -= count;
        }
        else
        {
            count = file.Read(buffer);
        }

        Count += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
