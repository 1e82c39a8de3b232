using System.Text.Json;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Tests.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

public class EventTypesConformanceTests
{
    [Fact]
    public void ConditionsHaveTheEventTypesOfTheReference() =>
        ConformanceCases.Check("event-types.json", [], row =>
        {
            string condition = row.GetProperty("condition").GetString()!;
            string actual = Types(condition);
            string expected = row.TryGetProperty("error", out _) ? "error" : Expected(row.GetProperty("types"));
            bool isSame = !row.TryGetProperty("same_as", out var other) || Types(other.GetString()!) == actual;
            return actual == expected && isSame
                ? null
                : $"{condition}: expected {expected}, got {actual}, same: {isSame}";
        });

    private static string Expected(JsonElement types) => types.ValueKind switch
    {
        JsonValueKind.String => "all",
        JsonValueKind.Object => "all but " + Names(types.GetProperty("all_except")),
        _ => Names(types),
    };

    private static string Names(JsonElement names) =>
        Sorted(names.EnumerateArray().Select(name => name.GetString()!));

    private static string Types(string condition)
    {
        try
        {
            var syntax = ConditionLanguage.Expand(condition, new NameScope(), new LanguageOptions { Strict = true });
            return EventTypeText.Of(WrittenEventTypes.Of(syntax));
        }
        catch (LanguageException)
        {
            return "error";
        }
    }

    private static string Sorted(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));
}
