using System.Diagnostics;
using System.IO.Compression;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>
/// A capture's bytes, unpacked when the file is packed with gzip. They are looked at where they lie in one buffer,
/// which grows to the largest piece that was asked for, as far as the file really has it.
/// </summary>
internal sealed class ScapInput : IDisposable
{
    private readonly CountedFile _file;
    private readonly Stream _unpacked;
    private byte[] _buffer = new byte[ScapLimits.ReadBytes];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Looks at the file's first bytes.</summary>
    /// <param name="file">Owned from now on.</param>
    public ScapInput(Stream file)
    {
        _file = new CountedFile(file);
        try
        {
            IsPacked = _file.PeekFirst().SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        }
        catch (IOException e)
        {
            throw Unreadable(e);
        }

        _unpacked = IsPacked ? new GZipStream(_file, CompressionMode.Decompress) : _file;
    }

    /// <summary>Whether the file is packed.</summary>
    public bool IsPacked { get; }

    /// <summary>Bytes taken, from the start of the capture, unpacked.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes read of the file.</summary>
    public long FileBytes => _file.Count;

    /// <summary>Whether the packed bytes made no sense where the capture ends.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Bytes that can be looked at without reading the file.</summary>
    public int Held => _end - _start;

    /// <summary>Those bytes, not taken. Lifetime: until the next look.</summary>
    public ArraySegment<byte> HeldSegment => new(_buffer, _start, _end - _start);

    /// <summary>The next bytes, not taken: as many as wanted, fewer where the capture ends.</summary>
    /// <param name="count">How many, within the limits of this format.</param>
    public ReadOnlySpan<byte> Peek(int count) => PeekSegment(count);

    /// <summary>As <see cref="Peek"/>. Lifetime: until the next look.</summary>
    /// <param name="count">How many, within the limits of this format.</param>
    public ArraySegment<byte> PeekSegment(int count)
    {
        if (Held < count)
        {
            Hold(count);
        }

        return new ArraySegment<byte>(_buffer, _start, Math.Min(count, Held));
    }

    /// <summary>Takes bytes that were looked at.</summary>
    /// <param name="count">At most as many as there were.</param>
    public void Take(int count)
    {
        Debug.Assert(count >= 0 && count <= _end - _start, "they were looked at");
        _start += count;
        Offset += count;
    }

    /// <summary>Takes any number of bytes. False where the capture ends before.</summary>
    /// <param name="count">How many.</param>
    public bool TrySkip(long count)
    {
        while (count > 0)
        {
            int some = Peek((int)Math.Min(count, ScapLimits.ReadBytes)).Length;
            if (some == 0)
            {
                return false;
            }

            Take(some);
            count -= some;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _unpacked.Dispose();

    private void Hold(int count)
    {
        while (Held < count && !_isAtEnd)
        {
            Fill();
        }
    }

    private void Fill()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        // Moved only when half of it is free, so that each byte is moved about once.
        if (_end == _buffer.Length && _start >= _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = 0;
        try
        {
            read = _unpacked.Read(_buffer.AsSpan(_end));
        }
        catch (InvalidDataException)
        {
            IsDamaged = true;
        }
        catch (IOException e)
        {
            throw Unreadable(e);
        }

        _end += read;
        _isAtEnd = read == 0;
    }

    private CaptureException Unreadable(IOException e) =>
        new(Offset, $"the file cannot be read ({e.Message})", "look at the disk that it lies on");
}
