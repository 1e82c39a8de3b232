using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>The domain names that a condition compares addresses with.</summary>
internal static class ComparedNames
{
    /// <summary>The names; some perhaps twice.</summary>
    /// <param name="root">The condition.</param>
    public static IEnumerable<byte[]> Of(BoundNode root) => root switch
    {
        BoundGroup group => group.Children.SelectMany(Of),
        BoundNot not => Of(not.Child),
        BoundCheck check when NetworkFields.IsDomainName(check.Field) => Of(check.Predicate),
        _ => [],
    };

    private static IEnumerable<byte[]> Of(Predicate predicate) => predicate switch
    {
        NotPredicate not => Of(not.Inner),
        GroupPredicate group => group.Children.SelectMany(Of),
        ExactlyOnePredicate one => one.Children.SelectMany(Of),
        TextPredicate { Test: TextTest.Equal } text => text.Values,
        _ => [],
    };
}
