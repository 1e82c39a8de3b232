using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>
/// The texts of an event's descriptor. Where there is none, a call that would have made one still shows the name it
/// was given, so that failed opens have a path.
/// </summary>
internal static class FdCaptureText
{
    private static readonly FdMaker[] Makers = BuildMakers();

    // What a call makes, for its name and letter when it failed.
    private enum FdMaker : byte
    {
        Other,
        Open,
        OpenAt,
        Create,
        OpenByHandle,
        Socket,
        Accept,
        Connect,
        Pipe,
        Event,
        Signal,
        Timer,
        Inotify,
    }

    /// <summary>fd.name.</summary>
    public static bool TryName(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryState(context, out var state))
        {
            return false;
        }

        if (state.Current is { } descriptor)
        {
            value = descriptor.Name;
            return true;
        }

        if (HasNoName(context))
        {
            return false;
        }

        // Rules ask for it again and again, and nearly half of all opens fail.
        if (!state.TryFailedName(out value))
        {
            var text = new TextBuilder(context.Node.Scratch);
            WriteMadeName(context, ref text);
            value = text.Finish();
            state.KeepFailedName(value);
        }

        return true;
    }

    /// <summary>fd.nameraw.</summary>
    public static bool TryRawName(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryState(context, out var state) || (state.Current is null && HasNoName(context)))
        {
            return false;
        }

        if (state.Current is { } descriptor)
        {
            value = descriptor.RawName;
        }
        else if (MakerOf(context) == FdMaker.OpenAt)
        {
            value = context.Event.Text(2);
        }
        else
        {
            var made = new TextBuilder(context.Node.Scratch);
            WriteMadeName(context, ref made);
            value = made.Finish();
        }

        if (value.IndexOf("//"u8) >= 0)
        {
            var text = new TextBuilder(context.Node.Scratch);
            text.Add(value);
            text.CutTo(WithoutDoubledSlashes(text.Written));
            value = text.Finish();
        }

        return true;
    }

    /// <summary>fd.directory.</summary>
    public static bool TryDirectory(in EventContext context, out ReadOnlySpan<byte> value)
    {
        if (!TryName(context, out value) || (TryDescriptor(context, out var descriptor)
            && !descriptor.Kind.IsFile() && descriptor.Kind != DescriptorKind.Directory))
        {
            value = default;
            return false;
        }

        if (descriptor?.Kind != DescriptorKind.Directory)
        {
            int slash = descriptor?.LastSlash ?? value.LastIndexOf((byte)'/');
            value = slash <= 0 ? "/"u8 : slash < value.Length - 1 ? value[..slash] : value;
        }

        return true;
    }

    /// <summary>fd.filename.</summary>
    public static bool TryFileName(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryDescriptor(context, out var descriptor) || !descriptor.Kind.IsFile())
        {
            return false;
        }

        value = descriptor.Name;
        int slash = descriptor.LastSlash;
        value = slash < 0 ? "/"u8 : slash < value.Length - 1 ? value[(slash + 1)..] : value;
        return true;
    }

    /// <summary>fd.typechar.</summary>
    public static bool TryLetter(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryState(context, out var state))
        {
            return false;
        }

        value = state.Current is { } descriptor ? descriptor.Kind.Letter() : MakerOf(context) switch
        {
            FdMaker.OpenAt or FdMaker.Create => "f"u8,
            FdMaker.Socket or FdMaker.Accept => "4"u8,
            FdMaker.Pipe => "p"u8,
            FdMaker.Event => "e"u8,
            FdMaker.Signal => "s"u8,
            FdMaker.Timer => "t"u8,
            FdMaker.Inotify => "i"u8,
            _ => "o"u8,
        };
        return true;
    }

    /// <summary>The state, when the event is one that fields of descriptors have values for.</summary>
    public static bool TryState(in EventContext context, out RecordedDescriptors state)
    {
        state = context.Node.Recorded!.Descriptors;
        return state.IsAbout;
    }

    /// <summary>The descriptor that the event is about.</summary>
    public static bool TryDescriptor(
        in EventContext context,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Descriptor? descriptor)
    {
        descriptor = TryState(context, out var state) ? state.Current : null;
        return descriptor is not null;
    }

    private static void WriteMadeName(in EventContext context, ref TextBuilder text)
    {
        switch (MakerOf(context))
        {
            case FdMaker.Open or FdMaker.Create:
                var name = context.Event.Text(1);
                if (RecordedPaths.IsRelative(name))
                {
                    PathText.Resolve(context, name, ref text);
                }

                if (text.Length == 0)
                {
                    text.Add(name.IsEmpty ? RecordedValues.NotKnown : name);
                }

                break;
            case FdMaker.OpenAt:
                context.Node.Recorded!.Descriptors.WriteOpenPath(context.Event, ref text);
                break;
            case FdMaker.OpenByHandle:
                text.Add(context.Event.Has(3) ? context.Event.Text(3) : RecordedValues.NotKnown);
                break;
            case FdMaker.Accept or FdMaker.Connect:
                SocketText.WriteTuple(context.Event.Parameter(1), ref text);
                break;
            default:
                break;
        }
    }

    // An openat whose name could not be recorded.
    private static bool HasNoName(in EventContext context) =>
        MakerOf(context) == FdMaker.OpenAt && !context.Event.Has(2);

    private static FdMaker MakerOf(in EventContext context) => Makers[EventTable.NameId(context.Event.Type)];

    private static int WithoutDoubledSlashes(Span<byte> text)
    {
        int length = 0;
        foreach (byte letter in text)
        {
            if (letter != '/' || length == 0 || text[length - 1] != '/')
            {
                text[length++] = letter;
            }
        }

        return length;
    }

    private static FdMaker[] BuildMakers()
    {
        (FdMaker Maker, string[] Names)[] rows =
        [
            (FdMaker.Open, ["open"]),
            (FdMaker.OpenAt, ["openat", "openat2"]),
            (FdMaker.Create, ["creat"]),
            (FdMaker.OpenByHandle, ["open_by_handle_at"]),
            (FdMaker.Socket, ["socket"]),
            (FdMaker.Accept, ["accept", "accept4"]),
            (FdMaker.Connect, ["connect"]),
            (FdMaker.Pipe, ["pipe", "pipe2"]),
            (FdMaker.Event, ["eventfd", "eventfd2"]),
            (FdMaker.Signal, ["signalfd", "signalfd4"]),
            (FdMaker.Timer, ["timerfd_create"]),
            (FdMaker.Inotify, ["inotify_init", "inotify_init1"]),
        ];
        var makers = new FdMaker[EventTable.NamesCount];
        foreach (var (maker, names) in rows)
        {
            foreach (string name in names)
            {
                makers[EventTable.NameId(name)] = maker;
            }
        }

        return makers;
    }
}
