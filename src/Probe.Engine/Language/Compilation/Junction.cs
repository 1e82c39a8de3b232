using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// Joins many expressions two by two, as a balanced tree: a chain as deep as a condition is long would end the stack of
/// whoever walks it.
/// </summary>
internal static class Junction
{
    /// <summary>All or any of several, asked from left to right.</summary>
    /// <param name="connective">All or any.</param>
    /// <param name="parts">At least one.</param>
    public static Expression Of(Connective connective, IReadOnlyList<Expression> parts) => Of(
        connective == Connective.And ? Expression.AndAlso : Expression.OrElse, parts, 0, parts.Count);

    /// <summary>The sum of several.</summary>
    /// <param name="parts">At least one.</param>
    public static Expression Sum(IReadOnlyList<Expression> parts) => Of(Expression.Add, parts, 0, parts.Count);

    private static Expression Of(
        Func<Expression, Expression, Expression> join, IReadOnlyList<Expression> parts, int start, int end)
    {
        if (end - start == 1)
        {
            return parts[start];
        }

        int middle = (start + end) / 2;
        return join(Of(join, parts, start, middle), Of(join, parts, middle, end));
    }
}
