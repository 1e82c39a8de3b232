using System.Text.Json;

namespace KosmosProbe.Engine.Rules.Reporting;

/// <summary>
/// A file's result as Falco's JSON has it: keys in alphabetical order, places counted from 0. Beside them stand two
/// keys of ours: <c>did_you_mean</c>, and <c>place</c>, which counts from 1 and leads to the very words.
/// </summary>
public static class ResultJson
{
    /// <summary>Writes an object.</summary>
    /// <param name="result">The file's result.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(FileResult result, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteAll("errors", result.Errors, writer);
        writer.WriteString("name", result.Name);
        writer.WriteBoolean("schema_valid", result.SchemaWarnings.Count == 0);
        writer.WriteStartArray("schema_warnings");
        foreach (string warning in result.SchemaWarnings)
        {
            writer.WriteStringValue(warning);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("successful", result.IsSuccessful);
        WriteAll("warnings", result.Warnings, writer);
        writer.WriteEndObject();
    }

    private static void WriteAll(string name, IEnumerable<RuleError> errors, Utf8JsonWriter writer)
    {
        writer.WriteStartArray(name);
        foreach (var error in errors)
        {
            Write(error, writer);
        }

        writer.WriteEndArray();
    }

    private static void Write(RuleError error, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("code", error.Code.Name());
        writer.WriteString("codedesc", error.Code.Explanation());
        writer.WriteStartObject("context");
        writer.WriteStartArray("locations");
        foreach (var location in error.Chain)
        {
            Write(location, writer);
        }

        writer.WriteEndArray();
        writer.WriteString("snippet", error.Span is { } span ? CaretLine.Snippet(span) : string.Empty);
        writer.WriteEndObject();
        if (error.DidYouMean is { } near)
        {
            writer.WriteString("did_you_mean", near);
        }

        writer.WriteString("message", error.Advice);
        if (error.Span is { } at)
        {
            writer.WriteStartObject("place");
            writer.WriteNumber("column", at.Column);
            writer.WriteString("file", error.File);
            writer.WriteNumber("length", at.Length);
            writer.WriteNumber("line", at.Line);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Write(RuleLocation location, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("item_name", location.Name);
        writer.WriteString("item_type", location.Item.Name());
        writer.WriteStartObject("position");
        writer.WriteNumber("column", location.Column);
        writer.WriteNumber("line", location.Line);
        writer.WriteString("name", location.File);
        writer.WriteNumber("offset", location.Offset);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
