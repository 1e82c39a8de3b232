using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// What a condition wants the opened file's name to start with, where that helps it to hold. Exceptions are left out,
/// as in <see cref="ExactPaths"/>; a whole path counts where <see cref="ExactPaths"/> follows none: below /proc.
/// </summary>
internal static class PathStarts
{
    private static readonly byte[][] PerProcess = ["/proc/"u8.ToArray(), "/dev/fd/"u8.ToArray()];

    /// <summary>The starts; some perhaps twice.</summary>
    /// <param name="root">The condition.</param>
    public static IEnumerable<byte[]> Of(BoundNode root) =>
        Visit(root, isNegated: false).Where(static start => start.Length > 1 && start[0] == '/');

    private static IEnumerable<byte[]> Visit(BoundNode node, bool isNegated) => node switch
    {
        BoundGroup group => group.Children.SelectMany(child => Visit(child, isNegated)),
        BoundNot not => Visit(not.Child, !isNegated),
        BoundCheck { Quantifier: Quantifier.One } check when IsName(check.Field) =>
            Visit(check.Predicate, isNegated, isDirectory: check.Field.Name == "fd.directory"),
        _ => [],
    };

    private static IEnumerable<byte[]> Visit(Predicate predicate, bool isNegated, bool isDirectory) => predicate switch
    {
        NotPredicate not => Visit(not.Inner, !isNegated, isDirectory),
        GroupPredicate group => group.Children.SelectMany(child => Visit(child, isNegated, isDirectory)),
        ExactlyOnePredicate one => one.Children.SelectMany(child => Visit(child, isNegated, isDirectory)),
        TextPredicate { Test: TextTest.Prefix or TextTest.PathPrefix } text when !isNegated => text.Values,
        TextPredicate { Test: TextTest.Equal } text when !isNegated && isDirectory =>
            text.Values.Select(static directory => (byte[])[.. directory, (byte)'/']),
        TextPredicate { Test: TextTest.Equal } text when !isNegated => text.Values.Where(IsPerProcess),
        _ => [],
    };

    private static bool IsName(Field field) => field.Name is "fd.name" or "fs.path.name" or "fd.directory";

    private static bool IsPerProcess(byte[] path) =>
        Array.Exists(PerProcess, start => path.AsSpan().StartsWith(start));
}
