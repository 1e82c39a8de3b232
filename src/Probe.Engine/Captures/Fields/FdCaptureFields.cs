using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Captures.Fields.CaptureRows;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>fd.*: number, kind, name and object of the descriptor that a recorded event is about.</summary>
internal static class FdCaptureFields
{
    /// <summary>The rows.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        Number("fd.num", (in context, out value) =>
        {
            bool isAbout = FdCaptureText.TryState(context, out var state);
            value = state.Number;
            return isAbout;
        }),
        Text("fd.type", (in context, out value) =>
        {
            value = FdCaptureText.TryDescriptor(context, out var descriptor) ? descriptor.Kind.Name() : default;
            return !value.IsEmpty;
        }),
        Text("fd.typechar", FdCaptureText.TryLetter),
        Text("fd.name", FdCaptureText.TryName),
        Text("fd.nameraw", FdCaptureText.TryRawName),
        Text("fd.directory", FdCaptureText.TryDirectory),
        Text("fd.filename", FdCaptureText.TryFileName),
        Text("fd.containername", OfContainer(FdCaptureText.TryName)),
        Text("fd.containerdirectory", OfContainer(FdCaptureText.TryDirectory)),
        Text("fd.uid", Uid),
        Number("fd.dev", Read(static descriptor => descriptor.Device)),
        Number("fd.dev.major", Read(static descriptor => (descriptor.Device & 0xfff00) >> 8)),
        Number("fd.dev.minor",
            Read(static descriptor => (descriptor.Device & 0xff) | ((descriptor.Device >> 12) & 0xfff00))),
        Number("fd.ino", Read(static descriptor => (long)descriptor.Ino)),
        Flag("fd.is_upper_layer", Marked(DescriptorMarks.UpperLayer)),
        Flag("fd.is_lower_layer", Marked(DescriptorMarks.LowerLayer)),
        Flag("fd.connected", Marked(DescriptorMarks.Connected)),
        Flag("fd.name_changed", (in context, out value) =>
        {
            bool known = FdCaptureText.TryDescriptor(context, out _);
            value = known && context.Node.Recorded!.Descriptors.NameChanged;
            return known;
        }),
        ("fd.types", static field => field.ReadBy(
            new TextItemReader(DescriptorTypes.At),
            static argument => new TextItemReader(DescriptorTypes.Of(argument).Read),
            DescriptorTypes.Count,
            static argument => DescriptorTypes.Of(argument).CountOne)),
    ];

    private static NumberReader Read(Func<Descriptor, long> read) => (in context, out value) =>
    {
        bool known = FdCaptureText.TryDescriptor(context, out var descriptor);
        value = known ? read(descriptor!) : 0;
        return known;
    };

    private static BooleanReader Marked(DescriptorMarks mark) => (in context, out value) =>
    {
        bool known = FdCaptureText.TryDescriptor(context, out var descriptor);
        value = known && (descriptor!.Marks & mark) != 0;
        return known;
    };

    private static bool Uid(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!FdCaptureText.TryState(context, out var state))
        {
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        text.AddUnsigned(context.Thread.Tid);
        text.AddNumber(state.Number);
        value = text.Finish();
        return true;
    }

    // The host has no id here.
    private static TextReader OfContainer(TextReader read) => (in context, out value) =>
    {
        if (!read(context, out var name))
        {
            value = default;
            return false;
        }

        var text = new TextBuilder(context.Node.Scratch);
        var container = context.Thread.Recorded!.Container;
        text.Add(container.IsHost ? default : container.Id);
        text.Add((byte)':');
        text.Add(name);
        value = text.Finish();
        return true;
    };
}
