using System.Globalization;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.RuleTesting.Reading;

/// <summary>Reads what a case expects: a rule's name alone, or with more about its alert.</summary>
internal static class ExpectationReader
{
    private const int TimesMax = 1_000_000;

    private static readonly string[] Keys =
        ["rule", "event", "priority", "output", "output_contains", "fields", "times"];

    /// <summary>The alerts, in order.</summary>
    /// <param name="test">The case.</param>
    /// <param name="eventsCount">How many events it has; null when they are in a capture.</param>
    public static IEnumerable<ExpectedAlert> Read(StrictReader test, int? eventsCount)
    {
        foreach (var item in test.Sequence("expect"))
        {
            if (item.Kind == YamlKind.Scalar && item.Text.Length > 0)
            {
                yield return new ExpectedAlert { Rule = item.Text, Span = item.Span };
            }
            else if (item.Kind != YamlKind.Mapping)
            {
                string found = ItemReader.Describe(item);
                test.Report(item, $"items of `expect` are names of rules, or mappings with `rule`; found {found}");
            }
            else if (ReadOne(test.Enter(item), eventsCount, out int times) is { } alert)
            {
                foreach (var one in Enumerable.Repeat(alert, times)) yield return one;
            }
        }
    }

    private static ExpectedAlert? ReadOne(StrictReader reader, int? eventsCount, out int times)
    {
        reader.CheckKeys(Keys);
        times = (int)(Number(reader, "times", TimesMax) ?? 1);
        if (reader.Text("rule") is not { } rule)
        {
            reader.Missing("rule");
            return null;
        }

        return new ExpectedAlert
        {
            Rule = rule.Text,
            Span = rule.Span,
            Event = Number(reader, "event", eventsCount ?? long.MaxValue),
            Priority = PriorityOf(reader, "priority"),
            Output = reader.Text("output")?.Text,
            OutputParts = [.. reader.Texts("output_contains").Select(static part => part.Text)],
            Fields = [.. FieldsOf(reader)],
        };
    }

    /// <summary>A priority; null when missing.</summary>
    /// <param name="reader">What has it.</param>
    /// <param name="key">Its key.</param>
    public static Priority? PriorityOf(StrictReader reader, string key)
    {
        if (reader.Text(key) is not { } text) return null;
        if (Priorities.TryParse(text.Text, out var priority)) return priority;
        reader.ReportUnknown(text, $"unknown priority `{text.Text}`", Enum.GetNames<Priority>());
        return null;
    }

    private static IEnumerable<KeyValuePair<string, string?>> FieldsOf(StrictReader reader)
    {
        foreach (var (name, value) in reader.Mapping("fields")?.Value.Members ?? [])
        {
            if (value.Kind is YamlKind.Sequence or YamlKind.Mapping)
            {
                reader.Report(value, $"a field's value is one text, found {ItemReader.Describe(value)}");
            }
            else
            {
                yield return new(name.Text, value.Kind == YamlKind.Null ? null : value.Text);
            }
        }
    }

    private static long? Number(StrictReader reader, string key, long most)
    {
        if (reader.Text(key) is not { } text) return null;
        if (long.TryParse(text.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number >= 1 && number <= most)
        {
            return number;
        }

        string upTo = most < TimesMax ? string.Create(CultureInfo.InvariantCulture, $"from 1 to {most}") : "from 1 on";
        reader.Report(text, $"`{key}` is a number {upTo}, found `{text.Text}`");
        return null;
    }
}
