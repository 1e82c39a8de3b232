using System.Globalization;
using System.Text.Json;
using KosmosProbe.Host.Tests;

namespace KosmosProbe.Containers.Tests.Live;

/// <summary>An alert as the probe wrote it.</summary>
internal sealed class LiveAlert
{
    private readonly JsonElement _root;

    private LiveAlert(string text) => (Text, _root) = (text, JsonDocument.Parse(text).RootElement);

    /// <summary>The whole line.</summary>
    internal string Text { get; }

    internal string Rule => _root.GetProperty("rule").GetString()!;

    internal string Output => _root.GetProperty("output").GetString()!;

    internal string Priority => _root.GetProperty("priority").GetString()!;

    internal string Time => _root.GetProperty("time").GetString()!;

    /// <summary>A field as text; null where the probe wrote null.</summary>
    internal string? this[string field] => _root.GetProperty("output_fields").GetProperty(field) switch
    {
        { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        var other => other.GetRawText(),
    };

    /// <summary>The names of its fields, in their order.</summary>
    internal IEnumerable<string> Fields =>
        _root.GetProperty("output_fields").EnumerateObject().Select(static part => part.Name);

    /// <summary>The alerts among a probe's lines.</summary>
    internal static LiveAlert[] Of(IEnumerable<Line> lines) =>
        [.. lines.Where(static line => line.Text.StartsWith('{')).Select(static line => new LiveAlert(line.Text))];

    /// <summary>The whole line, which a failed assertion shows.</summary>
    public override string ToString() => Text;

    /// <summary>When the event was.</summary>
    internal DateTime At => DateTime.Parse(Time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
