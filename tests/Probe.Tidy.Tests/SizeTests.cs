using System.Text.RegularExpressions;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Tidy.Tests;

/// <summary>Files, functions and lines stay short enough to be read.</summary>
public partial class SizeTests
{
    private const int FileLinesMax = 500;
    private const int MethodLinesMax = 70;
    private const int LineColumnsMax = 120;
    private const int TabColumns = 4;

    // Tables: one row per thing, never a page of logic. The kernel's types are written by a tool.
    private static readonly string[] Tables = ["vmlinux.h", "SettingTable.cs", "EventNames.cs", "EventType.cs"];

    [Fact]
    public void FilesAreShort() => Violations.None(
        from file in Code()
        let lines = File.ReadLines(Repository.At(file)).Count()
        where lines > FileLinesMax && !Tables.Contains(Path.GetFileName(file))
        select $"{file}: {lines} lines, at most {FileLinesMax}");

    [Fact]
    public void LinesAreShort() => Violations.None(
        from file in Code()
        where Path.GetFileName(file) != "vmlinux.h"
        from line in File.ReadLines(Repository.At(file)).Index()
        let columns = line.Item.Sum(static c => c == '\t' ? TabColumns : 1)
        where columns > LineColumnsMax
        select $"{file}:{line.Index + 1}: {columns} columns, at most {LineColumnsMax}");

    [Fact]
    public void FunctionsAreShort() => Violations.None(
        from file in Repository.Files(".cs", ".c", ".h")
        where Path.GetFileName(file) != "vmlinux.h"
        from block in BlocksOf(File.ReadAllLines(Repository.At(file)))
        where block.Lines > MethodLinesMax
        select $"{file}:{block.Start}: {block.Lines} lines, at most {MethodLinesMax}");

    /// <summary>
    /// Bodies in braces that stand on lines of their own, as the formatter lays them out; those of types are left out,
    /// and with them everything that is not inside a function.
    /// </summary>
    private static IEnumerable<(int Start, int Lines)> BlocksOf(string[] lines)
    {
        for (int open = 1; open < lines.Length; open++)
        {
            if (lines[open].Trim() != "{" || TypeOrTable().IsMatch(HeadOf(lines, open))) continue;
            string close = lines[open].Replace('{', '}');
            int end = Array.FindIndex(lines, open, line => line.StartsWith(close, StringComparison.Ordinal));
            if (end > 0) yield return (open, end - open - 1);
        }
    }

    // The declaration before a brace may be broken over lines, which are then indented further.
    private static string HeadOf(string[] lines, int open)
    {
        int indent = lines[open].Length - lines[open].TrimStart().Length;
        int start = open - 1;
        while (start > 0 && lines[start].Length > indent && char.IsWhiteSpace(lines[start][indent]))
        {
            start--;
        }

        return string.Join(' ', lines[start..open]);
    }

    private static IEnumerable<string> Code() => Repository.Files(".cs", ".c", ".h", ".sh", ".csproj", ".props");

    [GeneratedRegex(@"\b(class|struct|record|interface|enum|union|namespace)\b|=\s*$|new\(?\)?\s*$")]
    private static partial Regex TypeOrTable();
}
