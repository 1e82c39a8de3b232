using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Compilation;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>The opposite answer.</summary>
/// <param name="inner">Whose.</param>
internal sealed class NotPredicate(Predicate inner) : Predicate
{
    /// <summary>Whose.</summary>
    public Predicate Inner { get; } = inner;

    /// <inheritdoc/>
    public override int Cost => Inner.Cost;

    /// <summary>The opposite of a predicate, without piling up.</summary>
    /// <param name="predicate">Any.</param>
    public static Predicate Of(Predicate predicate) => predicate switch
    {
        NotPredicate not => not.Inner,
        ConstantPredicate constant => new ConstantPredicate(!constant.Answer),
        _ => new NotPredicate(predicate),
    };

    /// <inheritdoc/>
    public override Expression Emit(Expression value, ConstantPool constants) =>
        Expression.Not(Inner.Emit(value, constants));
}
