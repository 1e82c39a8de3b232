using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>All or any of several questions about the same value; the cheap ones first.</summary>
internal sealed class GroupPredicate : Predicate
{
    private GroupPredicate(Connective connective, List<Predicate> children)
    {
        Connective = connective;
        Children = [.. children.OrderBy(c => c.Cost)];
    }

    /// <summary>All or any.</summary>
    public Connective Connective { get; }

    /// <summary>The questions.</summary>
    public IReadOnlyList<Predicate> Children { get; }

    /// <inheritdoc/>
    public override int Cost => Children.Sum(c => c.Cost);

    /// <summary>Joins predicates, as few as possible: what can be united is.</summary>
    /// <param name="connective">All or any.</param>
    /// <param name="predicates">The predicates.</param>
    public static Predicate Of(Connective connective, IEnumerable<Predicate> predicates)
    {
        bool decisive = connective == Connective.Or;
        var children = new List<Predicate>();
        foreach (var predicate in predicates.SelectMany(p => Flatten(connective, p)))
        {
            if (predicate is ConstantPredicate constant)
            {
                if (constant.Answer == decisive)
                {
                    return constant;
                }

                continue;
            }

            Add(children, predicate, connective);
        }

        return children.Count switch
        {
            0 => new ConstantPredicate(!decisive),
            1 => children[0],
            _ => new GroupPredicate(connective, children),
        };
    }

    /// <inheritdoc/>
    public override Expression Emit(Expression value, ConstantPool constants) =>
        Junction.Of(Connective, [.. Children.Select(c => c.Emit(value, constants))]);

    private static IEnumerable<Predicate> Flatten(Connective connective, Predicate predicate) =>
        predicate is GroupPredicate group && group.Connective == connective ? group.Children : [predicate];

    private static void Add(List<Predicate> children, Predicate predicate, Connective connective)
    {
        for (int i = 0; i < children.Count; i++)
        {
            if (Unite(children[i], predicate, connective) is { } united)
            {
                children[i] = united;
                return;
            }
        }

        children.Add(predicate);
    }

    /// <summary>Any of two: their union. All of two negations: the negation of the union.</summary>
    private static Predicate? Unite(Predicate left, Predicate right, Connective connective)
    {
        if (connective == Connective.Or)
        {
            return left.TryUnite(right);
        }

        return left is NotPredicate notLeft && right is NotPredicate notRight
            && notLeft.Inner.TryUnite(notRight.Inner) is { } united
            ? NotPredicate.Of(united)
            : null;
    }
}
