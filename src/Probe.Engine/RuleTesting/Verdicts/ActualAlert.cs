using System.Globalization;
using System.Text.Json;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.RuleTesting.Verdicts;

/// <summary>An alert that came, read from the JSON that a running probe would have written. Immutable.</summary>
public sealed record ActualAlert
{
    private const string NumberField = "evt.num";

    /// <summary>How alerts are written for tests.</summary>
    internal static readonly AlertOptions Options = new() { Form = AlertForm.Json, IncludeMessage = true };

    /// <summary>Adds to every alert the number of its event.</summary>
    internal static readonly OutputAddition Addition = new() { ExtraFields = [new(NumberField, null)] };

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>The number of its event, from 1.</summary>
    public required long Event { get; init; }

    /// <summary>The rule's priority.</summary>
    public required Priority Priority { get; init; }

    /// <summary>The message, without time and priority.</summary>
    public required string Output { get; init; }

    /// <summary>output_fields as texts, and null for those without a value.</summary>
    public required IReadOnlyDictionary<string, string?> Fields { get; init; }

    /// <summary>Reads an alert.</summary>
    /// <param name="json">Written with <see cref="Options"/>, by a rule with <see cref="Addition"/>.</param>
    internal static ActualAlert Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var fields = root.GetProperty("output_fields");
        return new ActualAlert
        {
            Rule = root.GetProperty("rule").GetString()!,
            Event = fields.GetProperty(NumberField).GetInt64(),
            Priority = Enum.Parse<Priority>(root.GetProperty("priority").GetString()!),
            Output = root.GetProperty("message").GetString()!,
            Fields = fields.EnumerateObject().ToDictionary(
                static field => field.Name, static field => Text(field.Value), StringComparer.Ordinal),
        };
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value.GetRawText()}"),
    };
}
