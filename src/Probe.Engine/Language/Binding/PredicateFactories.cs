using System.Buffers;
using System.Linq.Expressions;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Matching;
using KosmosProbe.Engine.Matching.Regexes;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>How operators make their questions out of the values written behind them.</summary>
internal static class PredicateFactories
{
    private static readonly SearchValues<byte> RegexOperators = SearchValues.Create(@".^$*+?()[]{}|\"u8);

    /// <summary>Equal to any of the values.</summary>
    public static Predicate Equal(FieldType type, IReadOnlyList<Token> values, LanguageOptions options)
    {
        if (values.Count == 0)
        {
            return new ConstantPredicate(false);
        }

        return type.Kind() switch
        {
            ValueKinds.Text or ValueKinds.Bytes =>
                new TextPredicate(TextTest.Equal, [.. values.Select(v => Constants.Bytes(type, v))]),
            ValueKinds.Address or ValueKinds.Network =>
                new AddressPredicate([.. values.Select(v => Constants.Addresses(type, v, options.Strict))]),
            ValueKinds.Boolean => Any(values.Select(v => new BooleanPredicate(Constants.Boolean(v)))),
            ValueKinds.Double =>
                Any(values.Select(v => new DoublePredicate(ExpressionType.Equal, Constants.Double(v)))),
            _ => new NumberSetPredicate([.. values.Select(v => Constants.Number(type, v))]),
        };
    }

    /// <summary>Less, greater and the like. Texts compare with the number's text.</summary>
    /// <param name="order">The comparison.</param>
    public static PredicateFactory Order(ExpressionType order) => (type, values, _) => type.Kind() switch
    {
        ValueKinds.Text => new TextPredicate(TextOrder(order), [Constants.Bytes(type, values[0])]),
        ValueKinds.Double => new DoublePredicate(order, Constants.Double(values[0])),
        _ => new NumberOrderPredicate(order, Constants.Number(type, values[0]), type.IsUnsigned()),
    };

    /// <summary>A test of texts against any of the values.</summary>
    /// <param name="test">The test.</param>
    public static PredicateFactory Of(TextTest test) => (type, values, _) => values.Count == 0
        ? new ConstantPredicate(false)
        : new TextPredicate(test, [.. values.Select(v => Constants.Bytes(type, v))]);

    /// <summary>A test of bytes against a value in hexadecimal.</summary>
    /// <param name="test">The test.</param>
    public static PredicateFactory OfHexadecimal(TextTest test) =>
        (_, values, _) => new TextPredicate(test, [Constants.Hexadecimal(values[0])]);

    /// <summary>A shell pattern; one whose stars stand at its ends only is a plainer question.</summary>
    public static Predicate Glob(FieldType type, IReadOnlyList<Token> values, LanguageOptions options)
    {
        byte[] pattern = Constants.Bytes(type, values[0]);
        return GlobPattern.TryReduce(pattern, out var test, out byte[] constant)
            ? new TextPredicate(test, [constant])
            : new TextPredicate(TextTest.Glob, [pattern]);
    }

    /// <summary>A shell pattern, ASCII letters of either case being equal.</summary>
    public static Predicate GlobIgnoreCase(FieldType type, IReadOnlyList<Token> values, LanguageOptions options) =>
        new TextPredicate(TextTest.GlobIgnoreCase, [Constants.Bytes(type, values[0])]);

    /// <summary>A regular expression; one without operators is an equality.</summary>
    public static Predicate Regex(FieldType type, IReadOnlyList<Token> values, LanguageOptions options)
    {
        byte[] pattern = Constants.Bytes(type, values[0]);
        if (!RegexMatcher.TryCreate(pattern, out var matcher, out var error))
        {
            Throw.Language(PlaceOf(error, values[0]), "invalid regex pattern: " + error.Message);
        }

        bool isPlain = !pattern.AsSpan().ContainsAny(RegexOperators);
        return isPlain
            ? new TextPredicate(TextTest.Equal, [pattern])
            : new TextPredicate(TextTest.Regex, [pattern], matcher);
    }

    /// <summary>The part of the pattern that is wrong, where the pattern stands in the condition as it is.</summary>
    private static SourceSpan PlaceOf(RegexError error, Token pattern)
    {
        var (span, text) = (pattern.Span, pattern.Text);
        int start = span.Offset + (pattern.IsQuoted ? 1 : 0);
        bool isAsWritten = error.Offset + error.Length <= text.Length
            && string.CompareOrdinal(span.Source.Text, start, text, 0, text.Length) == 0;
        return isAsWritten ? new SourceSpan(span.Source, start + error.Offset, error.Length) : span;
    }

    private static Predicate Any(IEnumerable<Predicate> predicates) => GroupPredicate.Of(Connective.Or, predicates);

    private static TextTest TextOrder(ExpressionType order) => order switch
    {
        ExpressionType.LessThan => TextTest.Less,
        ExpressionType.LessThanOrEqual => TextTest.LessOrEqual,
        ExpressionType.GreaterThan => TextTest.Greater,
        _ => TextTest.GreaterOrEqual,
    };
}
