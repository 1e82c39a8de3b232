using System.Text.Json;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// How far files have been judged, kept over restarts in a file of its own, so that each event counts once: what was
/// written while nothing ran as well. One thread.
/// </summary>
internal sealed class AuditPositions
{
    private readonly string _file;
    private readonly string _followed;
    private readonly ILogger _log;
    private readonly Dictionary<ulong, SavedPosition> _known = [];
    private IReadOnlyList<SavedPosition> _saved = [];
    private bool _isFailureTold;

    /// <summary>Reads what was kept.</summary>
    /// <param name="file">Where it is kept; empty: it is not.</param>
    /// <param name="followed">The file or folder whose positions these are.</param>
    /// <param name="log">Where faults are told.</param>
    public AuditPositions(string file, string followed, ILogger log)
    {
        (_file, _followed, _log) = (file, followed, log);
        var kept = Read();
        IsKept = kept is not null;
        ListedNs = kept?.ListedNs ?? 0;
        foreach (var saved in kept?.Files ?? []) _known[saved.Inode] = saved;
    }

    /// <summary>This is not the first time that files are looked for there.</summary>
    public bool IsKept { get; }

    /// <summary>When files were looked for before, ns since the epoch: what was written since may be unknown.</summary>
    public long ListedNs { get; }

    /// <summary>Where a file has been read to; null: it is another one, or is shorter now. Told once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="stamp">Its identity.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public AuditPosition? Take(SafeFileHandle file, FileStamp stamp) =>
        _known.Remove(stamp.Inode, out var saved) && saved.Offset <= stamp.Length && saved.Head.IsOf(file)
            ? new AuditPosition(saved.Offset, saved.IsInArray)
            : null;

    /// <summary>Whether there is something kept of a file that has this inode.</summary>
    /// <param name="inode">The inode.</param>
    public bool Knows(ulong inode) => _known.ContainsKey(inode);

    /// <summary>Keeps positions, if they are others than before. What fails is told once and tried again.</summary>
    /// <param name="positions">Those of all files.</param>
    public void Save(SavedPositions positions)
    {
        if (_file.Length == 0 || positions.Files.SequenceEqual(_saved)) return;
        try
        {
            Write(positions);
            _saved = positions.Files;
            _isFailureTold = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_isFailureTold) _log.AuditPositionsNotKept(_file, e.Message);
            _isFailureTold = true;
        }
    }

    // Another file first, so that the end of the probe or of the machine leaves one of the two whole.
    private void Write(SavedPositions positions)
    {
        if (Path.GetDirectoryName(_file) is { } folder) Directory.CreateDirectory(folder);
        string next = _file + ".next";
        using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, positions, SavedPositionsJson.Default.SavedPositions);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, _file, overwrite: true);
    }

    // Null: nothing was kept of what is followed.
    private SavedPositions? Read()
    {
        if (_file.Length == 0) return null;
        try
        {
            using var stream = File.OpenRead(_file);
            var saved = JsonSerializer.Deserialize(stream, SavedPositionsJson.Default.SavedPositions);
            if (saved?.Files is null || saved.Files.Any(IsDamaged))
            {
                throw new JsonException("it is not what was written");
            }

            return saved.Followed == _followed ? saved : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            _log.AuditPositionsUnread(_file, e.Message);
            return null;
        }
    }

    private static bool IsDamaged(SavedPosition? one) =>
        one is not { Offset: >= 0, Head: { Length: >= 0, Hash: not null } };
}
