using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Audit.Fields.AuditRows;

namespace KosmosProbe.Engine.Audit.Fields;

/// <summary>json.*, and jevt.*, their former names: any value of the event, by a JSON pointer.</summary>
internal static class JsonFields
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The rows.</summary>
    public static readonly Field[] Rows = [.. Named("json"), .. Named("jevt")];

    private static Field[] Named(string start) =>
    [
        Keyed($"{start}.value",
            "The value that a JSON pointer leads to (RFC 6901: ~1 stands for a slash in a name): a text as it is, "
            + "anything else as JSON.",
            $"{start}.value[/user/username] = admin",
            static pointer => Reader(JsonPath.Pointer(pointer).TryFind)),
        FieldRows.Text($"{start}.obj", "The whole event as JSON, on several lines.", $"{start}.obj exists", Whole),
        FieldRows.Text(
            $"{start}.rawtime", "When it happened, in ns since the epoch.", $"{start}.rawtime exists", RawTime),
    ];

    private static bool Whole(in EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (context.Node.Audit is not { } audit) return false;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented)) audit.Root.WriteTo(writer);
        value = stream.ToArray();
        return true;
    }

    private static bool RawTime(in EventContext context, out ReadOnlySpan<byte> value)
    {
        const int DigitsMax = 20;
        var text = context.Node.Scratch.Take(DigitsMax);
        ulong time = context.Node.Clock.ToWallNs(context.Event.Header.TimeNs);
        bool isThere = context.Node.Audit is not null
            & time.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        context.Node.Scratch.GiveBack(DigitsMax - length);
        value = text[..length];
        return isThere;
    }
}
