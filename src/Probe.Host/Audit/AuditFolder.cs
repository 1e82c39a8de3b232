using KosmosProbe.Native;

namespace KosmosProbe.Host.Audit;

/// <summary>Which files there are to be read: one, or all of a folder, and those that one was renamed to.</summary>
/// <param name="path">The file or folder.</param>
internal sealed class AuditFolder(string path)
{
    // As many as anybody keeps of rotated files; each is one descriptor.
    private const int FilesMax = 512;

    /// <summary>The files by what they are, not by what they are called; the oldest first.</summary>
    /// <exception cref="IOException">There are too many, or the folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public IReadOnlyList<(string Name, FileStamp Stamp)> Present() =>
        InOrder(Directory.Exists(path) ? Directory.EnumerateFiles(path).Where(IsPlain) : [path], static _ => true);

    /// <summary>
    /// What the one file has been renamed to, as those who rotate files do it: <c>audit-DATE.log</c>,
    /// <c>audit.1.log</c> or <c>audit.log.1</c> beside <c>audit.log</c>. Of a folder there are none, as all of its
    /// files are present.
    /// </summary>
    /// <param name="isWanted">Which of them are asked for.</param>
    /// <exception cref="IOException">There are too many, or the folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public IReadOnlyList<(string Name, FileStamp Stamp)> Rotated(Predicate<FileStamp> isWanted)
    {
        string? folder = Path.GetDirectoryName(path);
        return Directory.Exists(path) || !Directory.Exists(folder)
            ? []
            : InOrder(Directory.EnumerateFiles(folder).Where(name => IsPlain(name) && IsRotated(name)), isWanted);
    }

    private bool IsRotated(string name) =>
        Follows(name, path)
        || (Follows(name, Path.ChangeExtension(path, null)) && Path.GetExtension(name) == Path.GetExtension(path)
            && name != path);

    private static bool Follows(string name, string start) =>
        name.Length > start.Length && name.StartsWith(start, StringComparison.Ordinal)
        && name[start.Length] is '-' or '.' or '_';

    private List<(string Name, FileStamp Stamp)> InOrder(
        IEnumerable<string> names, Predicate<FileStamp> isWanted)
    {
        var found = names.Select(static name => (Name: name, Stamp: FileStamp.Of(name)))
            .Where(file => file.Stamp != default && isWanted(file.Stamp))
            .OrderBy(static file => file.Stamp.ModifiedNs).ThenBy(static file => file.Name, StringComparer.Ordinal)
            .DistinctBy(static file => (file.Stamp.Device, file.Stamp.Inode))
            .ToList();
        return found.Count <= FilesMax
            ? found
            : throw new IOException($"{path} stands for {found.Count} files, {FilesMax} at most are read");
    }

    private static bool IsPlain(string name) =>
        !Path.GetFileName(name).StartsWith('.') && !name.EndsWith(".gz", StringComparison.Ordinal);
}
