using System.Linq.Expressions;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>How operators compare the values of two fields.</summary>
internal static class FieldComparisons
{
    /// <summary>Equality of any kind.</summary>
    public static Expression Same(FieldType type, Expression left, Expression right) =>
        type.IsText() ? Text(nameof(TextComparison.Equal), left, right) : Expression.Equal(left, right);

    /// <summary>Less, greater and the like.</summary>
    /// <param name="order">The comparison.</param>
    public static FieldComparison Ordered(ExpressionType order) => (type, left, right) =>
    {
        if (type.IsText())
        {
            var compared = Text(nameof(TextComparison.Order), left, right);
            return Expression.MakeBinary(order, compared, Expression.Constant(0));
        }

        return type is not FieldType.Double && type.IsUnsigned()
            ? Expression.MakeBinary(
                order, Expression.Convert(left, typeof(ulong)), Expression.Convert(right, typeof(ulong)))
            : Expression.MakeBinary(order, left, right);
    };

    /// <summary>A method of <see cref="TextComparison"/>.</summary>
    /// <param name="method">Its name.</param>
    public static FieldComparison Call(string method) => (_, left, right) => Text(method, left, right);

    private static MethodCallExpression Text(string method, Expression left, Expression right) =>
        Expression.Call(typeof(TextComparison).GetMethod(method)!, left, right);
}
