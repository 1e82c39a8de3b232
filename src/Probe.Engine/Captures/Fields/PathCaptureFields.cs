using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Captures.Fields.CaptureRows;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>fs.path.* and evt.abspath: the paths that a recorded call names.</summary>
internal static class PathCaptureFields
{
    private static readonly PathCall?[] Calls = PathCall.ByNameId();

    /// <summary>The rows.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        Text("fs.path.name", Name),
        Text("fs.path.nameraw", (in context, out value) => TryRaw(context, CallOf(context)?.Name ?? -1, out value)),
        Text("fs.path.source", (in context, out value) =>
            TryAbsolute(context, CallOf(context)?.Source ?? -1, out value)),
        Text("fs.path.sourceraw", (in context, out value) => TryRaw(context, CallOf(context)?.Source ?? -1, out value)),
        Text("fs.path.target", (in context, out value) =>
            TryAbsolute(context, CallOf(context)?.Target ?? -1, out value)),
        Text("fs.path.targetraw", (in context, out value) => TryRaw(context, CallOf(context)?.Target ?? -1, out value)),
        ("evt.abspath", static field => field.ReadBy(
            new TextReader(FirstPath),
            static argument => argument is "dst" or "2" ? new TextReader(SecondPath) : new TextReader(FirstPath))),
    ];

    private static PathCall? CallOf(in EventContext context) => Calls[EventTable.NameId(context.Event.Type)];

    // An open counts as a success unless its result is -1: Falco compares with that one number.
    private static bool HasWorked(in EventContext context, PathCall call) =>
        call.IsOpen ? context.Result != -1 : context.Result == 0;

    private static bool TryRaw(in EventContext context, int parameter, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (CallOf(context) is not { } call || !HasWorked(context, call))
        {
            return false;
        }

        if (parameter == PathCall.OfDescriptor)
        {
            return FdCaptureText.TryName(context, out value);
        }

        if (parameter < 0)
        {
            return false;
        }

        bool known = context.Event.Has(parameter);
        value = known ? context.Event.Text(parameter) : RecordedValues.NotKnown;
        return known || call.IsOpen;
    }

    // What an open names is what its descriptor is called; while that is not known, only an absolute name tells it.
    private static bool Name(in EventContext context, out ReadOnlySpan<byte> value)
    {
        if (CallOf(context) is not { IsOpen: true, First: not null } call)
        {
            return TryAbsolute(context, CallOf(context)?.Name ?? -1, out value);
        }

        if (!TryRaw(context, call.Name, out value))
        {
            return false;
        }

        if (FdCaptureText.TryDescriptor(context, out var descriptor))
        {
            value = descriptor.Name;
        }
        else if (RecordedPaths.IsRelative(value))
        {
            value = RecordedPaths.Unknown;
        }

        return true;
    }

    // A call that is about the descriptor of a directory has its paths from there, if it is known to be one; others
    // have them from the working directory, even where they name a directory of their own.
    private static bool TryAbsolute(in EventContext context, int parameter, out ReadOnlySpan<byte> value)
    {
        if (!TryRaw(context, parameter, out value))
        {
            return false;
        }

        if (RecordedPaths.IsRelative(value))
        {
            var text = new TextBuilder(context.Node.Scratch);
            if (!context.Node.Recorded!.Descriptors.IsAbout)
            {
                RecordedPaths.Join(RecordedPaths.WorkingDirectory(context.Thread), value, ref text);
            }
            else if (FdCaptureText.TryDescriptor(context, out var known) && known.Kind == DescriptorKind.Directory)
            {
                RecordedPaths.JoinTo(known.Name, value, ref text);
            }
            else
            {
                RecordedPaths.Join(RecordedPaths.Unknown, value, ref text);
            }

            value = text.Finish();
        }

        return context.Thread.IsKnown;
    }

    private static bool FirstPath(in EventContext context, out ReadOnlySpan<byte> value) =>
        TryAt(context, CallOf(context)?.First, out value);

    private static bool SecondPath(in EventContext context, out ReadOnlySpan<byte> value) =>
        TryAt(context, CallOf(context)?.Second ?? CallOf(context)?.First, out value);

    private static bool TryAt(in EventContext context, PathAt? at, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (at is not { } place || !context.Thread.IsKnown)
        {
            return false;
        }

        if (!context.Event.Has(place.Name))
        {
            return false;
        }

        var name = context.Event.Text(place.Name);
        long directory = place.Directory < 0 ? RecordedPaths.AtCwd : context.Event.Int64(place.Directory);
        var text = new TextBuilder(context.Node.Scratch);
        if (directory == RecordedPaths.AtCwd)
        {
            RecordedPaths.Join(RecordedPaths.WorkingDirectory(context.Thread), name, ref text);
        }
        else
        {
            var descriptor = RecordedDescriptors.Find(context.Thread, directory);
            RecordedPaths.JoinWithSlash(
                descriptor is null ? RecordedPaths.Unknown : descriptor.Name, name, ref text);
        }

        value = text.Finish();
        return true;
    }
}
