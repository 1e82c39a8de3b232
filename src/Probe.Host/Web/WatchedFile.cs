using System.Security.Cryptography;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Web;

/// <summary>
/// What a file says: read again by the next who asks after it has changed, so that a renewed one counts without a
/// restart. A file that cannot be read (perhaps it is just being replaced) leaves what it said before. Any thread.
/// </summary>
/// <typeparam name="T">What is read out of it. The former value is not disposed of: it may be in use.</typeparam>
internal sealed class WatchedFile<T>
{
    private readonly string _file;
    private readonly Func<string, T> _read;
    private readonly Action<string> _kept;
    private readonly Lock _lock = new();
    private FileStamp _stamp;
    private T _current;

    /// <summary>Reads it. Errors: those of <paramref name="read"/>.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="read">Reads it; throws where it does not hold what it should.</param>
    /// <param name="kept">Told why the former value still counts.</param>
    public WatchedFile(string file, Func<string, T> read, Action<string> kept)
    {
        (_file, _read, _kept) = (file, read, kept);
        _stamp = FileStamp.Of(file);
        _current = read(file);
    }

    /// <summary>Told what a changed file says.</summary>
    public Action<T>? Changed { get; init; }

    /// <summary>What it says now.</summary>
    public T Current()
    {
        lock (_lock)
        {
            var stamp = FileStamp.Of(_file);
            if (stamp == _stamp) return _current;
            _stamp = stamp;
            try
            {
                _current = _read(_file);
                Changed?.Invoke(_current);
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                _kept(e.Message);
            }

            return _current;
        }
    }
}
