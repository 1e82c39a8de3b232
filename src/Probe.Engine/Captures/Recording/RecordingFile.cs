using System.IO.Compression;

namespace KosmosProbe.Engine.Captures.Recording;

/// <summary>The file of a recording: made anew, for its owner alone, packed or not, of a bounded size.</summary>
internal sealed class RecordingFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int BufferBytes = 256 << 10;

    private readonly FileStream _file;
    private readonly Stream _packed;
    private readonly long _bytesMax;

    /// <summary>Makes the file.</summary>
    /// <param name="path">Must not be there yet.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public RecordingFile(string path, RecordingOptions options)
    {
        _bytesMax = options.BytesMax == 0 ? long.MaxValue : options.BytesMax;
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = BufferBytes,
            UnixCreateMode = OwnerOnly,
        });
        _packed = options.IsCompressed ? new GZipStream(_file, CompressionLevel.Fastest, leaveOpen: true) : _file;
    }

    /// <summary>Bytes in the file.</summary>
    public long Bytes { get; private set; }

    /// <summary>True once it has its size.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Writes at the end.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _packed.Write(bytes);
        Bytes = _file.Position;
        IsFull = Bytes >= _bytesMax;
    }

    /// <summary>Hands over what was written, so that it is in the file whatever becomes of this process.</summary>
    public void Flush()
    {
        _packed.Flush();
        _file.Flush();
        Bytes = _file.Position;
    }

    /// <summary>Gives what was written to the disk's care.</summary>
    public void Finish()
    {
        if (_packed != _file)
        {
            _packed.Dispose();
        }

        _file.Flush();
        Bytes = _file.Position;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_packed != _file)
        {
            _packed.Dispose();
        }

        _file.Dispose();
    }
}
