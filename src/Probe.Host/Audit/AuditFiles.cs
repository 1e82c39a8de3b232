using KosmosProbe.Native;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// Reads events out of a file, or of all files of a folder, as they grow, on a thread of its own. A file that is
/// renamed is read to its end; one that takes its place is read from its start.
/// </summary>
/// <param name="path">The file or folder.</param>
/// <param name="fromStart">What is there at the start counts too.</param>
/// <param name="intake">Where events go.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class AuditFiles(string path, bool fromStart, AuditIntake intake, ILogger log) : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    // As many as anybody keeps of rotated files; each is one descriptor.
    private const int FilesMax = 512;

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<(ulong Device, ulong Inode), FollowedFile> _files = [];
    private readonly byte[] _buffer = new byte[BufferBytes];
    private Thread? _thread;
    private bool _isFirstLook = true;
    private string _fault = "";

    /// <summary>How often is looked for more.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = "k8s_audit files", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends it; what was read before goes its way.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _thread?.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files.Values) file.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        do
        {
            try
            {
                Look();
                _fault = "";
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (e.Message != _fault) log.AuditFileFailed(e.Message);
                _fault = e.Message;
            }
        }
        while (!_stop.Token.WaitHandle.WaitOne(Pause));
    }

    private void Look()
    {
        var present = Present();
        foreach (var (key, file) in _files.Where(pair => !present.ContainsKey(pair.Key)).ToList())
        {
            file.Finish(_buffer, _stop.Token);
            file.Dispose();
            _files.Remove(key);
        }

        foreach (var (key, name) in present.Where(pair => !_files.ContainsKey(pair.Key)))
        {
            // What comes later is new, whatever was asked for at the start.
            var lines = new AuditLines(intake, _stop.Token);
            var file = FollowedFile.TryOpen(name, fromStart || !_isFirstLook, lines);
            if (file is null || !_files.TryAdd((file.Stamp.Device, file.Stamp.Inode), file)) lines.Dispose();
        }

        if (_isFirstLook && present.Count == 0) log.AuditFileMissing(path);
        _isFirstLook = false;
        foreach (var file in _files.Values) file.Read(_buffer, _stop.Token);
    }

    // By what they are, not by what they are called; the oldest first.
    private Dictionary<(ulong Device, ulong Inode), string> Present()
    {
        IEnumerable<string> names = Directory.Exists(path) ? Directory.EnumerateFiles(path).Where(IsPlain) : [path];
        var found = names.Select(static name => (Name: name, Stamp: FileStamp.Of(name)))
            .Where(static file => file.Stamp != default)
            .OrderBy(static file => file.Stamp.ModifiedNs).ThenBy(static file => file.Name, StringComparer.Ordinal)
            .ToList();
        if (found.Count > FilesMax)
        {
            throw new IOException($"{path} holds {found.Count} files, {FilesMax} at most are read");
        }

        var present = new Dictionary<(ulong, ulong), string>();
        foreach (var (name, stamp) in found) present.TryAdd((stamp.Device, stamp.Inode), name);
        return present;
    }

    private static bool IsPlain(string name) =>
        !Path.GetFileName(name).StartsWith('.') && !name.EndsWith(".gz", StringComparison.Ordinal);
}
