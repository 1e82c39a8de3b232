using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Paths that calls name. The kernel keeps no object of most of them, so they are put together as far as text can
/// tell: from the caller's name and, where that is relative, the directory that the kernel names. An event that is
/// judged once more by where links in its names lead has those paths in their place.
/// </summary>
internal static class CallPaths
{
    // linux/fcntl.h, linux/mount.h
    private const long EmptyPath = 0x1000;
    private const long FromEmptyPath = 4;
    private const long ToEmptyPath = 0x40;

    /// <summary>Whether there is a name that is not the path that it leads to, as far as that is known.</summary>
    public static bool IsRelative(in EventContext context, int place)
    {
        if (context.Links?.Found(place) is not null || NamesByDescriptor(context, place)) return true;
        var name = context.Event.Text(context.Event.As<CallEvent>().Texts[place]);
        return !name.IsEmpty && name[0] != (byte)'/';
    }

    /// <summary>The name as passed; false when there is none.</summary>
    public static bool TryGetRaw(in EventContext context, int place, out ReadOnlySpan<byte> name)
    {
        name = context.Event.Text(context.Event.As<CallEvent>().Texts[place]);
        return !name.IsEmpty;
    }

    /// <summary>
    /// Whether the file is that of the directory's descriptor: the name is empty, and a flag says what that means.
    /// </summary>
    public static bool NamesByDescriptor(in EventContext context, int place)
    {
        if (place >= CallDirectories.Count) return false;
        ref readonly var call = ref context.Event.As<CallEvent>();
        bool isAllowed = context.Event.Type switch
        {
            EventType.Linkat => place == 0 && (call.Numbers[4] & EmptyPath) != 0,
            EventType.Fchmodat2 => (call.Numbers[3] & EmptyPath) != 0,
            EventType.Fchownat => (call.Numbers[4] & EmptyPath) != 0,
            EventType.OpenTree or EventType.MountSetattr or EventType.OpenTreeAttr or EventType.Setxattrat
                or EventType.Removexattrat => (call.Numbers[2] & EmptyPath) != 0,
            EventType.MoveMount => (call.Numbers[4] & (place == 0 ? FromEmptyPath : ToEmptyPath)) != 0,
            _ => false,
        };
        return isAllowed && context.Event.Text(call.Texts[place]).IsEmpty
            && !context.Event.Text(call.Directories[place]).IsEmpty;
    }

    /// <summary>The name made absolute; false when there is none.</summary>
    public static bool TryRebuild(in EventContext context, int place, out ReadOnlySpan<byte> path)
    {
        if (context.Links?.Found(place) is { } found)
        {
            path = found;
            return true;
        }

        if (!TryGetRaw(context, place, out path) && !NamesByDescriptor(context, place))
        {
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        Rebuild(context, place, ref text);
        path = text.Finish();
        return true;
    }

    /// <summary>The path as the call's argument shows it: absolute names as they were passed.</summary>
    public static bool TryGetShown(in EventContext context, int place, out ReadOnlySpan<byte> path) =>
        IsRelative(context, place) ? TryRebuild(context, place, out path) : TryGetRaw(context, place, out path);

    /// <summary>Adds the name made absolute.</summary>
    public static void Rebuild(in EventContext context, int place, ref TextBuilder text)
    {
        if (context.Links?.Found(place) is { } found)
        {
            text.Add(found);
            return;
        }

        ref readonly var call = ref context.Event.As<CallEvent>();

        // What a symbolic link holds counts from the directory that the link is in, for which it stands last.
        int start = place < CallDirectories.Count ? place : 0;
        OpenPaths.Join(
            context.Event.Text(call.Directories[start]), context.Event.Text(call.Texts[place]), ref text);
    }
}
