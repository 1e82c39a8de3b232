using CsCheck;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;
using static KosmosProbe.Engine.Tests.Properties.SyntaxParts;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Something with a value, and what the language says about its type.</summary>
internal sealed record Operand(OperandSyntax Syntax, FieldType Type, FieldShape Shape, bool IsPlain);

/// <summary>Random fields and transformers over fields, of types that fit.</summary>
internal static class OperandGen
{
    private static readonly Gen<string> Separators = Gen.OneOf("", "-", ", ", "\u00e9", "\udcff", "a");
    private static readonly Gen<string> Options = Gen.OneOf("", "l", "lp:v", ":p:", "a:l", "x");

    private static readonly Gen<Operand> Fields =
        Gen.OneOf([.. SampleField.All.Select(Of)]);

    private static readonly Gen<Operand> TextFields = Where(f => IsText(f) && f.Shape == FieldShape.Single);
    private static readonly Gen<Operand> TextLists = Where(f => IsText(f) && f.Shape == FieldShape.List);

    /// <summary>Left sides: fields, and transformers two deep.</summary>
    public static readonly Gen<Operand> Any = Gen.Frequency((4, Fields), (1, Transformed(2)));

    /// <summary>Single values that transformers make; of bytes, those that a condition can write.</summary>
    public static readonly Gen<Operand> Made = Gen.OneOf(Text(2), Joined(OptionList(1)), Length(1));

    private static readonly Operand[] Comparable = [.. SampleField.All.Where(f => !f.IsPlain).Select(Of)];
    private static readonly Gen<Operand> Texts = Text(1);
    private static readonly Gen<Operand> OptionLists = OptionList(1);

    /// <summary>What can stand on the right: values of the left side's kind that only the event knows.</summary>
    public static Gen<OperandSyntax> Like(Operand left)
    {
        Operand[] fitting = [.. Comparable.Where(f => f.Shape == left.Shape && Fits(f.Type, left.Type))];
        var fields = Gen.OneOf(fitting).Select(OperandSyntax (f) => Transformer("val", f.Syntax));
        return left switch
        {
            { Type: FieldType.Text or FieldType.Path, Shape: FieldShape.Single } =>
                Gen.OneOf(fields, Texts.Select(t => t.Syntax)),
            { Type: FieldType.Text or FieldType.Path } => Gen.OneOf(fields, OptionLists.Select(t => t.Syntax)),
            _ => fields,
        };
    }

    private static bool Fits(FieldType right, FieldType left) =>
        Kind(right) == Kind(left) && (!left.IsNumber() || right.IsUnsigned() == left.IsUnsigned());

    private static FieldType Kind(FieldType type) => type switch
    {
        FieldType.Path => FieldType.Text,
        FieldType.Port or FieldType.Double or FieldType.Boolean => type,
        _ => type.IsNumber() ? FieldType.Int64 : type,
    };

    private static Gen<Operand> Transformed(int depth) => Gen.OneOf(
        Text(depth), Case(TextLists), OptionList(depth), Length(depth),
        Where(f => f.Type == FieldType.Bytes).Select(b => Single(Transformer("b64", b.Syntax), FieldType.Bytes)));

    /// <summary>One text, made of others.</summary>
    private static Gen<Operand> Text(int depth)
    {
        var inner = depth == 0 ? TextFields : Gen.OneOf(TextFields, Text(depth - 1));
        var list = depth == 0 ? TextLists : Gen.OneOf(TextLists, OptionList(depth - 1));
        var constant = Separators.Select(OperandSyntax (s) => Literal(s, isQuoted: true));
        var parts = Gen.OneOf(inner.Select(i => i.Syntax), list.Select(l => l.Syntax), constant);
        return Gen.OneOf(
            Case(inner),
            inner.Where(i => i.Type == FieldType.Text).Select(i => Single(Transformer("b64", i.Syntax), i.Type)),
            parts.Array[2, 3].Select(p => Single(Transformer("concat", p), FieldType.Text)),
            Gen.Select(constant, parts.Array[0, 3]).Select((s, p) => Single(
                Transformer("join", s, new ListSyntax(p, hasParentheses: true, default) { IsArgument = true }),
                FieldType.Text)),
            Gen.Select(constant, list).Select((s, l) => Single(Transformer("join", s, l.Syntax), FieldType.Text)),
            Gen.Select(Gen.OneOf(inner, list), Options, Gen.OneOf("l", "p", "x")).Select((a, o, wanted) => Single(
                new TransformerSyntax("getopt", [a.Syntax, Literal(o, isQuoted: true)], wanted, default),
                FieldType.Text)));
    }

    private static Gen<Operand> OptionList(int depth) => Gen
        .Select(Gen.OneOf(TextLists, depth == 0 ? TextFields : Text(depth - 1)), Options).Select((arguments, options) =>
            new Operand(
                Transformer("getopt", arguments.Syntax, Literal(options, isQuoted: true)), FieldType.Text,
                FieldShape.List, IsPlain: false));

    private static Gen<Operand> Joined(Gen<Operand> lists) => lists.Select(list =>
        Single(Transformer("join", Literal("|", isQuoted: true), list.Syntax), FieldType.Text));

    private static Gen<Operand> Length(int depth) => Gen
        .OneOf(Text(depth - 1), TextLists, Where(f => f.Type == FieldType.Bytes || f.Shape == FieldShape.List))
        .Select(o => Single(Transformer("len", o.Syntax), FieldType.UInt64));

    private static Gen<Operand> Case(Gen<Operand> inner) => Gen
        .Select(Gen.OneOf("tolower", "toupper", "basename"), inner)
        .Select((name, i) => i with { Syntax = Transformer(name, i.Syntax) });

    private static Gen<Operand> Where(Func<SampleField, bool> isWanted) =>
        Gen.OneOf([.. SampleField.All.Where(f => isWanted(f) && !f.IsPlain).Select(Of)]);

    private static bool IsText(SampleField field) => field.Type is FieldType.Text or FieldType.Path;

    private static Operand Of(SampleField field) => new(Field(field.Name), field.Type, field.Shape, field.IsPlain);

    private static Operand Single(OperandSyntax syntax, FieldType type) => new(syntax, type, FieldShape.Single, false);
}
