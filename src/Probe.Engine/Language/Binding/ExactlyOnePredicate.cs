using System.Linq.Expressions;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>Exactly one of several questions is answered with yes: the modifier <c>oneof</c>.</summary>
/// <param name="children">The questions.</param>
internal sealed class ExactlyOnePredicate(IReadOnlyList<Predicate> children) : Predicate
{
    /// <inheritdoc/>
    public override int Cost => children.Sum(c => c.Cost);

    /// <inheritdoc/>
    public override Expression Emit(Expression value)
    {
        var one = Expression.Constant(1);
        var zero = Expression.Constant(0);
        Expression count = zero;
        foreach (var child in children)
        {
            count = Expression.Add(count, Expression.Condition(child.Emit(value), one, zero));
        }

        return Expression.Equal(count, one);
    }
}
