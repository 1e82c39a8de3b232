using KosmosProbe.Native;
using Microsoft.Win32.SafeHandles;

namespace KosmosProbe.Host.Audit;

/// <summary>A file that is read as it grows, under whatever name it goes by then. One thread.</summary>
internal sealed class FollowedFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly AuditLines _lines;
    private long _position;

    private FollowedFile(SafeFileHandle handle, FileStamp stamp, AuditLines lines) =>
        (_handle, Stamp, _lines) = (handle, stamp, lines);

    /// <summary>What it was when it was opened: its identity.</summary>
    public FileStamp Stamp { get; }

    /// <summary>Opens a file; null when it is not there.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="fromStart">What it holds counts too; else what is added from now on.</param>
    /// <param name="lines">Cuts it into events; disposed with it.</param>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FollowedFile? TryOpen(string path, bool fromStart, AuditLines lines)
    {
        try
        {
            // A pipe would wait for its writer.
            if (FileStamp.Of(path).IsStream) throw new IOException($"{path} is no file");
            var handle = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var stamp = FileStamp.Of($"/proc/self/fd/{handle.DangerousGetHandle()}");
            return new FollowedFile(handle, stamp, lines) { _position = fromStart ? 0 : stamp.Length };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads what was added, or all anew when the file was emptied.</summary>
    /// <param name="buffer">Memory to read into.</param>
    /// <param name="stop">Ends it in between.</param>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Read(byte[] buffer, CancellationToken stop)
    {
        if (RandomAccess.GetLength(_handle) < _position)
        {
            _lines.End();
            _position = 0;
        }

        bool isThere = false;
        while (!stop.IsCancellationRequested)
        {
            int read = RandomAccess.Read(_handle, buffer, _position);
            if (read == 0) break;
            _lines.Add(buffer.AsSpan(0, read));
            _position += read;
            isThere = true;
        }

        _lines.Rest();
        return isThere;
    }

    /// <summary>Reads the rest of a file that has been put aside.</summary>
    /// <param name="buffer">Memory to read into.</param>
    /// <param name="stop">Ends it in between.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Finish(byte[] buffer, CancellationToken stop)
    {
        Read(buffer, stop);
        _lines.End();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        _lines.Dispose();
    }
}
