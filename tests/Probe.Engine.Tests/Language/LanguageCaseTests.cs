using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Language;

public class LanguageCaseTests
{
    private readonly NodeState _node = new();

    public static TheoryData<string> Topics => LanguageCases.Topics;

    [Theory]
    [MemberData(nameof(Topics))]
    public void EveryRowHolds(string topic)
    {
        var cases = LanguageCases.Read(topic);
        Assert.NotEmpty(cases.Rows);
        var wrong = Wrong(topic, cases);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>What rows that do not hold do instead.</summary>
    internal static List<string> Wrong(string topic, LanguageCases cases)
    {
        var node = new NodeState();
        var wrong = new List<string>();
        foreach (var row in cases.Rows)
        {
            string actual = Bind(cases, row, out var condition) is { } error
                ? $"error {error.Offset}+{error.Length} {error.Message}"
                    + (error.DidYouMean is null ? "" : $", did you mean `{error.DidYouMean}`?")
                : Judge(condition!, node) ? "true" : "false";
            if (actual != row.Expected)
            {
                wrong.Add($"{topic}.cases:{row.Line}: {row.Condition}: expected {row.Expected}, got {actual}");
            }
        }

        return wrong;
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void JudgingAllocatesNothing(string topic)
    {
        var cases = LanguageCases.Read(topic);
        foreach (var row in cases.Rows)
        {
            if (Bind(cases, row, out var condition) is null)
            {
                long bytes = Allocation.Of(ConditionLanguage.Compile(condition!), _node);
                Assert.True(bytes == 0, $"{topic}.cases:{row.Line}: {row.Condition}: {bytes} bytes");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void WhatIsPrintedParsesToTheSame(string topic)
    {
        var cases = LanguageCases.Read(topic);
        foreach (var row in cases.Rows.Where(r => !r.Expected.StartsWith("error", StringComparison.Ordinal)))
        {
            string printed = Parse(row.Condition, cases).Print(PrintStyle.Source);
            Assert.Equal(printed, Parse(printed, cases).Print(PrintStyle.Source));
            Assert.Equal(
                Parse(row.Condition, cases).Print(PrintStyle.Canonical),
                Parse(printed, cases).Print(PrintStyle.Canonical));
        }
    }

    private static ConditionSyntax Parse(string text, LanguageCases cases) =>
        new Parser(new SourceText(text), 0, cases.Names.Lists.ContainsKey).Condition();

    private static LanguageError? Bind(LanguageCases cases, LanguageCase row, out BoundCondition? condition)
    {
        var options = new LanguageOptions { Strict = row.IsStrict };
        ConditionLanguage.TryBind(row.Condition, cases.Names, cases.Fields, options, out condition, out var error);
        return error;
    }

    private static bool Judge(BoundCondition condition, NodeState node)
    {
        node.Scratch.Reset();
        return ConditionLanguage.Compile(condition)(
            new EventContext(default, ThreadInfo.Unknown, node, number: 1, result: 0));
    }
}
