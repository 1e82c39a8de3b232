namespace KosmosProbe.Tests;

/// <summary>Finds the repository's files, wherever the tests were built.</summary>
internal static class Repository
{
    private static readonly string[] Ignored =
        [".git", "bin", "obj", "out", "BenchmarkDotNet.Artifacts", "TestResults"];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Recorded and reference data, which is not part of the repository; null where it is absent.</summary>
    public static string? Shared { get; } = new[]
    {
        Environment.GetEnvironmentVariable("KOSMOS_SHARED"),
        Path.Combine(Root, "..", "shared"),
    }.FirstOrDefault(Directory.Exists);

    /// <summary>A file or folder by its path from the root.</summary>
    /// <param name="parts">Names.</param>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>
    /// All files that are kept, by path from the root, with one of the extensions; all if none is given.
    /// </summary>
    /// <param name="extensions">With the dot.</param>
    public static IEnumerable<string> Files(params string[] extensions) =>
        from path in Walk(Root)
        where extensions.Length == 0 || extensions.Contains(Path.GetExtension(path))
        select Path.GetRelativePath(Root, path);

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(
            from child in Directory.EnumerateDirectories(folder)
            where !Ignored.Contains(Path.GetFileName(child))
            from file in Walk(child)
            select file);

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "KosmosProbe.sln"))) return at.FullName;
        }

        throw new InvalidOperationException($"no KosmosProbe.sln above {AppContext.BaseDirectory}");
    }
}
