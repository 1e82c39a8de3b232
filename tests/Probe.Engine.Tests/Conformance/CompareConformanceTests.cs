using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Conformance;

public class CompareConformanceTests
{
    private static readonly NodeState Node = new();

    private static readonly Dictionary<string, string> NotFollowed = new()
    {
        ["cmp-3680"] = "oneof, anyof and allof compare networks by prefix here, as every other operator does",
        ["cmp-3683"] = "oneof, anyof and allof compare networks by prefix here, as every other operator does",
        ["cmp-4285"] = "a transformed value of a list field is a value like any other here; there it never matches",
        ["cmp-4286"] = "a transformed value of a list field is a value like any other here; there it never matches",
    };

    [Fact]
    public void ConditionsJudgeAsInTheReferenceAndAllocateNothing()
    {
        var cases = ConformanceCases.Read("compare.json");
        var failures = new List<string>();
        foreach (var item in cases)
        {
            string expected = item.TryGetProperty("result", out var result) ? result.GetRawText() : "error";
            string actual = Judge(item, out string detail);
            if (actual != expected)
            {
                failures.Add($"{item.GetProperty("id").GetString()} {item}: expected {expected}, got {actual}{detail}");
            }
        }

        ConformanceCases.Report("compare.json", cases.Count, failures, NotFollowed);
    }

    private static string Print(string text) =>
        new Parser(new SourceText(text), 0, _ => false).Condition().Print(PrintStyle.Source);

    private static string Judge(JsonElement item, out string detail)
    {
        detail = "";
        var fields = RecordedFields.Table(item);
        string text = item.GetProperty("condition").GetString()!;
        var options = new LanguageOptions { Strict = true };
        if (!ConditionLanguage.TryBind(text, new NameScope(), fields, options, out var condition, out var error))
        {
            detail = $" ({error})";
            return "error";
        }

        Node.Scratch.Reset();
        var context = new EventContext(default, ThreadInfo.Unknown, Node, number: 1, result: 0);
        var compiled = ConditionLanguage.Compile(condition);
        string answer = compiled(context) ? "true" : "false";
        Assert.True(Allocation.Of(compiled, Node) == 0, $"judging allocates: {text}");
        Assert.Equal(Print(text), Print(Print(text)));
        return answer;
    }
}
