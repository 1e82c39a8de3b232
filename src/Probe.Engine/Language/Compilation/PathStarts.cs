using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// What a condition wants the opened file's name to start with, where that helps it to hold. Exceptions are left out,
/// as in <see cref="ExactPaths"/>; a whole path counts where <see cref="ExactPaths"/> follows none: below /proc.
/// </summary>
internal static class PathStarts
{
    /// <summary>The starts; some perhaps twice.</summary>
    /// <param name="root">The condition.</param>
    public static IEnumerable<byte[]> Of(BoundNode root) => ComparedTexts.Of(root)
        .Where(static one => one is { IsException: false, Quantifier: Quantifier.One })
        .SelectMany(Starts)
        .Where(static start => start.Length > 1 && start[0] == '/');

    private static IEnumerable<byte[]> Starts(ComparedText one) => (one.Field.Name, one.Text.Test) switch
    {
        ("fd.name" or "fs.path.name" or "fd.directory", TextTest.Prefix or TextTest.PathPrefix) => one.Text.Values,
        ("fd.name" or "fs.path.name", TextTest.Equal) => one.Text.Values.Where(ExactPaths.IsPerProcess),
        ("fd.directory", TextTest.Equal) =>
            one.Text.Values.Select(static directory => (byte[])[.. directory, (byte)'/']),
        _ => [],
    };
}
