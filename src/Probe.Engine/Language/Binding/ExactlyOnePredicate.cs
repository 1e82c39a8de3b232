using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Compilation;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>Exactly one of several questions is answered with yes: the modifier <c>oneof</c>.</summary>
/// <param name="children">The questions.</param>
internal sealed class ExactlyOnePredicate(IReadOnlyList<Predicate> children) : Predicate
{
    /// <summary>The questions.</summary>
    public IReadOnlyList<Predicate> Children { get; } = children;

    /// <inheritdoc/>
    public override int Cost => Children.Sum(c => c.Cost);

    /// <inheritdoc/>
    public override Expression Emit(Expression value, ConstantPool constants)
    {
        var one = Expression.Constant(1);
        var zero = Expression.Constant(0);
        var count = Junction.Sum([.. Children.Select(c => Expression.Condition(c.Emit(value, constants), one, zero))]);
        return Expression.Equal(count, one);
    }
}
