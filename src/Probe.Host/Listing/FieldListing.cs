using System.Text.Json;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Host.CommandLine;

namespace KosmosProbe.Host.Listing;

/// <summary>
/// --list: the fields that rules may use, in Falco's three forms. A class is what stands before the dot.
/// </summary>
internal static class FieldListing
{
    private const string Source = "syscall";

    private static readonly Columns Layout = new(textStart: 30, width: 120);

    /// <summary>Prints all fields.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="source">An event source, or null for all.</param>
    /// <param name="format">The form.</param>
    /// <param name="namesOnly">Names alone, one a line.</param>
    /// <exception cref="ProbeException">There is no such source.</exception>
    public static void Write(TextWriter output, FieldTable fields, string? source, ListFormat format, bool namesOnly)
    {
        if (source is not (null or "" or Source))
        {
            throw new ProbeException($"there is no event source '{source}'; there is: {Source}");
        }

        var classes = fields.All.GroupBy(ClassOf);
        if (namesOnly)
        {
            foreach (var field in fields.All) output.WriteLine(field.Name);
        }
        else if (format == ListFormat.Json)
        {
            WriteJson(output, classes);
        }
        else
        {
            foreach (var fieldClass in classes) WriteClass(output, fieldClass, format);
        }
    }

    private static string ClassOf(Field field) => field.Name[..field.Name.IndexOf('.', StringComparison.Ordinal)];

    private static void WriteClass(TextWriter output, IGrouping<string, Field> fieldClass, ListFormat format)
    {
        if (format == ListFormat.Markdown)
        {
            output.WriteLine($"## Field Class: {fieldClass.Key}\n\nEvent Sources: {Source}\n");
            output.WriteLine("Name | Type | Description\n:----|:-----|:-----------");
            foreach (var field in fieldClass)
            {
                output.WriteLine($"`{field.Name}` | {FalcoTypes.Name(field.Type)} | {field.Description}");
            }

            output.WriteLine();
            return;
        }

        output.WriteLine("-------------------------------");
        output.WriteLine($"Field Class:                  {fieldClass.Key}");
        output.WriteLine($"Event Sources:                {Source} \n");
        foreach (var field in fieldClass)
        {
            Layout.Write(output, field.Name, Remarks(field) + field.Description);
        }

        output.WriteLine();
    }

    private static void WriteJson(TextWriter output, IEnumerable<IGrouping<string, Field>> classes)
    {
        var document = new
        {
            fieldclasses = classes.Select(fieldClass => new
            {
                event_sources = (string[])[Source],
                fields = fieldClass.Select(field => new
                {
                    argument = field.Argument == ArgumentRule.None ? null : new
                    {
                        required = IsRequired(field),
                        type = ArgumentTypes(field),
                    },
                    desc = field.Description,
                    is_list = field.Shape == FieldShape.List,
                    name = field.Name,
                    type = FalcoTypes.Name(field.Type),
                }),
                name = fieldClass.Key,
            }),
        };
        output.WriteLine(JsonSerializer.Serialize(document, JsonForm.Indented));
    }

    private static string[] ArgumentTypes(Field field) => field.Argument switch
    {
        ArgumentRule.None => [],
        ArgumentRule.IndexRequired or ArgumentRule.IndexOptional => ["index"],
        _ => ["key"],
    };

    private static bool IsRequired(Field field) =>
        field.Argument is ArgumentRule.IndexRequired or ArgumentRule.KeyRequired;

    private static string Remarks(Field field)
    {
        string[] remarks =
        [
            field.Argument == ArgumentRule.None ? "" : IsRequired(field) ? "ARG_REQUIRED" : "ARG_ALLOWED",
            field.FilterOnly ? "FILTER ONLY" : "",
            field.Plain ? "EPF_NO_RHS,EPF_NO_TRANSFORMER" : "",
            field.Shape == FieldShape.List ? "EPF_IS_LIST" : "",
            field.Deprecated is null ? "" : "DEPRECATED",
        ];
        string joined = string.Join(',', remarks.Where(static remark => remark.Length > 0));
        return joined.Length == 0 ? "" : $"({joined}) ";
    }
}
