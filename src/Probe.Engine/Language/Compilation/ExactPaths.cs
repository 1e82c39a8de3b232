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
    private static readonly byte[][] PerProcess = ["/proc/"u8.ToArray(), "/dev/fd/"u8.ToArray()];

    /// <summary>The paths; none twice.</summary>
    /// <param name="root">The condition.</param>
    public static IEnumerable<byte[]> Of(BoundNode root) =>
        Compared(root, static name => name is "fd.name" or "fs.path.name");

    /// <summary>The same of the paths that a new hard link is compared with; none twice.</summary>
    /// <param name="root">The condition.</param>
    public static IEnumerable<byte[]> OfLinks(BoundNode root) =>
        Compared(root, static name => name is "evt.arg.oldpath" or "fs.path.target");

    private static IEnumerable<byte[]> Compared(BoundNode root, Func<string, bool> isAsked) => ComparedTexts.Of(root)
        .Where(one => one is { IsException: false, Quantifier: Quantifier.One, Text.Test: TextTest.Equal }
            && isAsked(one.Field.Name))
        .SelectMany(static one => one.Text.Values)
        .Where(IsOfFile)
        .DistinctBy(Convert.ToHexString);

    /// <summary>Whether what is behind a path depends on who looks.</summary>
    /// <param name="path">Any.</param>
    public static bool IsPerProcess(byte[] path) =>
        Array.Exists(PerProcess, start => path.AsSpan().StartsWith(start));

    private static bool IsOfFile(byte[] path) =>
        path.Length > 1 && path[0] == '/' && path[^1] != '/' && !path.Contains((byte)0) && !IsPerProcess(path);
}
