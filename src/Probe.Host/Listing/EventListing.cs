using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Host.CommandLine;

namespace KosmosProbe.Host.Listing;

/// <summary>--list-events and -i: what rules may name in <c>evt.type</c>, in Falco's three forms.</summary>
internal static class EventListing
{
    /// <summary>Prints the events that are traced.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="format">The form.</param>
    public static void Write(TextWriter output, ListFormat format)
    {
        if (format == ListFormat.Json)
        {
            WriteJson(output);
            return;
        }

        output.WriteLine($"The events below are valid for Falco *Schema Version*: {VersionText.SchemaVersion}");
        foreach (var section in EventCatalogue.Traced.GroupBy(SectionOf))
        {
            output.WriteLine($"## {section.Key}\n");
            if (format == ListFormat.Markdown)
            {
                output.WriteLine("Default | Dir | Name | Params\n:-------|:----|:-----|:-----");
            }

            foreach (var traced in section)
            {
                string parameters = string.Join(
                    ", ", traced.Parameters.Select(static one => $"{FalcoTypes.Name(one.Type)} **{one.Name}**"));
                output.WriteLine(format == ListFormat.Markdown
                    ? $"Yes | `{DirectionOf(traced)}` | `{traced.Name}` | {parameters}"
                    : $"{DirectionOf(traced)} {traced.Name}({parameters})");
            }

            output.WriteLine();
        }
    }

    /// <summary>Prints the events that rules may name but that are never seen.</summary>
    /// <param name="output">Where to.</param>
    public static void WriteIgnored(TextWriter output)
    {
        output.WriteLine("Ignored syscall(s):");
        foreach (string name in EventCatalogue.Ignored.Order(StringComparer.Ordinal)) output.WriteLine($"- {name}");
        output.WriteLine();
    }

    private static void WriteJson(TextWriter output)
    {
        var document = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var section in EventCatalogue.Traced.GroupBy(SectionOf))
        {
            document[section.Key] = section.Select(static traced => new
            {
                available = true,
                dir = DirectionOf(traced),
                name = traced.Name,
                @params = traced.Parameters.Select(
                    static one => new { name = one.Name, type = FalcoTypes.Name(one.Type) }),
            });
        }

        document["schema_version"] = VersionText.SchemaVersion;
        output.WriteLine(JsonSerializer.Serialize(document, JsonForm.Indented));
    }

    private static string SectionOf(ListedEvent traced) =>
        traced.Type == EventType.Procexit ? "Tracepoint events" : "Syscall events";

    // Falco lists what does not come from a system call as entering.
    private static string DirectionOf(ListedEvent traced) => traced.Type == EventType.Procexit ? ">" : "<";
}
