using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Tests.Language;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

public class EventTypesConformanceTests
{
    private static readonly LanguageOptions Strict = new() { Strict = true };

    /// <summary>The cases name other fields too; texts will do for them.</summary>
    private static readonly FieldTable Fields = new(
    [
        FakeFields.Text("evt.type", "open"),
        FakeFields.Text("syscall.type", "open"),
        FakeFields.Number("evt.num", FieldType.UInt64, 1),
        FakeFields.Boolean("evt.is_open_read", true),
        FakeFields.Text("proc.name", "sh"),
        FakeFields.Text("fd.name", "/etc/passwd"),
        FakeFields.Text("fd.type", "file"),
        FakeFields.Text("fd.l4proto", "tcp"),
    ]);

    private static readonly Exemption[] Exempted =
    [
        Exemption.OfCondition("0x", "0x0 is no number of any field, so that the condition does not bind"),
        Exemption.OfCondition("1.5", "1.5 is no number of any field, so that the condition does not bind"),
        Exemption.OfCondition("b64(", "b64 takes no number, so that the condition does not bind"),
    ];

    [Fact]
    public void ConditionsHaveTheEventTypesOfTheReference() =>
        ConformanceCases.Check("event-types.json", Exempted, row =>
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
        string.Join(' ', names.EnumerateArray().Select(n => n.GetString()).Order(StringComparer.Ordinal));

    private static string Types(string condition)
    {
        if (!ConditionLanguage.TryBind(
            condition, new NameScope(), Fields, Strict, out var bound, out _))
        {
            return "error";
        }

        var all = Enumerable.Range(0, EventTable.NamesCount).ToList();
        var inside = all.Where(bound.EventTypes.ContainsName).Select(EventTable.Name).ToList();
        var outside = all.Where(id => !bound.EventTypes.ContainsName(id)).Select(EventTable.Name).ToList();
        return outside.Count == 0 ? "all"
            : outside.Count < inside.Count ? "all but " + string.Join(' ', outside.Order(StringComparer.Ordinal))
            : string.Join(' ', inside.Order(StringComparer.Ordinal));
    }
}
