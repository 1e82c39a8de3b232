using System.Text.Json;
using System.Text.RegularExpressions;
using KosmosProbe.Engine.Describing;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

public partial class RuleLoadConformanceTests
{
    private const string File = "rule-load.json";

    // Above that the cases leave the list out.
    private const int EventCodesMany = 100;

    // Where a set that is not strict goes beyond Falco.
    private static readonly Exemption[] Better =
    [
        new(
            "lists are values, not replaced text: none has a blank in its name, and all may stand without parentheses",
            row => row.GetProperty("warnings").ToString().Contains("LOAD_INVALID_LIST_NAME", StringComparison.Ordinal)
                || (HasError(row, "expecting 'or', 'and'") && BareList().IsMatch(Texts(row)))),
        new(
            "lists of lists are put in all the way down",
            row => Exemption.Text(row, "note").Contains("levels", StringComparison.Ordinal)),
        new(
            "an excepted value is one value, also with a comma in it",
            row => Exemption.Text(row, "note").Contains("regex", StringComparison.Ordinal)),
        new(
            "networks may stand in sets of addresses",
            row => HasError(row, "unrecognized IP")),
        new(
            "names are resolved over all files of the set, in any order",
            row => Exemption.Text(row, "note").Contains("later file", StringComparison.Ordinal)
                || (UndefinedMacro().Match(Errors(row)) is { Success: true } undefined
                    && Texts(row).Contains($"macro: {undefined.Groups[1].Value}\n", StringComparison.Ordinal))),
        new(
            "sendmmsg is meant with sendmsg",
            row => Texts(row).Contains("(sendto,sendmsg)", StringComparison.Ordinal)),
    ];

    [Fact]
    public void FilesLoadAsTheyDoInFalco() => ConformanceCases.Check(File, [], row => Run(row, OptionsOf(row)));

    [Fact]
    public void OnlyWhatIsBetterOnPurposeDiffersWithoutStrict() =>
        ConformanceCases.Check(File, Better, row => RunTogether(row, OptionsOf(row) with { Strict = false }));

    [GeneratedRegex(@" in [A-Za-z_]\w*\s")]
    private static partial Regex BareList();

    [GeneratedRegex("Undefined macro '(\\w+)'")]
    private static partial Regex UndefinedMacro();

    private static string Errors(JsonElement row) => string.Join(
        '\n', row.GetProperty("errors").EnumerateArray().Select(error => Exemption.Text(error, "message")));

    private static bool HasError(JsonElement row, string part) => Errors(row).Contains(part, StringComparison.Ordinal);

    private static string Texts(JsonElement row) =>
        string.Join('\n', row.GetProperty("files").EnumerateArray().Select(file => file.GetString()));

    // Null when the case passes.
    private static string? Run(JsonElement row, RuleSetOptions options)
    {
        var files = FilesOf(row);
        var fields = FieldsOf(row);
        var warnings = new List<string>();
        int told = 0;
        RuleSet? ruleSet = null;
        RuleReport report = new();

        // Falco tells the warnings of each file as it is loaded; the last ones of each load are that file's.
        for (int count = 1; count <= files.Count; count++)
        {
            report = new RuleReport();
            bool isLoaded = RuleSet.TryLoad(files[..count], fields, options, report, out ruleSet);
            warnings.Add(Codes(report.All.Skip(told).Where(error => !error.IsError)));
            told = report.All.Count;
            if (!isLoaded)
            {
                break;
            }
        }

        return CompareErrors(row, report, warnings.Count - 1)
            ?? CompareWarnings(row, warnings)
            ?? (ruleSet is null ? null : CompareRules(row, ruleSet));
    }

    // All files at once, as usual: warnings are those of each file, and all errors are told.
    private static string? RunTogether(JsonElement row, RuleSetOptions options)
    {
        var files = FilesOf(row);
        var report = new RuleReport();
        RuleSet.TryLoad(files, FieldsOf(row), options, report, out var ruleSet);
        return CompareErrors(row, report, int.Parse(report.Errors.FirstOrDefault()?.File[..1] ?? "0"))
            ?? (ruleSet is null ? null : CompareWarningsOfAll(row, report) ?? CompareRules(row, ruleSet));
    }

    // Falco tells after each file what is unused so far; here the end counts.
    private static string? CompareWarningsOfAll(JsonElement row, RuleReport report)
    {
        var files = row.GetProperty("warnings").EnumerateArray()
            .Select(codes => codes.EnumerateArray().Select(code => code.GetString()!).ToList())
            .ToList();
        var expected = files.SelectMany(codes => codes.Where(code => !code.Contains("_UNUSED_")))
            .Concat(files[^1].Where(code => code.Contains("_UNUSED_")));
        string want = string.Join(' ', expected.Distinct().Order(StringComparer.Ordinal));
        string got = Codes(report.Warnings);
        return want == got ? null : $"expected warnings {want}, got {got}";
    }

