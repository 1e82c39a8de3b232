using System.Text.Json;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Tests.Conformance;

/// <summary>
/// The table of a case whose field names may carry an argument (<c>proc.aname[0]</c>, <c>evt.arg.path</c>): those
/// become one field that takes the arguments.
/// </summary>
internal static class CaseFields
{
    private const string EventArgument = "evt.arg";

    /// <summary>The table of a case's <c>fields</c>, with more fields beside.</summary>
    public static FieldTable Table(JsonElement fields, params IEnumerable<Field> others)
    {
        var plain = new List<Field>(others);
        var byName = new Dictionary<string, Dictionary<string, Field>>();
        foreach (var member in fields.EnumerateObject())
        {
            var field = Printed(RecordedFields.Make(member.Name, member.Value), member.Value);
            string? argument = ArgumentOf(member.Name, out string name);
            if (argument is null)
            {
                plain.Add(field);
            }
            else
            {
                byName.TryAdd(name, []);
                byName[name][argument] = field;
            }
        }

        plain.AddRange(byName.Select(pair => WithArguments(pair.Key, pair.Value)));
        return new FieldTable(plain);
    }

    private static string? ArgumentOf(string text, out string name)
    {
        int bracket = text.IndexOf('[', StringComparison.Ordinal);
        bool isEventArgument = text.StartsWith(EventArgument + ".", StringComparison.Ordinal);
        name = bracket > 0 ? text[..bracket] : isEventArgument ? EventArgument : text;
        return bracket > 0 ? text[(bracket + 1)..^1] : isEventArgument ? text[(EventArgument.Length + 1)..] : null;
    }

    private static Field WithArguments(string name, Dictionary<string, Field> byArgument) => new()
    {
        Name = name,
        Type = byArgument.Values.First().Type,
        Description = "A field of a case.",
        Example = $"{name}[x] exists",
        Argument = byArgument.Keys.All(key => int.TryParse(key, out _)) && name != EventArgument
            ? ArgumentRule.IndexRequired
            : ArgumentRule.KeyRequired,
        WithArgument = argument => byArgument.GetValueOrDefault(argument),
    };

    // A case may say how a number prints.
    private static Field Printed(Field field, JsonElement recorded) => new()
    {
        Name = field.Name,
        Type = field.Type,
        Description = field.Description,
        Example = field.Example,
        Shape = field.Shape,
        Count = field.Count,
        Reader = field.Reader,
        Format = (recorded.TryGetProperty("print", out var print) ? print.GetString() : null) switch
        {
            "hex" => NumberFormat.Hexadecimal,
            "oct" => NumberFormat.Octal,
            "padded" => NumberFormat.PaddedNanoseconds,
            _ => NumberFormat.Decimal,
        },
    };
}
