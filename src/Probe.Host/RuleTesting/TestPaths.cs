using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting;

namespace KosmosProbe.Host.RuleTesting;

/// <summary>
/// Finds files of rule tests: a file is itself; a directory is its <c>.yaml</c> and <c>.yml</c> files and those of the
/// directories in it, by name, without rules files and without what is hidden.
/// </summary>
internal static class TestPaths
{
    /// <summary>The files that paths stand for, read.</summary>
    /// <param name="paths">As given.</param>
    /// <exception cref="ProbeException">One cannot be read.</exception>
    public static IEnumerable<RuleFile> Read(IEnumerable<string> paths) => paths.SelectMany(static path =>
        Directory.Exists(path)
            ? Below(path).Select(ReadFile).Where(static file => !RuleTestFile.IsRulesFile(file))
            : [ReadFile(path)]);

    private static IEnumerable<string> Below(string folder)
    {
        try
        {
            var files = Directory.GetFiles(folder).Where(static file => Path.GetExtension(file) is ".yaml" or ".yml");

            // A link may lead back up.
            var folders = Directory.GetDirectories(folder)
                .Where(static child => new DirectoryInfo(child).LinkTarget is null);
            return files.Where(IsShown).Order(StringComparer.Ordinal).Concat(
                folders.Where(IsShown).Order(StringComparer.Ordinal).SelectMany(Below));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ProbeException($"the directory {folder} cannot be read: {fault.Message}");
        }
    }

    private static bool IsShown(string path) => !Path.GetFileName(path).StartsWith('.');

    private static RuleFile ReadFile(string path)
    {
        try
        {
            return new RuleFile(path, File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ProbeException($"{path}: no such file or directory");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ProbeException($"{path} cannot be read: {fault.Message}");
        }
    }
}
