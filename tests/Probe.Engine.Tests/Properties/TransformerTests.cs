using CsCheck;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using Xunit;
using static KosmosProbe.Engine.Tests.Properties.SyntaxParts;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>
/// Random conditions seldom name the very text that a transformer makes. Here each transformed value is compared with
/// what the plain evaluator makes of the same event: the check must hold, or both must find the value missing.
/// </summary>
public class TransformerTests
{
    private const int Usual = 300;

    [Fact]
    public void TransformersMakeTheTextsThatThePlainOnesMake() => Property.Holds(
        Gen.Select(OperandGen.Made, SampleEvent.Random),
        Usual,
        sample =>
        {
            var (operand, one) = sample;
            var plain = PlainValue.Read(operand.Syntax, one);
            if (plain is not null && HasNul(plain))
            {
                return;
            }

            var table = new SampleTable();
            var check = plain is null
                ? Not(Check(operand.Syntax, "exists", null))
                : Check(operand.Syntax, "=", Literal(Written(plain), isQuoted: true));
            var condition = table.Bind(check.Print(PrintStyle.Source), isStrict: false);
            Assert.True(table.Judge(ConditionLanguage.Compile(condition), one), SamplePrint.Of(check, one));
        },
        sample => sample.Item1.Syntax.Print(PrintStyle.Source));

    // No condition can write a text with a NUL.
    private static bool HasNul(PlainValue value) => value.Items[0] is byte[] text && text.Contains((byte)0);

    /// <summary>A value as a condition writes it; every byte beyond ASCII is escaped on its own.</summary>
    private static string Written(PlainValue value) => value.Type == FieldType.UInt64
        ? $"{value.Items[0]}"
        : string.Concat(((byte[])value.Items[0]).Select(b => (char)(b < 0x80 ? b : 0xDC00 + b)));
}
