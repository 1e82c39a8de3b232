using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

public class OutputFormatConformanceTests
{
    private const string File = "output-format.json";

    private static readonly Exemption[] Exempted =
    [
        Exemption.OfQuirk("numeric transformer on a string field", "a length prints as the number it is"),
    ];

    [Fact]
    public void TemplatesAndAlertsAreWrittenAsFalcoWritesThem() => ConformanceCases.Check(File, Exempted, Run);

    // Null when the case passes.
    private static string? Run(JsonElement row)
    {
        var fields = CaseFields.Table(row.GetProperty("fields"), TimeFields.Clocks);
        string template = row.GetProperty("format").GetString()!;
        bool isAlert = row.GetProperty("kind").GetString() == "alert";
        var missing = isAlert ? MissingValue.Print : MissingValue.Stop;
        bool isParsed = OutputFormat.TryParse(template, fields, missing, out var format, out var error);
        if (isParsed != row.GetProperty("ok").GetBoolean())
        {
            return isParsed ? "should be refused" : $"refused: {error!.Message}";
        }

        if (!isParsed)
        {
            return null;
        }

        byte[] record = RecordBytes.Create(EventType.Openat, row.TryGetProperty("ts", out var ts) ? ts.GetUInt64() : 0);
        var node = new NodeState
        {
            HostName = Encoding.UTF8.GetBytes(row.TryGetProperty("hostname", out var host) ? host.GetString()! : ""),
            Clock = new BootClock(TimeZoneInfo.Utc),
        };
        var context = new EventContext(RecordBytes.View(record), ThreadInfo.Unknown, node, 1, 0);
        return row.GetProperty("kind").GetString() switch
        {
            "alert" => RunAlert(row, fields, format!, context),
            "formatter-text" => RunText(row, format!, context),
            "formatter-json" => RunJson(row, format!, context),
            _ => null,
        };
    }

    private static string? RunText(JsonElement row, OutputFormat format, in EventContext context)
    {
        var buffer = new ByteBuffer();
        bool isComplete = format.Write(context, buffer);
        return Compare(row.GetProperty("expected").GetString()!, Text(buffer))
            ?? (isComplete == row.GetProperty("complete").GetBoolean() ? null : $"complete is {isComplete}");
    }

    // A bare formatter shows transformed values too; alerts never do.
    private static string? RunJson(JsonElement row, OutputFormat format, in EventContext context)
    {
        var buffer = new ByteBuffer();
        new OutputFields(format.PlainFields.Concat(format.Values), []).WriteJson(context, buffer, new ByteBuffer());
        return Compare(row.GetProperty("expected").GetString()!, Text(buffer));
    }

    private static string? RunAlert(JsonElement row, FieldTable fields, OutputFormat format, in EventContext context)
    {
        var options = new AlertOptions
        {
            Time = row.GetProperty("iso").GetBoolean() ? AlertTime.Iso8601 : AlertTime.LocalClock,
            IncludeOutput = Switch(row, "json_include_output", true),
            IncludeTags = Switch(row, "json_include_tags", true),
            IncludeOutputFields = Switch(row, "json_include_output_fields", true),
            IncludeMessage = Switch(row, "json_include_message", false),
        };
        string[] tags = row.TryGetProperty("tags", out var list)
            ? [.. list.EnumerateArray().Select(tag => tag.GetString()!)]
            : [];
        Assert.True(fields.TryFind(options.TimeField, out var time));
        Assert.True(Priorities.TryParse(row.GetProperty("priority").GetString(), out var priority));
        var output = new AlertOutput(
            row.GetProperty("rule").GetString()!,
            row.GetProperty("source").GetString()!,
            priority,
            tags,
            time,
            format,
            Extras(row, fields));
        return Compare(row.GetProperty("text").GetString()!, Write(options, output, context, AlertForm.Text))
            ?? Compare(row.GetProperty("json").GetString()!, Write(options, output, context, AlertForm.Json));
    }

    private static string Write(AlertOptions options, AlertOutput output, in EventContext context, AlertForm form)
    {
        var buffer = new ByteBuffer();
        new AlertWriter(options with { Form = form }).Write(new Alert(output, context), buffer);
        return Text(buffer);
    }

    private static List<ExtraField> Extras(JsonElement row, FieldTable fields)
    {
        var extras = new List<ExtraField>();
        if (!row.TryGetProperty("extra", out var all))
        {
            return extras;
        }

        foreach (var extra in all.EnumerateObject())
        {
            string template = extra.Value.GetProperty("format").GetString()!;
            if (extra.Value.TryGetProperty("raw", out var raw) && raw.GetBoolean())
            {
                Assert.True(ConditionLanguage.TryBindValue(template, 1, fields, out var value, out _, out _, out _));
                extras.Add(new ExtraField(value));
            }
            else
            {
                Assert.True(OutputFormat.TryParse(template, fields, MissingValue.Print, out var format, out _));
                extras.Add(new ExtraField(extra.Name, format));
            }
        }

        return extras;
    }

    private static bool Switch(JsonElement row, string name, bool otherwise) =>
        row.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;

    private static string Text(ByteBuffer buffer) => Encoding.UTF8.GetString(buffer.Written);

    private static string? Compare(string expected, string actual) =>
        expected == actual ? null : $"expected {expected} but got {actual}";
}
