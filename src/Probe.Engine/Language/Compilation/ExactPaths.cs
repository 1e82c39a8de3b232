using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// The paths that a condition compares the opened file's name with, each as a whole, where being that file helps it to
/// hold. What it takes as an exception (<c>not fd.name in (...)</c>) is none of them: a second name of a file must not
/// become a way around.
/// </summary>
internal static class ExactPaths
{
    // What is behind these depends on who looks.
    private static readonly byte[][] PerProcess = ["/proc/"u8.ToArray(), "/dev/fd/"u8.ToArray()];

    /// <summary>The paths; none twice.</summary>
    /// <param name="root">The condition.</param>
    public static IEnumerable<byte[]> Of(BoundNode root) =>
        Visit(root, isNegated: false).Where(IsOfFile).DistinctBy(Convert.ToHexString);

    private static IEnumerable<byte[]> Visit(BoundNode node, bool isNegated) => node switch
    {
        BoundGroup group => group.Children.SelectMany(child => Visit(child, isNegated)),
        BoundNot not => Visit(not.Child, !isNegated),
        BoundCheck { Quantifier: Quantifier.One } check when IsName(check.Field) => Visit(check.Predicate, isNegated),
        _ => [],
    };

    private static IEnumerable<byte[]> Visit(Predicate predicate, bool isNegated) => predicate switch
    {
        NotPredicate not => Visit(not.Inner, !isNegated),
        GroupPredicate group => group.Children.SelectMany(child => Visit(child, isNegated)),
        ExactlyOnePredicate one => one.Children.SelectMany(child => Visit(child, isNegated)),
        TextPredicate { Test: TextTest.Equal } text when !isNegated => text.Values,
        _ => [],
    };

    private static bool IsName(Field field) => field.Name is "fd.name" or "fs.path.name";

    private static bool IsOfFile(byte[] path) => path.Length > 1 && path[0] == '/' && path[^1] != '/'
        && !path.Contains((byte)0) && !Array.Exists(PerProcess, start => path.AsSpan().StartsWith(start));
}
