using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// The path of an open. The kernel's own when it succeeded; after a failure there is no file, so the path is put
/// together from directory and name as far as text can tell, symbolic links not followed.
/// </summary>
internal static class OpenPaths
{
    private const int AtCwd = -100;

    /// <summary>The file; false when the call named none.</summary>
    public static bool TryGet(scoped in EventContext context, out ReadOnlySpan<byte> path)
    {
        if (context.IsBySamePath)
        {
            path = context.SamePath.Span;
            return true;
        }

        ref readonly var open = ref context.Event.As<OpenEvent>();
        path = context.Event.Text(open.Path);
        return (!path.IsEmpty && !context.Node.NamesAsPassed) || TryRebuild(context, out path);
    }

    /// <summary>The name as passed, made absolute; false when the call named none.</summary>
    public static bool TryRebuild(scoped in EventContext context, out ReadOnlySpan<byte> path)
    {
        ref readonly var open = ref context.Event.As<OpenEvent>();
        if (context.Event.Text(open.Name).IsEmpty)
        {
            path = default;
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        Rebuild(context, ref text);
        path = text.Finish();
        return true;
    }

    /// <summary>Adds the name as passed, made absolute.</summary>
    public static void Rebuild(in EventContext context, ref TextBuilder text)
    {
        ref readonly var open = ref context.Event.As<OpenEvent>();
        var name = context.Event.Text(open.Name);
        var directory = context.Event.Text(open.Directory);
        if (directory.IsEmpty && open.Dirfd == AtCwd && context.Thread.Image is { } image)
        {
            directory = image.Cwd;
        }

        Join(directory, name, ref text);
    }

    /// <summary>Adds a name, behind the directory when it is relative.</summary>
    /// <param name="directory">Absolute, or empty.</param>
    /// <param name="name">Not empty.</param>
    /// <param name="text">Where to.</param>
    public static void Join(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, ref TextBuilder text)
    {
        int start = text.Length;
        if (!name.StartsWith((byte)'/'))
        {
            // The path of a directory that is mounted nowhere has no slash in front.
            if (!directory.StartsWith((byte)'/'))
            {
                text.Add((byte)'/');
            }

            text.Add(directory);
            text.Add((byte)'/');
        }

        text.Add(name);
        text.CutTo(start + Normalize(text.Written[start..]));
    }

    /// <summary>
    /// Takes out empty and <c>.</c> components and resolves <c>..</c>, in place; a slash at the end goes as well.
    /// </summary>
    /// <param name="path">Starts with a slash.</param>
    /// <returns>The new length.</returns>
    public static int Normalize(Span<byte> path)
    {
        int length = 0;
        int at = 0;
        while (at < path.Length)
        {
            int end = path[at..].IndexOf((byte)'/');
            var part = end < 0 ? path[at..] : path.Slice(at, end);
            at = end < 0 ? path.Length : at + end + 1;
            if (part.SequenceEqual(".."u8))
            {
                length = Math.Max(path[..length].LastIndexOf((byte)'/'), 0);
            }
            else if (!part.IsEmpty && !part.SequenceEqual("."u8))
            {
                path[length++] = (byte)'/';
                part.CopyTo(path[length..]);
                length += part.Length;
            }
        }

        if (length == 0 && path.Length > 0)
        {
            path[length++] = (byte)'/';
        }

        return length;
    }
}
