using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>How paths are put together: by their text alone, as Falco does it, symbolic links not followed.</summary>
internal static class RecordedPaths
{
    /// <summary>The working directory in the place of a directory's descriptor.</summary>
    public const long AtCwd = -100;

    // SCAP_MAX_PATH_SIZE, userspace/libscap/scap.h, less the zero byte.
    private const int BytesMax = 1023;

    /// <summary>What stands for a directory that is not known.</summary>
    public static ReadOnlySpan<byte> Unknown => "<UNKNOWN>"u8;

    /// <summary>A thread's working directory, with a slash at its end; empty when it is not known.</summary>
    /// <param name="thread">The thread.</param>
    public static ReadOnlySpan<byte> WorkingDirectory(ThreadInfo thread) =>
        thread.Recorded is null ? default : RecordedThreads.Cwd(thread);

    /// <summary>Adds a name, made absolute unless it is already.</summary>
    /// <param name="directory">The path of a directory, with or without a slash at its end.</param>
    /// <param name="name">As the call has it; nothing is added for an empty one.</param>
    /// <param name="text">Where to add it.</param>
    public static void JoinTo(
        scoped ReadOnlySpan<byte> directory, scoped ReadOnlySpan<byte> name, ref TextBuilder text) =>
        Join(directory, directory.IsEmpty || directory[^1] == '/' ? default : "/"u8, name, ref text);

    /// <summary>The same with a slash also behind one.</summary>
    /// <param name="directory">The path of a directory.</param>
    /// <param name="name">As the call has it; nothing is added for an empty one.</param>
    /// <param name="text">Where to add it.</param>
    public static void JoinWithSlash(
        scoped ReadOnlySpan<byte> directory, scoped ReadOnlySpan<byte> name, ref TextBuilder text) =>
        Join(directory, "/"u8, name, ref text);

    /// <summary>
    /// Adds a name, made absolute unless it is already. A directory without slash at its end is one word with the
    /// name.
    /// </summary>
    /// <param name="directory">Where the name begins.</param>
    /// <param name="name">As the call has it; nothing is added for an empty one.</param>
    /// <param name="text">Where to add it.</param>
    public static void Join(
        scoped ReadOnlySpan<byte> directory, scoped ReadOnlySpan<byte> name, ref TextBuilder text) =>
        Join(directory, slash: default, name, ref text);

    /// <summary>Whether a name has to be made absolute.</summary>
    /// <param name="name">As the call has it.</param>
    public static bool IsRelative(ReadOnlySpan<byte> name) => name.Length > 0 && name[0] != '/';

    private static void Join(
        scoped ReadOnlySpan<byte> directory,
        scoped ReadOnlySpan<byte> slash,
        scoped ReadOnlySpan<byte> name,
        ref TextBuilder text)
    {
        int start = text.Length;
        if (IsRelative(name))
        {
            text.Add(directory);
            text.Add(slash);
        }

        int begin = text.Length - start;
        if (begin + name.Length > BytesMax)
        {
            text.CutTo(start);
            text.Add("/PATH_TOO_LONG"u8);
            return;
        }

        text.Add(name);
        text.CutTo(start + Normalize(text.Written[start..], begin));
    }

    /// <summary>Takes <c>.</c>, <c>..</c> and doubled slashes out of the end of a path, in place.</summary>
    /// <param name="path">Directory and name.</param>
    /// <param name="directory">Length of the directory, which is left as it is but may be walked up.</param>
    /// <returns>The new length.</returns>
    private static int Normalize(Span<byte> path, int directory)
    {
        if (!NeedsNormalizing(path, directory))
        {
            return path.Length > 1 && path[^1] == '/' ? path.Length - 1 : path.Length;
        }

        int length = directory;
        int at = directory;
        while (at < path.Length)
        {
            var rest = path[at..];
            bool isStart = length == 0 || path[length - 1] == '/';
            if (isStart && rest[0] == '.' && TrySkip(path, rest, ref length, out int skipped))
            {
                at += skipped;
            }
            else if (rest[0] == '/' && ((length > 0 && path[length - 1] == '/') || (length == 0 && directory > 0)))
            {
                at++;
            }
            else
            {
                path[length++] = rest[0];
                at++;
            }
        }

        return length > 1 && path[length - 1] == '/' ? length - 1 : length;
    }

    // Two quick looks, as hardly any path needs it.
    private static bool NeedsNormalizing(ReadOnlySpan<byte> path, int directory)
    {
        var added = path[Math.Max(directory - 1, 0)..];
        return (directory == 0 && path.Length > 0 && path[0] == '.')
            || added.IndexOf("//"u8) >= 0
            || added.IndexOf("/."u8) >= 0;
    }

    // False for a name that only begins with dots.
    private static bool TrySkip(Span<byte> path, ReadOnlySpan<byte> rest, ref int length, out int skipped)
    {
        int dots = rest.Length > 1 && rest[1] == '.' ? 2 : 1;
        bool hasSlash = rest.Length > dots && rest[dots] == '/';
        skipped = hasSlash ? dots + 1 : dots;
        if (!hasSlash && rest.Length > dots)
        {
            return false;
        }

        if (dots == 2 && length > 1)
        {
            length = path[..(length - 1)].LastIndexOf((byte)'/') + 1;
        }

        return true;
    }
}
