using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Host.CommandLine;

namespace KosmosProbe.Host.Listing;

/// <summary>
/// --list-events and -i, byte for byte as Falco prints them: all events it knows, whether or not they are traced here.
/// </summary>
internal static class EventListing
{
    private static readonly (EventOrigin Origin, string Title)[] Sections =
    [
        (EventOrigin.Syscall, "Syscall events"),
        (EventOrigin.Tracepoint, "Tracepoint events"),
        (EventOrigin.Plugin, "Plugin events"),
        (EventOrigin.Meta, "Metaevents"),
    ];

    // What Falco's table marks as left out by default, in the order in which it prints them.
    private static readonly string[] Ignored =
        ["sendfile", "preadv", "readv", "pread", "recv", "send", "pwritev", "writev", "write", "pwrite", "read"];

    /// <summary>Prints the events.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="format">The form.</param>
    public static void Write(TextWriter output, ListFormat format)
    {
        if (format == ListFormat.Json)
        {
            WriteJson(output);
            return;
        }

        output.Write($"The events below are valid for Falco *Schema Version*: {EventCatalogue.SchemaVersion}\n");
        foreach (var (origin, title) in Sections)
        {
            output.Write($"## {title}\n\n");
            if (format == ListFormat.Markdown)
            {
                output.Write("Default | Dir | Name | Params \n:-------|:----|:-----|:-----\n");
            }

            foreach (var known in EventCatalogue.All.Where(known => known.Origin == origin))
            {
                output.Write(format == ListFormat.Markdown ? MarkdownRow(known) : TextRow(known));
            }

            output.Write('\n');
        }
    }

    /// <summary>Prints the events that are left out by default.</summary>
    /// <param name="output">Where to.</param>
    public static void WriteIgnored(TextWriter output)
    {
        output.Write("Ignored syscall(s):\n");
        foreach (string name in Ignored) output.Write($"- {name}\n");
        output.Write('\n');
    }

    private static string TextRow(KnownEvent known) =>
        $"{DirectionOf(known)} {known.Name}({Parameters(known, static value => value)})\n";

    private static string MarkdownRow(KnownEvent known)
    {
        string isDefault = known.IsAvailable ? "Yes" : "No";
        string parameters = Parameters(known, static value => $"*{value}*");
        return $"{isDefault} | `{DirectionOf(known)}` | `{known.Name}` | {parameters}\n";
    }

    private static string Parameters(KnownEvent known, Func<string, string> print) => string.Join(
        ", ",
        known.Parameters.Select(parameter => $"{TypeOf(parameter)} **{parameter.Name}**"
            + (Listed(parameter).Count == 0 ? "" : ": " + string.Join(", ", Listed(parameter).Select(print)))));

    private static void WriteJson(TextWriter output)
    {
        var document = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["schema_version"] = EventCatalogue.SchemaVersion,
        };
        foreach (var (origin, title) in Sections)
        {
            document[title] = EventCatalogue.All.Where(known => known.Origin == origin).Select(static known => new
            {
                available = known.IsAvailable,
                dir = DirectionOf(known),
                name = known.Name,
                @params = known.Parameters.Select(Member),
            });
        }

        output.Write(JsonSerializer.Serialize(document, JsonForm.Indented) + "\n");
    }

    private static object Member(KnownParameter parameter) => Listed(parameter).Count == 0
        ? new { name = parameter.Name, type = TypeOf(parameter) }
        : new { flags = Listed(parameter), name = parameter.Name, type = TypeOf(parameter) };

    // Falco lists the names of flags and enumerations, not those of permission bits.
    private static IReadOnlyList<string> Listed(KnownParameter parameter) =>
        parameter.Type == ParameterType.Mode ? [] : parameter.Values;

    private static string TypeOf(KnownParameter parameter) => parameter.Type.ToString().ToUpperInvariant();

    private static string DirectionOf(KnownEvent known) => known.IsEnter ? ">" : "<";
}
