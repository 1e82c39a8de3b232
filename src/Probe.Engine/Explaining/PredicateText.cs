using System.Globalization;
using System.Linq.Expressions;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Explaining;

/// <summary>
/// A question about a field's value as an operator and its values; null values: the operator says it all.
/// </summary>
/// <param name="Operator">As written in conditions.</param>
/// <param name="Values">As written in conditions.</param>
internal sealed record PredicateText(string Operator, IReadOnlyList<string>? Values)
{
    /// <summary>Whether it asks for one value, so that its opposite is <c>!=</c>.</summary>
    public bool IsEquality => Operator == "=";

    /// <summary>The question in words of the language; null for one that has none.</summary>
    /// <param name="predicate">Neither negated nor a group.</param>
    /// <param name="field">Of which field.</param>
    public static PredicateText? Of(Predicate predicate, Field field) => predicate switch
    {
        ConstantPredicate { Answer: true } => new("exists", null),
        ConstantPredicate => new("in", []),
        TextPredicate text => Of(text, field),
        AddressPredicate address => Equal(
            [.. address.Ranges.Select(range => ValueText.Of(range, field.Type))], field),
        NumberSetPredicate set => Equal([.. set.Numbers.Select(number => ValueText.Of(number, field.Type))], field),
        NumberOrderPredicate order => new(Order(order.Order), [ValueText.Of(order.Number, field.Type)]),
        DoublePredicate number => new(Order(number.Order), [number.Number.ToString(CultureInfo.InvariantCulture)]),
        BooleanPredicate truth => new("=", [truth.Expected ? "true" : "false"]),
        ExactlyOnePredicate one => OneOf(one, field),
        _ => null,
    };

    private static PredicateText Of(TextPredicate predicate, Field field)
    {
        bool isBytes = field.Type == FieldType.Bytes && predicate.Test is TextTest.Contains or TextTest.Prefix;
        List<string> values =
            [.. predicate.Values.Select(value => isBytes ? Convert.ToHexStringLower(value) : ValueText.Of(value))];
        string prefix = isBytes ? "b" : string.Empty;
        return predicate.Test switch
        {
            TextTest.Equal => Equal(values, field),
            TextTest.PathPrefix => new("pmatch", values),
            TextTest.Prefix => Any($"{prefix}startswith", values),
            TextTest.Suffix => Any("endswith", values),
            TextTest.Contains => Any($"{prefix}contains", values),
            TextTest.ContainsIgnoreCase => Any("icontains", values),
            TextTest.Glob => Any("glob", values),
            TextTest.GlobIgnoreCase => Any("iglob", values),
            TextTest.Regex => Any("regex", values),
            TextTest.Less => new("<", values),
            TextTest.LessOrEqual => new("<=", values),
            TextTest.Greater => new(">", values),
            _ => new(">=", values),
        };
    }

    // The same value twice asks nothing more.
    private static PredicateText Equal(List<string> values, Field field)
    {
        values = [.. values.Distinct()];
        bool isList = field.Shape == FieldShape.List;
        return new(isList || values.Count != 1 ? "in" : "=", values);
    }

    private static PredicateText Any(string spelling, List<string> values)
    {
        values = [.. values.Distinct()];
        return new(values.Count == 1 ? spelling : $"{spelling} anyof", values);
    }

    private static PredicateText? OneOf(ExactlyOnePredicate predicate, Field field)
    {
        var each = predicate.Children.Select(child => child is NotPredicate or GroupPredicate ? null : Of(child, field))
            .ToList();
        bool isAlike = each.TrueForAll(one => one?.Values?.Count == 1 && one.Operator == each[0]!.Operator);
        return isAlike
            ? new PredicateText($"{each[0]!.Operator} oneof", [.. each.Select(one => one!.Values![0])])
            : null;
    }

    private static string Order(ExpressionType order) => order switch
    {
        ExpressionType.LessThan => "<",
        ExpressionType.LessThanOrEqual => "<=",
        ExpressionType.GreaterThan => ">",
        ExpressionType.GreaterThanOrEqual => ">=",
        _ => "=",
    };
}
