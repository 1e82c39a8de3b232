using CsCheck;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using Xunit;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Several rules compiled together for an event type against each of them compiled alone.</summary>
public class JudgedTogetherTests
{
    private const int Usual = 40;

    [Fact]
    public void TogetherTheSameRulesHoldAsAlone() => Hold(firstMatchOnly: false, holding => holding);

    [Fact]
    public void UnderFirstMatchTheFirstThatHoldsIsFound() => Hold(firstMatchOnly: true, holding => holding.Take(1));

    private static void Hold(bool firstMatchOnly, Func<IEnumerable<int>, IEnumerable<int>> expected) => Property.Holds(
        Gen.Select(ConditionGen.Own.Array[1, 8], SampleEvent.Random.Array[10]),
        Usual,
        sample =>
        {
            var (trees, events) = sample;
            var table = new SampleTable();
            BoundCondition[] bound =
                [.. trees.Select(tree => table.Bind(tree.Print(PrintStyle.Source), isStrict: false))];
            Condition[] alone = [.. bound.Select(ConditionLanguage.Compile)];
            int[] numbers = [.. Enumerable.Range(0, trees.Length)];
            var judges = ConditionLanguage.CompileJudges([.. EventTable.Types], bound, numbers, firstMatchOnly);
            foreach (var one in events)
            {
                int[] actual = judges.TryGetValue(one.Type, out var judge)
                    ? table.Judge(judge, trees.Length, one)
                    : [];
                Assert.Equal(expected(numbers.Where(n => table.Judge(alone[n], one))), actual);
            }
        },
        sample => string.Join('\n', sample.Item1.Select(tree => tree.Print(PrintStyle.Source))));
}
