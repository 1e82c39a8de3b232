using CsCheck;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;
using static KosmosProbe.Engine.Tests.Properties.SyntaxParts;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>
/// Random conditions that need not mean anything: every operator with every right side that its grammar has, names
/// nobody declared, values of odd characters.
/// </summary>
internal static class SyntaxGen
{
    private const int DepthMax = 3;

    // The second character of the skull is one that also carries an escaped byte.
    private static readonly Gen<string> OddValue = Gen.OneOf(
        "a", "B", "0", ".", "/", "-", "*", "[", "]", "{", "%", "#", "\u00e9", "\u20ac", "\U0001F480", "\U0001F600",
        " ", "=", "(", ")", ",", "\"", "'", "\\", "\t", "\n", "\r", "\b", "\f", "\v", "\0", "\u0001", "\u007f",
        "\u0085", "\udc80", "\udcff", "val(", "and", "not ").Array[0, 6].Select(string.Concat);

    private static readonly Gen<string> BareValue = Gen.OneOf(
        Gen.OneOf("oneof", "anyof", "val", "len", "and", "or", "not", "in", "exists", "a.b", "tolower", "-1"),
        Gen.OneOf("a", "B", "0", ".", "/", "-", "*", "[", "]", "{", "}", "%", "#", ":", "\u00e9", "\u20ac", "!",
            "<", ">", "~", "\U0001F600").Array[1, 5].Select(string.Concat));

    private static readonly Gen<string> Number =
        Gen.OneOf("0", "1", "-1", "+5", "0x1F", "0Xa", "1.", "1.5", "2e+3", "1.5E-2", "007");

    private static readonly Gen<string> FieldName = Gen.OneOf(
        "a.b", "proc.name", "not.a", "and.or", "val.x", "tolower.x", "a1_.b_2.C3", "evt.arg.flags", "exists.in");

    private static readonly Gen<string> MacroName =
        Gen.OneOf("m", "nota", "andx", "or_", "val", "len", "exists", "in", "contains", "A1_");

    private static readonly string[] WithValue = [.. Spellings(RightSide.Value)];
    private static readonly string[] WithNumber = [.. Spellings(RightSide.Number)];
    private static readonly string[] WithList = [.. Spellings(RightSide.List)];

    /// <summary>Conditions that the source style brings back.</summary>
    public static readonly Gen<ConditionSyntax> Any = Condition(Make(OddValue, isTame: false), DepthMax, isTame: false);

    /// <summary>Conditions that Falco's style brings back too: nothing that depends on quotes or parentheses.</summary>
    public static readonly Gen<ConditionSyntax> Tame = Condition(
        Make(OddValue.Where(v => v.Length > 0 && !v.AsSpan().ContainsAny("(),")), isTame: true),
        DepthMax,
        isTame: true);

    private static Gen<ConditionSyntax> Condition(Gen<ConditionSyntax> leaf, int depth, bool isTame)
    {
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Condition(leaf, depth - 1, isTame);
        var group = Gen.Select(Gen.Bool, inner.Array[2, 4]).Select((isOr, children) =>
            Group(isOr ? Connective.Or : Connective.And, children));
        var negated = isTame ? inner.Where(i => i is not NotSyntax) : inner;
        return Gen.OneOf(leaf, leaf, group, negated.Select(Not));
    }

    private static Gen<ConditionSyntax> Make(Gen<string> quoted, bool isTame)
    {
        var literal = Gen.OneOf(
            quoted.Select(v => Literal(v, isQuoted: true)), BareValue.Select(v => Literal(v, isQuoted: false)));
        var field = Gen.Select(FieldName, Gen.OneOf(Gen.Const((string?)null), OddValue, BareValue)!).Select(
            (name, argument) => Field(name, argument));
        var number = Number.Select(n => Literal(n, isQuoted: false));
        var constant = isTame ? number : Gen.OneOf(number, quoted.Select(v => Literal(v, isQuoted: true)));
        var transformer = Transformers(constant, field, depth: 2);
        var left = Gen.OneOf(Up(field), Up(field), Up(transformer));
        var computed = Gen.OneOf(field.Select(f => Transformer("val", f)), transformer);
        var items = literal.Array[0, 4].Select(values => List(values));
        var bareList = Gen.OneOf(BareValue.Where(v => v is not ("and" or "or")), Gen.OneOf("a\\", "\u0001")).Select(v =>
            new ListSyntax([Literal(v, isQuoted: false)], hasParentheses: false, default));
        var list = Gen.OneOf(Up(items), Up(items), Up(bareList));
        return Gen.OneOf(
            MacroName.Select(ConditionSyntax (name) => new MacroSyntax(name, default)),
            left.Select(l => Check(l, "exists", null)),
            Gen.Select(left, Gen.OneOf(WithNumber), Gen.OneOf(Up(number), Up(computed)))
                .Select((l, o, r) => Check(l, o, r)),
            Gen.Select(left, Gen.OneOf(WithValue), Gen.OneOf(Up(literal), Up(literal), Up(computed)))
                .Select((l, o, r) => Check(l, o, r)),
            Gen.Select(left, Gen.OneOf(WithValue), Gen.OneOf("oneof", "anyof", "allof"), list)
                .Select((l, o, m, r) => Check(l, o, r, m)),
            Gen.Select(left, Gen.OneOf(WithList), Gen.OneOf(list, list, Up(computed)))
                .Select((l, o, r) => Check(l, o, r)));
    }

    private static Gen<TransformerSyntax> Transformers(Gen<LiteralSyntax> constant, Gen<FieldSyntax> field, int depth)
    {
        var argument = depth == 0
            ? Gen.OneOf(Up(constant), Up(field))
            : Gen.OneOf(Up(constant), Up(field), Up(Transformers(constant, field, depth - 1)));
        var list = argument.Array[0, 3].Select(a => new ListSyntax(a, true, default) { IsArgument = true });
        var name = Gen.OneOf([.. Engine.Language.Transformers.All.Select(t => t.Name)]);
        var bracket = Gen.OneOf(Gen.Const((string?)null), Gen.Const((string?)null), OddValue!);
        return Gen.Select(name, Gen.OneOf(argument, argument, Up(list)).Array[1, 3], bracket).Select(
            (n, a, b) => new TransformerSyntax(n, a, b, default));
    }

    private static Gen<OperandSyntax> Up<T>(Gen<T> operands)
        where T : OperandSyntax => operands.Select(OperandSyntax (o) => o);

    private static IEnumerable<string> Spellings(RightSide right) =>
        Operators.All.Where(o => o.Right == right).Select(o => o.Spelling);
}
