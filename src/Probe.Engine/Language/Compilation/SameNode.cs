using System.Diagnostics.CodeAnalysis;
using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// Whether two conditions ask the same. What it does not know are two different ones, which costs a question twice and
/// nothing else.
/// </summary>
internal sealed class SameNode : IEqualityComparer<BoundNode>
{
    /// <summary>The only one.</summary>
    public static readonly SameNode Comparer = new();

    /// <inheritdoc/>
    public bool Equals(BoundNode? left, BoundNode? right) => ReferenceEquals(left, right) || (left, right) switch
    {
        (BoundCheck a, BoundCheck b) => a.Field.Name == b.Field.Name && a.Quantifier == b.Quantifier
            && a.WhenMissing == b.WhenMissing && IsSame(a.Predicate, b.Predicate),
        (BoundComparison a, BoundComparison b) => a.Left.Name == b.Left.Name && a.Right.Name == b.Right.Name
            && a.Operator == b.Operator && a.IsNegated == b.IsNegated,
        (BoundGroup a, BoundGroup b) => a.Connective == b.Connective && AreSame(a.Children, b.Children, Equals),
        _ => false,
    };

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] BoundNode node) => node switch
    {
        BoundCheck check => Hash(check.Field.Name, Hash(check.Predicate)),
        BoundComparison comparison => Hash(comparison.Left.Name, Hash(comparison.Right.Name, 0)),
        BoundGroup group => group.Children.Aggregate(group.Children.Count, (hash, child) =>
            HashCode.Combine(hash, GetHashCode(child))),
        _ => 0,
    };

    private static int Hash(string name, int other) => HashCode.Combine(string.GetHashCode(name), other);

    // Sets may be long; their length and first value tell most of them apart.
    private static int Hash(Predicate predicate) => predicate switch
    {
        TextPredicate text => HashCode.Combine(
            text.Test, text.Values.Count, text.Values.Count > 0 ? text.Values[0].Length : 0),
        NumberSetPredicate set => HashCode.Combine(set.Numbers.Count, set.Numbers.Count > 0 ? set.Numbers[0] : 0),
        NumberOrderPredicate order => HashCode.Combine(order.Order, order.Number),
        NotPredicate not => ~Hash(not.Inner),
        GroupPredicate group => HashCode.Combine(group.Connective, group.Children.Count),
        _ => 0,
    };

    private static bool IsSame(Predicate left, Predicate right) => (left, right) switch
    {
        (TextPredicate a, TextPredicate b) => a.Test == b.Test
            && AreSame(a.Values, b.Values, static (x, y) => x.AsSpan().SequenceEqual(y)),
        (NumberSetPredicate a, NumberSetPredicate b) => AreSame(a.Numbers, b.Numbers, static (x, y) => x == y),
        (NumberOrderPredicate a, NumberOrderPredicate b) =>
            a.Order == b.Order && a.Number == b.Number && a.IsUnsigned == b.IsUnsigned,
        (BooleanPredicate a, BooleanPredicate b) => a.Expected == b.Expected,
        (ConstantPredicate a, ConstantPredicate b) => a.Answer == b.Answer,
        (AddressPredicate a, AddressPredicate b) => AreSame(a.Ranges, b.Ranges, static (x, y) => x == y),
        (NotPredicate a, NotPredicate b) => IsSame(a.Inner, b.Inner),
        (GroupPredicate a, GroupPredicate b) =>
            a.Connective == b.Connective && AreSame(a.Children, b.Children, IsSame),
        _ => ReferenceEquals(left, right),
    };

    private static bool AreSame<T>(IReadOnlyList<T> left, IReadOnlyList<T> right, Func<T, T, bool> isSame)
    {
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
        {
            if (!isSame(left[i], right[i])) return false;
        }

        return true;
    }
}
