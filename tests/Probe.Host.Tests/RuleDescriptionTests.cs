using System.IO.Compression;
using System.Text.Json;
using KosmosProbe.Engine.Describing;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Listing;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>-L and -l beside what Falco printed of its own rules.</summary>
public class RuleDescriptionTests
{
    // Where a condition leaves the event type open, Falco prints its table of all events, whose order follows from
    // numbers of system calls that no document gives. Here they are the same names, in another order.
    private const int EventsOpen = 400;
    private const string OneRule = "Read sensitive file untrusted";

    [Fact]
    public void OneRuleIsDescribedByteForByte()
    {
        var text = new StringWriter();
        var rule = Load(out _).Rules.Single(rule => rule.Name == OneRule);
        RuleDescription.Write(text, rule);
        Assert.Equal(File.ReadAllText(Recorded("l_one.json")), text.ToString());
    }

    [Fact]
    public void AllRulesMacrosAndListsAreDescribedAsFalcoDoes()
    {
        using var packed = File.OpenRead(Recorded("L.json.gz"));
        using var expected = JsonDocument.Parse(new GZipStream(packed, CompressionMode.Decompress));
        var text = new StringWriter();
        RuleDescription.Write(text, Load(out _));
        using var actual = JsonDocument.Parse(text.ToString());
        var differences = new List<string>();
        Compare(expected.RootElement, actual.RootElement, "$", differences);
        Assert.Empty(differences);
        Assert.Equal(25, actual.RootElement.GetProperty("rules").GetArrayLength());
    }

    [Fact]
    public void ListsInTextAreFalcosByteForByte()
    {
        Load(out var rules);
        var (all, one) = (new StringWriter(), new StringWriter());
        RuleListing.Write(rules.Rules, all);
        RuleListing.Write(rules.Rules.Where(rule => rule.Name == OneRule), one);
        Assert.Equal(File.ReadAllText(Recorded("L_text.txt")), all.ToString());
        Assert.Equal(File.ReadAllText(Recorded("l_one.txt")), one.ToString());
    }

    private static void Compare(JsonElement expected, JsonElement actual, string path, List<string> differences)
    {
        if (expected.ValueKind != actual.ValueKind)
        {
            differences.Add($"{path}: expected {expected.ValueKind}, got {actual.ValueKind}");
        }
        else if (expected.ValueKind == JsonValueKind.Object)
        {
            string keys = string.Join(' ', expected.EnumerateObject().Select(member => member.Name));
            string found = string.Join(' ', actual.EnumerateObject().Select(member => member.Name));
            if (keys != found) differences.Add($"{path}: expected keys {keys}, got {found}");
            foreach (var member in expected.EnumerateObject())
            {
                if (!actual.TryGetProperty(member.Name, out var value)) continue;
                Compare(member.Value, value, $"{path}.{member.Name}", differences);
            }
        }
        else if (expected.ValueKind == JsonValueKind.Array)
        {
            CompareItems([.. expected.EnumerateArray()], [.. actual.EnumerateArray()], path, differences);
        }
        else if (expected.GetRawText() != actual.GetRawText() && expected.ToString() != actual.ToString())
        {
            differences.Add($"{path}: expected {expected.GetRawText()}, got {actual.GetRawText()}");
        }
    }

    private static void CompareItems(
        List<JsonElement> expected, List<JsonElement> actual, string path, List<string> differences)
    {
        if (expected.Count != actual.Count)
        {
            differences.Add($"{path}: expected {expected.Count} items, got {actual.Count}");
            return;
        }

        if (path.EndsWith(".events", StringComparison.Ordinal) && expected.Count > EventsOpen)
        {
            expected = [.. expected.OrderBy(item => item.GetString(), StringComparer.Ordinal)];
            actual = [.. actual.OrderBy(item => item.GetString(), StringComparer.Ordinal)];
        }

        for (int i = 0; i < expected.Count; i++) Compare(expected[i], actual[i], $"{path}[{i}]", differences);
    }

    private static RuleDescriber Load(out RuleSet rules)
    {
        var options = new RuleSetOptions { Strict = true, Additions = [new OutputAddition { IsSuggested = true }] };
        var report = new RuleReport();
        var files = RulePaths.Read([RecordedFiles.At("falco-rules", "falco_rules.yaml")], report);
        bool isLoaded = RuleSet.TryLoad(
            files, SyscallFields.Table, options, report, out var loaded, out var items);
        Assert.True(isLoaded, string.Join('\n', report.Errors));
        rules = loaded!;
        return new RuleDescriber(items, rules);
    }

    private static string Recorded(string name) => RecordedFiles.At("falco-output", name);
}
