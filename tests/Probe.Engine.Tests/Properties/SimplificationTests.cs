using System.Linq.Expressions;
using CsCheck;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Language.Syntax;
using Xunit;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Simplified conditions against the same checks in the order they were written.</summary>
public class SimplificationTests
{
    private const int Usual = 150;

    [Fact]
    public void SimplifyingForAnyEventChangesNoAnswer() => Hold(ConditionGen.Own, (table, bound, sample) =>
        table.Judge(Emit(Simplify.ForAnyEvent(bound)), sample));

    [Fact]
    public void SimplifyingForTheTypeOfAnEventChangesNoAnswer() => Hold(ConditionGen.Own, (table, bound, sample) =>
        table.Judge(Emit(Simplify.For(bound, sample.Type)), sample));

    [Fact]
    public void SimplifyingTwiceChangesNoAnswer() => Hold(ConditionGen.Strict, (table, bound, sample) =>
        table.Judge(Emit(Simplify.For(Simplify.ForAnyEvent(bound), sample.Type)), sample));

    [Fact]
    public void NothingHoldsForATypeThatTheAnalysisLeavesOut() => Hold(ConditionGen.Own, (table, bound, sample) =>
    {
        bool holds = table.Judge(Emit(bound), sample);
        Assert.True(!holds || EventTypeAnalysis.Of(bound).Contains(sample.Type), $"{sample.Type} is left out");
        return holds;
    });

    private static void Hold(
        Gen<ConditionSyntax> conditions, Func<SampleTable, BoundNode, SampleEvent, bool> answer) => Property.Holds(
        Gen.Select(conditions, SampleEvent.Random.Array[3]),
        Usual,
        sample =>
        {
            var (tree, events) = sample;
            var table = new SampleTable();
            var bound = table.Bind(tree.Print(PrintStyle.Source), isStrict: false).Root;
            var plain = Emit(bound);
            foreach (var one in events)
            {
                bool actual = answer(table, bound, one);
                Assert.True(actual == table.Judge(plain, one), $"{actual} for {SamplePrint.Of(tree, one)}");
            }
        },
        sample => sample.Item1.Print(PrintStyle.Source));

    private static Condition Emit(BoundNode node)
    {
        var emitter = new Emitter();
        var body = Plain(node, emitter);
        return Expression.Lambda<Condition>(emitter.Body(body), emitter.Context).Compile();
    }

    private static Expression Plain(BoundNode node, Emitter emitter) => node switch
    {
        BoundNot not => Expression.Not(Plain(not.Child, emitter)),
        BoundGroup { Connective: Connective.And } all =>
            all.Children.Select(child => Plain(child, emitter)).Aggregate(Expression.AndAlso),
        BoundGroup any => any.Children.Select(child => Plain(child, emitter)).Aggregate(Expression.OrElse),
        _ => emitter.Emit(node),
    };
}
