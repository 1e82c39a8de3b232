using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KosmosProbe.Engine.Audit;

/// <summary>The way to a value inside of JSON: names of members, and indexes where it leads through arrays.</summary>
internal sealed class JsonPath
{
    private readonly (byte[] Name, int Index)[] _parts;

    private JsonPath(IEnumerable<string> parts) => _parts = [.. parts.Select(static part =>
        (Encoding.UTF8.GetBytes(part), IndexOf(part)))];

    /// <summary>A path.</summary>
    /// <param name="parts">From the outermost on.</param>
    public static JsonPath Of(params string[] parts) => new(parts);

    /// <summary>A path written as a JSON pointer (RFC 6901); the first slash may be left out.</summary>
    /// <param name="pointer">Not empty.</param>
    public static JsonPath Pointer(string pointer) =>
        new((pointer.StartsWith('/') ? pointer[1..] : pointer).Split('/').Select(static part =>
            part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)));

    /// <summary>Follows it. False when it leads nowhere.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="found">Where it ends; undefined when it leads nowhere.</param>
    public bool TryFind(JsonElement from, out JsonElement found)
    {
        found = from;
        foreach (var (name, index) in _parts)
        {
            switch (found.ValueKind)
            {
                case JsonValueKind.Object when found.TryGetProperty(name, out var member):
                    found = member;
                    break;
                case JsonValueKind.Array when index >= 0 && index < found.GetArrayLength():
                    found = found[index];
                    break;
                default:
                    found = default;
                    return false;
            }
        }

        return true;
    }

    private static int IndexOf(string part) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : -1;
}
