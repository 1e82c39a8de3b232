using System.Text.Json;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Audit.Fields;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Host.CommandLine;

namespace KosmosProbe.Host.Listing;

/// <summary>--list: the fields that rules may use, in Falco's three forms.</summary>
internal static class FieldListing
{
    private static readonly Columns Layout = new(textStart: 30, width: 120);

    /// <summary>The fields of a source.</summary>
    /// <param name="source">Its name; empty or null for that of system calls.</param>
    /// <exception cref="ProbeException">There is no such source.</exception>
    public static IReadOnlyList<FieldClass> ClassesOf(string? source) => source switch
    {
        null or "" or SyscallFields.Source => SyscallFields.Classes,
        AuditSource.Name => AuditFields.Classes,
        _ => throw new ProbeException(
            $"--list: there is no event source '{source}'; there are: {SyscallFields.Source}, {AuditSource.Name}"),
    };

    /// <summary>Prints all fields.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="classes">The fields.</param>
    /// <param name="source">Their source; empty or null for that of system calls.</param>
    /// <param name="format">The form.</param>
    /// <param name="namesOnly">Names alone, one a line.</param>
    public static void Write(
        TextWriter output, IReadOnlyList<FieldClass> classes, string? source, ListFormat format, bool namesOnly)
    {
        string name = string.IsNullOrEmpty(source) ? SyscallFields.Source : source;
        if (namesOnly)
        {
            foreach (var field in classes.SelectMany(static one => one.Fields)) output.WriteLine(field.Name);
            return;
        }

        if (format == ListFormat.Json)
        {
            WriteJson(output, classes, name);
            return;
        }

        foreach (var fieldClass in classes)
        {
            if (format == ListFormat.Markdown)
            {
                WriteMarkdown(output, fieldClass, name);
            }
            else
            {
                WriteText(output, fieldClass, name);
            }

            output.WriteLine();
        }
    }

    private static void WriteText(TextWriter output, FieldClass fieldClass, string source)
    {
        string scope = fieldClass.Scope is null ? "" : $" ({fieldClass.Scope})";
        output.WriteLine("-------------------------------");
        output.WriteLine($"{"Field Class:",-30}{fieldClass.Name}{scope}");
        if (fieldClass.Description.Length > 0)
        {
            Layout.Write(output, "Description:", fieldClass.Description);
        }

        output.WriteLine($"{"Event Sources:",-30}{source} ");
        output.WriteLine();
        foreach (var field in fieldClass.Fields)
        {
            string remarks = Remarks(field, fieldClass.TellsArgumentKinds);
            Layout.Write(output, field.Name, remarks + Description(field));
        }
    }

    private static void WriteMarkdown(TextWriter output, FieldClass fieldClass, string source)
    {
        output.WriteLine($"## Field Class: {fieldClass.Name}");
        output.WriteLine();
        if (fieldClass.Description.Length > 0)
        {
            output.WriteLine(fieldClass.Description);
            output.WriteLine();
        }

        output.WriteLine($"Event Sources: {source} ");
        output.WriteLine();
        output.WriteLine("Name | Type | Description");
        output.WriteLine(":----|:-----|:-----------");
        foreach (var field in fieldClass.Fields)
        {
            string type = TypeName(field);
            type = field.Shape == FieldShape.List ? $"LIST({type})" : type;
            output.WriteLine($"`{field.Name}` | {type} | {Description(field)}");
        }
    }

    private static void WriteJson(TextWriter output, IEnumerable<FieldClass> classes, string source)
    {
        var document = new { fieldclasses = classes.Select(one => JsonOf(one, source)) };
        output.WriteLine(JsonSerializer.Serialize(document, JsonForm.Indented));
    }

    private static SortedDictionary<string, object> JsonOf(FieldClass fieldClass, string source)
    {
        var json = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["event_sources"] = (string[])[source],
            ["fields"] = fieldClass.Fields.Select(field => new
            {
                argument = field.Argument == ArgumentRule.None ? null : new
                {
                    required = field.Argument.IsRequired(),
                    type = fieldClass.TellsArgumentKinds ? ArgumentKinds(field.Argument) : [],
                },
                desc = Description(field),
                is_list = field.Shape == FieldShape.List,
                name = field.Name,
                type = TypeName(field),
            }),
            ["name"] = fieldClass.Name,
        };
        if (fieldClass.Description.Length > 0) json["desc"] = fieldClass.Description;
        return json;
    }

    // Falco tells paths from other texts in events' parameters only.
    private static string TypeName(Field field) =>
        FalcoTypes.Name(field.Type == FieldType.Path ? FieldType.Text : field.Type);

    private static string Description(Field field) => field.NotCollected is null
        ? field.Description
        : $"{field.Description} Not collected: {field.NotCollected}";

    private static string[] ArgumentKinds(ArgumentRule rule) => rule switch
    {
        ArgumentRule.None => [],
        ArgumentRule.IndexOrKeyRequired => ["INDEX", "KEY"],
        _ when rule.TakesKey() => ["KEY"],
        _ => ["INDEX"],
    };

    private static string Remarks(Field field, bool tellArgumentKinds)
    {
        var remarks = new List<string>();
        if (field.Argument != ArgumentRule.None)
        {
            var kinds = tellArgumentKinds ? ArgumentKinds(field.Argument).Select(static kind => $"ARG_{kind}") : [];
            remarks.AddRange(kinds.Append(field.Argument.IsRequired() ? "ARG_REQUIRED" : "ARG_ALLOWED"));
        }

        if (field.Shape == FieldShape.List) remarks.Add("EPF_IS_LIST");
        if (field.Plain || field.LeftOnly) remarks.Add("EPF_NO_RHS");
        if (field.Plain) remarks.Add("EPF_NO_TRANSFORMER");
        if (field.FilterOnly) remarks.Add("FILTER_ONLY");
        return remarks.Count == 0 ? "" : $"({string.Join(',', remarks)}) ";
    }
}
