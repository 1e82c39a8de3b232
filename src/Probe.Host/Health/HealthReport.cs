using System.Text.Json;

namespace KosmosProbe.Host.Health;

/// <summary>Whether the probe sees, and what else there is to know.</summary>
/// <param name="Blindness">Why it does not see; empty when it does.</param>
/// <param name="Details">What is wrong without making it blind, by what it concerns.</param>
internal sealed record HealthReport(string Blindness, IReadOnlyDictionary<string, string> Details)
{
    /// <summary>A probe that sees, with nothing to add.</summary>
    public static HealthReport Well { get; } = new("", new Dictionary<string, string>());

    /// <summary>Whether events are seen.</summary>
    public bool IsOk => Blindness.Length == 0;

    /// <summary>As the web server answers: exactly Falco's when there is nothing to add.</summary>
    public string ToJson()
    {
        string json = "{\"status\": " + JsonSerializer.Serialize(IsOk ? "ok" : "blind");
        if (!IsOk) json += ", \"reason\": " + JsonSerializer.Serialize(Blindness);
        foreach (var (key, text) in Details)
        {
            json += $", {JsonSerializer.Serialize(key)}: {JsonSerializer.Serialize(text)}";
        }

        return json + "}";
    }
}
