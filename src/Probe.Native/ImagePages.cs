namespace KosmosProbe.Native;

/// <summary>
/// Lets go of the pages of code and metadata that this process has mapped from files and does not need at the moment.
/// What a start ran through (parsers, compilers, their metadata) stays mapped otherwise until the node is short of
/// memory, counts as the process's, and is more than the events need. What is needed comes back by itself, some pages
/// at a time, from the kernel's copy of the file. One thread.
/// </summary>
/// <param name="folder">Where the images lie, as the kernel knows it; those of folders below are left alone.</param>
/// <param name="smaps">Where the kernel tells of this process's mappings.</param>
public sealed class ImagePages(string folder, string smaps = "/proc/self/smaps")
{
    private readonly string _folder = folder.TrimEnd('/') + '/';
    private Dictionary<ImageMapping, long> _known = [];

    /// <summary>
    /// Lets go of what was mapped with the same bounds at the last call already, so of nothing the first time: an image
    /// that is being loaded may be written to before its bounds are the last. Takes some milliseconds.
    /// </summary>
    /// <returns>The bytes that were resident in them.</returns>
    public long GiveBack()
    {
        var found = Find();
        long bytes = 0;
        foreach (var (mapping, resident) in found)
        {
            if (_known.ContainsKey(mapping) && mapping.TryGiveBack()) bytes += resident;
        }

        _known = found;
        return bytes;
    }

    /// <summary>
    /// The mappings that cannot be written to and of which no page is the process's own, so that all are the file's and
    /// nothing is lost with them; and the bytes resident in each. None where the kernel does not tell.
    /// </summary>
    internal Dictionary<ImageMapping, long> Find()
    {
        var found = new Dictionary<ImageMapping, long>();
        try
        {
            ImageMapping? current = null;
            long residentKb = 0;
            foreach (string line in File.ReadLines(smaps))
            {
                if (ImageMapping.Parse(line) is { } mapping)
                {
                    current = !mapping.IsWritable && IsImage(mapping.Path) ? mapping : null;
                    residentKb = 0;
                }
                else if (current is not null)
                {
                    residentKb = Kilobytes(line, "Rss:") ?? residentKb;
                    if (residentKb > 0 && Kilobytes(line, "Anonymous:") == 0) found[current.Value] = residentKb * 1024;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            found.Clear();
        }

        return found;
    }

    private bool IsImage(string path) =>
        path.StartsWith(_folder, StringComparison.Ordinal)
            && path.AsSpan(_folder.Length) is var name && !name.Contains('/')
            && (name.EndsWith(".dll", StringComparison.Ordinal) || name.EndsWith(".so", StringComparison.Ordinal));

    private static long? Kilobytes(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal)
            && long.TryParse(line.AsSpan(name.Length).TrimEnd("kB"), out long number) ? number : null;
}
