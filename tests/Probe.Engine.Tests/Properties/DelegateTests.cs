using CsCheck;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using Xunit;

namespace KosmosProbe.Engine.Tests.Properties;

public class DelegateTests
{
    private const int Usual = 400;

    [Fact]
    public void CompiledConditionsAnswerAsThePlainEvaluatorDoes() => Hold(ConditionGen.Own, isStrict: false);

    [Fact]
    public void SoTheyDoUnderFalcosOwnMeaning() => Hold(ConditionGen.Strict, isStrict: true);

    private static void Hold(Gen<ConditionSyntax> conditions, bool isStrict) => Property.Holds(
        Gen.Select(conditions, SampleEvent.Random.Array[8]),
        Usual,
        sample =>
        {
            var (tree, events) = sample;
            var table = new SampleTable();
            var plain = new PlainEvaluator(isStrict);
            var condition = ConditionLanguage.Compile(table.Bind(tree.Print(PrintStyle.Source), isStrict));
            foreach (var one in events)
            {
                bool actual = table.Judge(condition, one);
                Assert.True(actual == plain.Holds(tree, one), $"{actual} for {SamplePrint.Of(tree, one)}");
            }
        },
        sample => sample.Item1.Print(PrintStyle.Source));
}
