using KosmosProbe.Native;
using Microsoft.Win32.SafeHandles;

namespace KosmosProbe.Host.Audit;

/// <summary>A file that is read as it grows, under whatever name it goes by then. One thread.</summary>
internal sealed class FollowedFile : IDisposable
{
    // Who renames a file may write to it until it has opened the next.
    private const long QuietMs = 5000;

    private readonly SafeFileHandle _handle;
    private readonly AuditLines _lines;
    private long _position;
    private FileHead? _head;
    private long _quietSinceMs;
    private bool _isRead;

    private FollowedFile(SafeFileHandle handle, FileStamp stamp, AuditLines lines, long position) =>
        (_handle, Stamp, _lines, _position) = (handle, stamp, lines, position);

    /// <summary>What it was when it was opened: its identity.</summary>
    public FileStamp Stamp { get; }

    /// <summary>It has been read to its end, and everything has been judged.</summary>
    public bool IsDone => _isRead && _lines.Progress.HasAll;

    /// <summary>Opens a file; null when it is not there.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="intake">Where its events go.</param>
    /// <param name="begin">Says where reading begins, once it is open.</param>
    /// <param name="stop">Ends waiting for memory.</param>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FollowedFile? TryOpen(
        string path, AuditIntake intake, Func<SafeFileHandle, FileStamp, AuditPosition> begin, CancellationToken stop)
    {
        SafeFileHandle? handle = null;
        try
        {
            // A pipe would wait for its writer.
            if (FileStamp.Of(path).IsStream) throw new IOException($"{path} is no file");
            handle = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var stamp = FileStamp.Of($"/proc/self/fd/{handle.DangerousGetHandle()}");
            var position = begin(handle, stamp);
            var file = new FollowedFile(handle, stamp, new AuditLines(intake, stop, position), position.Offset);
            handle = null;
            return file;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        finally
        {
            handle?.Dispose();
        }
    }

    /// <summary>How much of it has been judged.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public SavedPosition Position()
    {
        long judged = _lines.Progress.Judged;
        if (_head is not { IsWhole: true } && _head?.Length != judged) _head = FileHead.Of(_handle, judged);
        return new SavedPosition(Stamp.Inode, judged, _lines.IsArray, _head!);
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
            (_position, _head) = (0, null);
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

    /// <summary>Reads on in a file put aside until nothing has come for a while: then it is at its end.</summary>
    /// <param name="buffer">Memory to read into.</param>
    /// <param name="stop">Ends it in between.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Finish(byte[] buffer, CancellationToken stop)
    {
        if (_isRead) return;
        bool isThere = Read(buffer, stop);
        long now = Environment.TickCount64;
        if (isThere || _quietSinceMs == 0) _quietSinceMs = now;
        if (stop.IsCancellationRequested || now - _quietSinceMs < QuietMs) return;
        _lines.Last();
        _isRead = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        _lines.Dispose();
    }
}
