using CsCheck;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;
using static KosmosProbe.Engine.Tests.Properties.SyntaxParts;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Random conditions that bind over <see cref="SampleField.All"/>: every operator that a type takes.</summary>
internal static class ConditionGen
{
    private const int DepthMax = 3;

    private static readonly string[] Equality = ["=", "==", "!="];
    private static readonly string[] OnName = ["contains", "startswith", "endswith", "iglob"];
    private static readonly string[] Order = ["<", "<=", ">", ">="];
    private static readonly string[] OnText =
        ["contains", "icontains", "startswith", "endswith", "glob", "iglob", "regex"];
    private static readonly string[] OnBytes = ["contains", "startswith", "endswith", "bcontains", "bstartswith"];

    private static readonly Gen<string> EventTypes = Gen.OneOf(
        [.. EventTable.Types.Select(EventTable.Name), "umount2", "close"]);

    /// <summary>Conditions as Falco understands them.</summary>
    public static readonly Gen<ConditionSyntax> Strict = Condition(AnyCheck(isStrict: true), DepthMax);

    /// <summary>
    /// Conditions with what the language has beyond Falco: networks and ranges of addresses. The outermost part is no
    /// <c>or</c>, whose branches would be restricted to each other's events.
    /// </summary>
    public static readonly Gen<ConditionSyntax> Own = Condition(AnyCheck(isStrict: false), DepthMax).Select(Not);

    private static Gen<ConditionSyntax> Condition(Gen<ConditionSyntax> leaf, int depth)
    {
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Condition(leaf, depth - 1);
        var group = Gen.Select(Gen.Bool, inner.Array[2, 4]).Select((isOr, children) =>
            Group(isOr ? Connective.Or : Connective.And, children));
        return Gen.Frequency((2, leaf), (2, group), (1, inner.Select(Not)));
    }

    private static Gen<ConditionSyntax> AnyCheck(bool isStrict) => Gen.Frequency(
        (8, OperandGen.Any.SelectMany(left => CheckOn(left, isStrict))), (1, TypeCheck()));

    private static Gen<ConditionSyntax> TypeCheck()
    {
        var left = Gen.OneOf("evt.type", "evt.type", "syscall.type").Select(name => Field(name));
        var one = EventTypes.Select(OperandSyntax (name) => Value(name));
        return Gen.OneOf(
            left.Select(l => Check(l, "exists", null)),
            Gen.Select(left, Gen.OneOf([.. Equality, .. OnName]), one).Select((l, o, r) => Check(l, o, r)),
            Gen.Select(left, Gen.OneOf("in", "intersects", "pmatch"), one.Array[0, 4]).Select((l, o, r) =>
                Check(l, o, List(r))));
    }

    private static Gen<ConditionSyntax> CheckOn(Operand left, bool isStrict)
    {
        if (isStrict && left.Type == FieldType.Uid)
        {
            // Falco compares no ids of users and groups.
            return Gen.Const(Check(left.Syntax, "exists", null));
        }

        var kinds = new List<(int, IGen<ConditionSyntax>)>
        {
            (1, Gen.Const(Check(left.Syntax, "exists", null))),
            (3, WithList(left, isStrict)),
        };
        if (left.Shape != FieldShape.List)
        {
            var spelling = Gen.OneOf(Equality.Concat(WithOneValue(left.Type)).ToArray());
            kinds.Add((6, spelling.SelectMany(s => Written(left.Type, s, isStrict).Select(w =>
                Check(left.Syntax, s, Value(w))))));
            kinds.Add((2, spelling.SelectMany(s => Modified(left, s, isStrict))));
            if (Ordered(left.Type))
            {
                kinds.Add((3, Gen.Select(Gen.OneOf(Order), Numbers(left.Type)).Select((s, n) =>
                    Check(left.Syntax, s, Literal(n, isQuoted: false)))));
            }
        }

        bool isComparable = !left.IsPlain && !(left.Shape == FieldShape.List && left.Type.IsAddress());
        if (isComparable)
        {
            kinds.Add((2, Gen.Select(Gen.OneOf([.. WithField(left)]), OperandGen.Like(left)).Select((s, right) =>
                Check(left.Syntax, s, right))));
        }

        return Gen.Frequency([.. kinds]);
    }

    private static Gen<ConditionSyntax> WithList(Operand left, bool isStrict)
    {
        bool isPath = left.Type is FieldType.Text or FieldType.Path && left.Shape != FieldShape.List;
        var items = Written(left.Type, "in", isStrict).Array[0, 6].Select(v => List([.. v.Select(Value)]));
        var plain = Gen.Select(Gen.OneOf("in", "intersects"), items).Select((s, l) => Check(left.Syntax, s, l));
        var paths = Gen.OneOf(SampleValues.Texts, ConstantGen.Globs).Array[0, 4].Select(v =>
            Check(left.Syntax, "pmatch", List([.. v.Select(Value)])));
        return isPath ? Gen.OneOf(plain, paths) : plain;
    }

    private static Gen<ConditionSyntax> Modified(Operand left, string spelling, bool isStrict) => Gen
        .Select(Gen.OneOf("oneof", "anyof", "allof"), Written(left.Type, spelling, isStrict).Array[0, 3])
        .Select((modifier, values) => Check(left.Syntax, spelling, List([.. values.Select(Value)]), modifier));

    private static Gen<string> Written(FieldType type, string spelling, bool isStrict) => spelling switch
    {
        "glob" or "iglob" => ConstantGen.Globs,
        "regex" => ConstantGen.Regexes,
        "bcontains" or "bstartswith" => ConstantGen.Hexadecimals,
        _ => ConstantGen.Of(type, isStrict),
    };

    /// <summary>The grammar allows numbers only behind an order, also where a text is compared.</summary>
    private static Gen<string> Numbers(FieldType type) => type is FieldType.Text or FieldType.Path
        ? Gen.OneOf("1", "10", "-1", "1.5", "0x1F")
        : ConstantGen.Of(type, isStrict: true).Where(n => n.All(c => char.IsAsciiDigit(c) || c == '-') && n != "");

    private static bool Ordered(FieldType type) =>
        type is FieldType.Text or FieldType.Path or FieldType.Double || type.IsNumber();

    private static string[] WithOneValue(FieldType type) => type switch
    {
        FieldType.Text or FieldType.Path => OnText,
        FieldType.Bytes => OnBytes,
        _ => [],
    };

    /// <summary>Operators that compare two fields: patterns and hexadecimal digits are for written values.</summary>
    private static IEnumerable<string> WithField(Operand left)
    {
        if (left.Shape == FieldShape.List)
        {
            return ["in", "intersects"];
        }

        var more = left.Type is FieldType.Text or FieldType.Path
            ? ["contains", "icontains", "startswith", "endswith", "pmatch"]
            : left.Type == FieldType.Bytes ? ["contains", "startswith", "endswith"] : Array.Empty<string>();
        return [.. Equality, "in", "intersects", .. more, .. Ordered(left.Type) ? Order : []];
    }
}