    private static List<RuleFile> FilesOf(JsonElement row) =>
    [
        .. row.GetProperty("files").EnumerateArray()
            .Select((text, index) => new RuleFile($"{index}.yaml", text.GetString()!)),
    ];

    private static FieldTable FieldsOf(JsonElement row) =>
        FalcoFields.Table(row.TryGetProperty("container_fields", out var with) && with.GetBoolean());

    private static RuleSetOptions OptionsOf(JsonElement row)
    {
        var least = Priority.Debug;
        Assert.True(
            !row.TryGetProperty("min_priority", out var text) || Priorities.TryParse(text.GetString(), out least));
        return new RuleSetOptions
        {
            Strict = true,
            LeastPriority = least,
            Sources = row.TryGetProperty("sources", out var sources)
                ? [.. sources.EnumerateArray().Select(source => source.GetString()!)]
                : [],
            Selection = row.TryGetProperty("selection", out var steps)
                ? [.. steps.EnumerateArray().Select(SelectionOf)]
                : [],
            Additions = row.TryGetProperty("append_output", out var additions)
                ? [.. additions.EnumerateArray().Select(AdditionOf)]
                : [],
        };
    }

    private static RuleSelection SelectionOf(JsonElement step)
    {
        var member = step.EnumerateObject().Single();
        return new RuleSelection
        {
            Enable = member.Name == "enable",
            Rule = Text(member.Value, "rule"),
            Tag = Text(member.Value, "tag"),
        };
    }

    private static OutputAddition AdditionOf(JsonElement addition) => new()
    {
        Source = Text(addition, "source") ?? string.Empty,
        Rule = Text(addition, "rule") ?? string.Empty,
        ExtraOutput = Text(addition, "extra_output") ?? string.Empty,
        Tags = addition.TryGetProperty("tags", out var tags)
            ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)]
            : [],
    };

    private static string? CompareErrors(JsonElement row, RuleReport report, int loading)
    {
        string expected = string.Join(' ', row.GetProperty("errors").EnumerateArray().Select(error =>
            $"{error.GetProperty("file").GetInt32()}:{error.GetProperty("code").GetString()}").Distinct());

        // Falco stops at the first error and says which file it was loading; here all are told, where they stand.
        var first = report.Errors.FirstOrDefault();
        string actual = first is null ? string.Empty : $"{loading}:{first.Code.Name()}";
        return expected == actual ? null : $"expected `{expected}`, got `{actual}` {first?.Message}";
    }

    private static string? CompareWarnings(JsonElement row, List<string> actual)
    {
        var expected = row.GetProperty("warnings").EnumerateArray()
            .Select(codes => string.Join(' ', codes.EnumerateArray().Select(code => code.GetString())))
            .ToList();
        return expected.SequenceEqual(actual)
            ? null
            : $"expected warnings [{string.Join("] [", expected)}], got [{string.Join("] [", actual)}]";
    }

    private static string? CompareRules(JsonElement row, RuleSet ruleSet)
    {
        if (row.TryGetProperty("enabled_count", out var count) && count.GetInt32() != ruleSet.Active.Count)
        {
            return $"expected {count} rules enabled, got {ruleSet.Active.Count}";
        }

        var expected = row.GetProperty("rules").EnumerateArray().Select(Describe).ToList();
        var actual = ruleSet.Rules.Select(Describe).ToList();
        for (int i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            string want = i < expected.Count ? expected[i] : "no more";
            string got = i < actual.Count ? actual[i] : "no more";

            // Where nothing is said of event types, the rule is disabled or has too many to be listed.
            got = want.EndsWith("| ", StringComparison.Ordinal) && i < actual.Count && !ruleSet.Rules[i].IsEnabled
                ? got[..(got.LastIndexOf('|') + 2)]
                : got;
            if (want != got)
            {
                return $"expected rule {want}, got {got}";
            }
        }

        return null;
    }

    private static string Describe(JsonElement rule)
    {
        string tags = string.Join(',', rule.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        string types = rule.TryGetProperty("event_types", out var all)
            ? string.Join(',', all.EnumerateArray().Select(type => type.GetString()).Order(StringComparer.Ordinal))
            : string.Empty;
        return $"{Text(rule, "name")} | {Text(rule, "condition")} | {Text(rule, "output")} | {Text(rule, "priority")} "
            + $"| {tags} | {types}";
    }

    private static string Describe(CompiledRule rule)
    {
        var types = rule.Condition.EventTypes;
        string names = types.CodesCount > EventCodesMany
            ? string.Empty
            : string.Join(',', EventOrder.NamesOf(types).Order(StringComparer.Ordinal));
        return $"{rule.Name} | {rule.Condition.Canonical} | {rule.Template} | {rule.Priority} "
            + $"| {string.Join(',', rule.Tags)} | {names}";
    }

    private static string Codes(IEnumerable<RuleError> errors) =>
        string.Join(' ', errors.Select(error => error.Code.Name()).Distinct().Order(StringComparer.Ordinal));

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
