using System.Globalization;
using System.Text.Json;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>What Falcosidekick demands of an alert before it accepts it.</summary>
internal static class Falcosidekick
{
    private static readonly string[] Priorities =
        ["emergency", "alert", "critical", "error", "warning", "notice", "informational", "info", "debug"];

    /// <summary>Its answer: 200, or 400, or what a crash of its handler looks like.</summary>
    public static int Answer(Received request) => Fault(request).Length == 0 ? 200 : 400;

    /// <summary>What is wrong with an alert; empty when it is accepted.</summary>
    public static string Fault(Received request)
    {
        try
        {
            using var alert = JsonDocument.Parse(request.Body);
            return request.Path != "/" ? $"path {request.Path}" : Fault(alert.RootElement);
        }
        catch (JsonException e)
        {
            return $"not JSON: {e.Message}";
        }
    }

    private static string Fault(JsonElement alert)
    {
        if (alert.ValueKind != JsonValueKind.Object) return "no object";
        if (!Priorities.Contains(Text(alert, "priority").ToLowerInvariant())) return "priority";
        if (Text(alert, "rule").Length == 0) return "rule";
        if (!DateTimeOffset.TryParse(
            Text(alert, "time"), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) || time.Year < 1970)
        {
            return "time";
        }

        if (!alert.TryGetProperty("output_fields", out var fields) || fields.ValueKind != JsonValueKind.Object
            || !fields.EnumerateObject().Any())
        {
            return "output_fields";
        }

        if (alert.TryGetProperty("tags", out var tags)
            && (tags.ValueKind != JsonValueKind.Array
                || tags.EnumerateArray().Any(tag => tag.ValueKind != JsonValueKind.String)))
        {
            return "tags";
        }

        return ((string[])["k8s.ns.name", "k8s.pod.name"]).Any(name => fields.TryGetProperty(name, out var value)
            && value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            ? "the handler panics on k8s names that are no text"
            : "";
    }

    private static string Text(JsonElement alert, string key) =>
        alert.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
