using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>Makes parts of syntax trees without a text that they were read from.</summary>
internal static class SyntaxParts
{
    private static readonly Dictionary<string, Operator> BySpelling =
        Operators.All.ToDictionary(o => o.Spelling, StringComparer.Ordinal);

    public static LiteralSyntax Literal(string value, bool isQuoted) => new(new Token(value, default, isQuoted));

    /// <summary>A value in quotes where it could not stand without.</summary>
    public static LiteralSyntax Value(string value) => Literal(value, !IsBare(value));

    public static FieldSyntax Field(string name, string? argument = null) => new(name, argument, default);

    public static TransformerSyntax Transformer(string name, params OperandSyntax[] arguments) =>
        new(name, arguments, null, default);

    public static ListSyntax List(params OperandSyntax[] items) => new(items, hasParentheses: true, default);

    public static ConditionSyntax Group(Connective connective, ConditionSyntax[] children) =>
        new GroupSyntax(connective, children, default);

    public static ConditionSyntax Not(ConditionSyntax child) => new NotSyntax(child, default);

    public static ConditionSyntax Check(
        OperandSyntax left, string spelling, OperandSyntax? right, string? modifier = null) => new CheckSyntax(
            left, BySpelling[spelling], new Token(spelling, default), modifier, right, default);

    /// <summary>Whether a value is printed, and read back, without quotes.</summary>
    public static bool IsBare(string value) =>
        value.Length > 0 && !value.AsSpan().ContainsAny("(),") && !LiteralSyntax.NeedsQuotes(value);
}
