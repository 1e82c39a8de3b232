using System.Globalization;
using System.Numerics;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Linting.Facts;
using KosmosProbe.Engine.Linting.Logic;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>Values that the field they are compared with never has.</summary>
internal static class ImpossibleValues
{
    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules)
        {
            foreach (var (check, bound) in rule.Checks.Where(check => !rule.Dead.Contains(check.Syntax)))
            {
                if (bound is BoundCheck one && check.Constants is { Count: > 0 } values)
                {
                    Visit(context, rule, check, one, values);
                }
            }
        }
    }

    private static void Visit(
        LintContext context, LintedRule rule, CheckSyntax check, BoundCheck bound, IReadOnlyList<LiteralSyntax> values)
    {
        List<Impossible?> reasons = [.. values.Select(value => WhyNever(bound, value, values.Count))];
        if (reasons.TrueForAll(reason => reason is not null))
        {
            context.Tell(
                rule, context.PlaceOf(rule, check), $"`{Places.Text(check.Span)}` {Answer(check)}: {reasons[0]!.Why}",
                reasons[0]!.Fix);
        }
        else if (IsEmptyRange(bound))
        {
            context.Tell(
                rule, context.PlaceOf(rule, check), $"`{Places.Text(check.Span)}` never holds: no number is so",
                "compare with a number inside the field's range");
        }

        bool isPart = reasons.Exists(reason => reason is null);
        for (int i = 0; isPart && i < values.Count; i++)
        {
            if (reasons[i] is { } reason)
            {
                context.Tell(
                    rule,
                    context.PlaceOf(rule, values[i]),
                    $"`{bound.Field.Name}` is never `{values[i].Token.Text}`: {reason.Why}",
                    values.Any(value => value.Token.Text == reason.Instead)
                        ? $"take it out: `{reason.Instead}` stands beside it already"
                        : reason.Fix,
                    Severity.Advice);
            }
        }
    }

    private static string Answer(CheckSyntax check) =>
        check.Operator.IsNegation ? "holds whenever there is a value" : "never holds";

    private static Impossible? WhyNever(BoundCheck bound, LiteralSyntax value, int count)
    {
        var predicate = bound.Predicate is NotPredicate not ? not.Inner : bound.Predicate;
        if (predicate is GroupPredicate group)
        {
            predicate = group.Children[0];
        }

        switch (predicate)
        {
            case TextPredicate text:
                // A pattern may have become a plainer test with another constant.
                byte[] constant = count == 1 && text.Values.Count == 1
                    ? text.Values[0]
                    : LiteralText.ToBytes(value.Token.Text);
                return KnownValues.WhyNever(bound.Field, text.Test, constant);
            case NumberSetPredicate or NumberOrderPredicate:
                return OutOfRange(bound.Field, value.Token.Text);
            default:
                return null;
        }
    }

    // Falco cuts numbers that do not fit, and so does this engine; -1 is a habit for the highest unsigned number.
    private static Impossible? OutOfRange(Field field, string text)
    {
        (BigInteger First, BigInteger Last) range = field.Type switch
        {
            FieldType.Port or FieldType.UInt16 => (0, ushort.MaxValue),
            FieldType.UInt8 => (0, byte.MaxValue),
            FieldType.UInt32 or FieldType.Flags32 or FieldType.Uid => (0, uint.MaxValue),
            FieldType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            FieldType.Int16 => (short.MinValue, short.MaxValue),
            FieldType.Int32 => (int.MinValue, int.MaxValue),
            _ when field.Type.IsUnsigned() => (0, ulong.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        bool isNumber = BigInteger.TryParse(
            text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        bool isHabit = number == -1 && range.First == 0 && field.Type != FieldType.Port;
        if (!isNumber || isHabit || (number >= range.First && number <= range.Last))
        {
            return null;
        }

        var count = range.Last - range.First + 1;
        var cut = range.First + ((((number - range.First) % count) + count) % count);
        return new Impossible(
            $"`{field.Name}` goes from {range.First} to {range.Last}, so that {number} is taken for {cut}",
            "write a number that the field can have");
    }

    private static bool IsEmptyRange(BoundCheck bound) => bound.Quantifier == Quantifier.One
        && bound.Predicate is NumberOrderPredicate
        && bound.Field.Name != "evt.num"
        && !FieldTheory.MayHold([new Literal(bound, IsNegated: false)]);
}
