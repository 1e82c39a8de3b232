using System.Globalization;

namespace KosmosProbe.Native;

/// <summary>A part of this process's addresses that shows a file.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The first address behind it.</param>
/// <param name="Permissions">As the kernel writes them: <c>r-xp</c>.</param>
/// <param name="Path">Of the file; empty for memory without one.</param>
internal readonly record struct ImageMapping(nint Start, nint End, string Permissions, string Path)
{
    private const int PermissionsLength = 4;

    // Permissions, offset, device and inode lie between the addresses and the path.
    private const int WordsBeforePath = 5;

    /// <summary>Whether the process may write to it, be it to copies of its own.</summary>
    public bool IsWritable => Permissions[1] == 'w';

    /// <summary>The mapping that a line of /proc/PID/smaps begins; null for the lines that follow it.</summary>
    public static ImageMapping? Parse(string line)
    {
        int dash = line.IndexOf('-', StringComparison.Ordinal);
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        if (dash <= 0 || space < dash || line.Length < space + 1 + PermissionsLength
            || !TryParseAddress(line.AsSpan(0, dash), out nint start)
            || !TryParseAddress(line.AsSpan(dash + 1, space - dash - 1), out nint end))
        {
            return null;
        }

        var path = line.AsSpan();
        for (int word = 0; word < WordsBeforePath && path.IndexOf(' ') is >= 0 and var next; word++)
        {
            path = path[(next + 1)..];
        }

        string permissions = line.Substring(space + 1, PermissionsLength);
        return new ImageMapping(start, end, permissions, path.TrimStart().ToString());
    }

    /// <summary>
    /// Unmaps its pages until they are touched. Only for a mapping all of whose pages are the file's. False where the
    /// kernel refuses, so that nothing happened.
    /// </summary>
    public bool TryGiveBack() => Libc.madvise(Start, (nuint)(End - Start), Libc.MADV_DONTNEED) == 0;

    private static bool TryParseAddress(ReadOnlySpan<char> digits, out nint address) =>
        nint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address);
}
