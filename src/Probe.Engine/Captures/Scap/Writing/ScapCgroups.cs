namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// A control group as the format has it: a path for each of five controllers. We know one path, and readers look for a
/// container in any of them.
/// </summary>
internal static class ScapCgroups
{
    // Beside the names of the controllers, five of the longest path must fit a length of 16 bits.
    private const int PathBytesMax = 12 << 10;

    /// <summary>Bytes that a path takes.</summary>
    public static int Bytes(ReadOnlySpan<byte> path) =>
        path.IsEmpty ? 0 : Names.Length + (5 * Math.Min(path.Length, PathBytesMax)) + 5;

    /// <summary>Adds a path as a parameter.</summary>
    public static void Add(ReadOnlySpan<byte> path, ScapEventOutput output) => Write(path, output.Raw(Bytes(path)));

    /// <summary>Writes a path, nothing before it.</summary>
    public static void Write(ReadOnlySpan<byte> path, ScapOutput output)
    {
        if (path.IsEmpty)
        {
            return;
        }

        var fitting = path[..Math.Min(path.Length, PathBytesMax)];
        var names = Names;
        while (!names.IsEmpty)
        {
            int end = names.IndexOf((byte)'=') + 1;
            output.Bytes(names[..end]);
            output.Bytes(fitting);
            output.U8(0);
            names = names[end..];
        }
    }

    private static ReadOnlySpan<byte> Names => "cpuset=cpu=cpuacct=io=memory="u8;
}
