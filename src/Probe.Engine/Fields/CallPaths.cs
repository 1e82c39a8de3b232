using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// Paths that calls name. The kernel keeps no object of most of them, so they are put together as far as text can
/// tell: from the caller's name and, where that is relative, the directory that the kernel names. An event that is
/// judged once more by where links in its names lead has those paths in their place.
/// </summary>
internal static class CallPaths
{
    /// <summary>Whether there is a name that is not the path that it leads to, as far as that is known.</summary>
    public static bool IsRelative(in EventContext context, int place)
    {
        if (context.Links?.Found(place) is not null) return true;
        var name = context.Event.Text(context.Event.As<CallEvent>().Texts[place]);
        return !name.IsEmpty && name[0] != (byte)'/';
    }

    /// <summary>The name as passed; false when there is none.</summary>
    public static bool TryGetRaw(in EventContext context, int place, out ReadOnlySpan<byte> name)
    {
        name = context.Event.Text(context.Event.As<CallEvent>().Texts[place]);
        return !name.IsEmpty;
    }

    /// <summary>The name made absolute; false when there is none.</summary>
    public static bool TryRebuild(in EventContext context, int place, out ReadOnlySpan<byte> path)
    {
        if (context.Links?.Found(place) is { } found)
        {
            path = found;
            return true;
        }

        if (!TryGetRaw(context, place, out path))
        {
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        Rebuild(context, place, ref text);
        path = text.Finish();
        return true;
    }

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
