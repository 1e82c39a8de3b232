using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using KosmosProbe.Engine.Rules.Reading;
using KosmosProbe.Engine.RuleTesting.Inline;
using YamlDotNet.Core;

namespace KosmosProbe.Engine.RuleTesting.Reading;

/// <summary>
/// From a mapping to the JSON that it stands for. What is written without quotes is a number, <c>true</c>,
/// <c>false</c> or <c>null</c> where JSON has such a value.
/// </summary>
internal static partial class YamlToJson
{
    private const string Kind = "kind";
    private const string Event = "Event";
    private const ulong NsPerTick = 100;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An audit event. What every event has is added where it is not given.</summary>
    /// <param name="mapping">The event.</param>
    /// <param name="number">Its number in the case, from 1.</param>
    /// <param name="report">Told what is wrong with it.</param>
    public static byte[] EventOf(YamlValue mapping, int number, Action<(YamlValue At, string What)> report)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            writer.WriteStartObject();
            WriteMembers(mapping, writer, report);
            bool isEvent = !mapping.TryGet(Kind, out var kind) || kind.Text == Event;
            if (isEvent) AddMissing(mapping, number, writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void AddMissing(YamlValue mapping, int number, Utf8JsonWriter writer)
    {
        var time = DateTime.UnixEpoch.AddTicks((long)(InlineEvent.TimeNs(number) / NsPerTick));
        ReadOnlySpan<(string Key, string Value)> all =
        [
            (Kind, Event),
            ("auditID", number.ToString(CultureInfo.InvariantCulture)),
            ("stageTimestamp", time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ];
        foreach (var (key, value) in all)
        {
            if (!mapping.TryGet(key, out _)) writer.WriteString(key, value);
        }
    }

    private static void WriteMembers(
        YamlValue mapping, Utf8JsonWriter writer, Action<(YamlValue At, string What)> report)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Members)
        {
            if (!seen.Add(key.Text))
            {
                report((key, $"`{key.Text}` is given twice"));
                continue;
            }

            writer.WritePropertyName(key.Text);
            Write(value, writer, report);
        }
    }

    private static void Write(YamlValue value, Utf8JsonWriter writer, Action<(YamlValue At, string What)> report)
    {
        switch (value.Kind)
        {
            case YamlKind.Mapping:
                writer.WriteStartObject();
                WriteMembers(value, writer, report);
                writer.WriteEndObject();
                break;
            case YamlKind.Sequence:
                writer.WriteStartArray();
                foreach (var item in value.Items) Write(item, writer, report);
                writer.WriteEndArray();
                break;
            case YamlKind.Null:
                writer.WriteNullValue();
                break;
            default:
                if (value.Style == ScalarStyle.Plain && Literal().IsMatch(value.Text)) writer.WriteRawValue(value.Text);
                else writer.WriteStringValue(value.Text);
                break;
        }
    }

    // What stands for itself in JSON, spelt as there.
    [GeneratedRegex(@"^(true|false|null|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?)\z")]
    private static partial Regex Literal();
}
