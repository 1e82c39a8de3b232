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

    [Fact]
    public void ConditionsJudgeAsInTheReferenceAndAllocateNothing() =>
        ConformanceCases.Check("compare.json", [], row =>
        {
            string expected = row.TryGetProperty("result", out var result) ? result.GetRawText() : "error";
            string actual = Judge(row, out string detail);
            return actual == expected ? null : $"{row}: expected {expected}, got {actual}{detail}";
        });

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
