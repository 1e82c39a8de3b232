using System.Text.Json;

namespace KosmosProbe.Host.Containers;

/// <summary>Reads parts of JSON that others wrote: what is absent or of another type is null.</summary>
internal static class JsonParts
{
    /// <summary>A part by its keys.</summary>
    /// <param name="element">Where to start.</param>
    /// <param name="keys">One a level.</param>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> keys)
    {
        try
        {
            foreach (string key in keys)
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element)) return null;
            }

            return element;
        }
        catch (InvalidOperationException)
        {
            // A neighbour's name is half a surrogate pair, escaped: valid JSON and no name.
            return null;
        }
    }

    /// <summary>A text.</summary>
    /// <param name="element">Where to start.</param>
    /// <param name="keys">One a level.</param>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> keys)
    {
        if (element.At(keys) is not { ValueKind: JsonValueKind.String } text) return null;
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, escaped: valid JSON and no text.
            return null;
        }
    }

    /// <summary>A truth value.</summary>
    /// <param name="element">Where to start.</param>
    /// <param name="keys">One a level.</param>
    public static bool? Truth(this JsonElement element, params ReadOnlySpan<string> keys) =>
        element.At(keys)?.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    /// <summary>A whole number; 0 when there is none.</summary>
    /// <param name="element">Where to start.</param>
    /// <param name="keys">One a level.</param>
    public static int Integer(this JsonElement element, params ReadOnlySpan<string> keys) =>
        element.At(keys) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) ? value : 0;

    /// <summary>A whole number that an id may be; null when there is none.</summary>
    /// <param name="element">Where to start.</param>
    /// <param name="keys">One a level.</param>
    public static uint? Unsigned(this JsonElement element, params ReadOnlySpan<string> keys) =>
        element.At(keys) is { ValueKind: JsonValueKind.Number } number && number.TryGetUInt32(out uint value)
            ? value
            : null;

    /// <summary>The items of a list; none when there is none.</summary>
    /// <param name="element">Where to start.</param>
    /// <param name="keys">One a level.</param>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> keys) =>
        element.At(keys) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The texts of a list; null when there is none or it holds something else.</summary>
    /// <param name="element">Where to start.</param>
    /// <param name="keys">One a level.</param>
    public static List<string>? Texts(this JsonElement element, params ReadOnlySpan<string> keys)
    {
        int count = 0;
        var texts = element.Items(keys).Select(item => (item.Text(), ++count).Item1).OfType<string>().ToList();
        return count > 0 && texts.Count == count ? texts : null;
    }

    /// <summary>The texts of a mapping; null when there is none.</summary>
    /// <param name="element">Where to start.</param>
    /// <param name="keys">One a level.</param>
    public static Dictionary<string, string>? Map(this JsonElement element, params ReadOnlySpan<string> keys)
    {
        if (element.At(keys) is not { ValueKind: JsonValueKind.Object } map) return null;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            if (Name(entry) is { } name && entry.Value.Text() is { } text) texts[name] = text;
        }

        return texts;
    }

    private static string? Name(JsonProperty entry)
    {
        try
        {
            return entry.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads a document; null when it is none.</summary>
    /// <param name="text">Perhaps JSON.</param>
    public static JsonElement? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
