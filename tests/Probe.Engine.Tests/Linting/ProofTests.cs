using CsCheck;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Linting;
using KosmosProbe.Engine.Linting.Logic;
using KosmosProbe.Engine.Tests.Properties;
using Xunit;

namespace KosmosProbe.Engine.Tests.Linting;

/// <summary>What the linter proves about random conditions, beside what the plain evaluator says of events.</summary>
public class ProofTests
{
    private const int Usual = 400;

    [Fact]
    public void WhatNeverHoldsHoldsForNoEvent() => Property.Holds(
        Gen.Select(Pair, SampleEvent.Random.Array[4]),
        Usual,
        sample =>
        {
            var (tree, events) = sample;
            var formula = FormulaOf(tree);
            foreach (var one in events)
            {
                bool holds = new PlainEvaluator(isStrict: false).Holds(tree, one);
                var here = Kind(one.Type).Fold(formula);
                Assert.False(holds && Contradiction.IsIn(here), $"holds for {SamplePrint.Of(tree, one)}");
                Assert.False(
                    !holds && Contradiction.IsIn(here.Negated()), $"does not hold for {SamplePrint.Of(tree, one)}");
            }
        },
        sample => sample.Item1.Print(PrintStyle.Source));

    [Fact]
    public void AConditionContradictsItsOpposite() => Property.Holds(
        ConditionGen.Own.Where(tree => tree is NotSyntax { Child: CheckSyntax }),
        300,
        tree =>
        {
            var formula = FormulaOf(tree);
            Assert.All(EventKind.Apart([formula]), kind =>
                Assert.True(Contradiction.IsIn(kind.Fold(formula), kind.Fold(formula).Negated())));
        },
        tree => tree.Print(PrintStyle.Source));

    [Fact]
    public void SomeOfTheRandomConditionsNeverHold()
    {
        int found = 0;
        Pair.Sample(
            tree => found += Contradiction.IsIn(Kind(EventType.Openat).Fold(FormulaOf(tree))) ? 1 : 0,
            iter: 300,
            threads: 1,
            seed: "0000KOeFnR12");
        Assert.True(found > 10, $"{found} of 300");
    }

    // Two conditions that share fields have more to contradict each other with.
    private static Gen<ConditionSyntax> Pair =>
        Gen.Select(ConditionGen.Own, ConditionGen.Own, Gen.OneOf(Connective.Or, Connective.And)).Select(
            (left, right, connective) => SyntaxParts.Not(SyntaxParts.Group(connective, [left, right])));

    private static EventKind Kind(EventType type) => new(EventTable.NameId(type), type);

    private static Formula FormulaOf(ConditionSyntax tree)
    {
        var bound = new SampleTable().Bind(tree.Print(PrintStyle.Source), isStrict: false).Root;
        return new FormulaBuilder(new Dictionary<BoundNode, ConditionSyntax>()).Build(bound);
    }
}
