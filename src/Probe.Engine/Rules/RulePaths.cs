namespace KosmosProbe.Engine.Rules;

/// <summary>
/// Finds rules files: a file is itself, a directory is its <c>.yaml</c> and <c>.yml</c> files in order of their names,
/// not those of directories inside it.
/// </summary>
public static class RulePaths
{
    /// <summary>Reads all files that paths stand for. What cannot be read is reported.</summary>
    /// <param name="paths">Files and directories.</param>
    /// <param name="report">Where errors go.</param>
    public static IReadOnlyList<RuleFile> Read(IEnumerable<string> paths, RuleReport report)
    {
        var files = new List<RuleFile>();
        foreach (string path in paths)
        {
            foreach (string file in Expand(path, report))
            {
                if (TryReadText(file, report) is { } text)
                {
                    files.Add(new RuleFile(file, text));
                }
            }
        }

        return files;
    }

    private static List<string> Expand(string path, RuleReport report)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        try
        {
            return Directory.GetFiles(path)
                .Where(file => Path.GetExtension(file) is ".yaml" or ".yml")
                .Order(StringComparer.Ordinal)
                .ToList();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            ReportUnreadable(path, fault, report);
            return [];
        }
    }

    private static string? TryReadText(string file, RuleReport report)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            ReportUnreadable(file, fault, report);
            return null;
        }
    }

    private static void ReportUnreadable(string path, Exception fault, RuleReport report)
    {
        string reason = fault switch
        {
            FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
            UnauthorizedAccessException => "permission denied",
            _ => fault.Message,
        };
        report.Add(new RuleError
        {
            Code = RuleCode.FileRead,
            File = path,
            Message = $"Could not open file {path} for reading: {reason}",
        });
    }
}
