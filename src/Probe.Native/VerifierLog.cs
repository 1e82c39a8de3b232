namespace KosmosProbe.Native;

/// <summary>
/// What the kernel's verifier said of a program it refused: thousands of lines, of which one decides. Source:
/// kernel/bpf/verifier.c, which writes the complaint last, before its own statistics.
/// </summary>
public sealed class VerifierLog
{
    private static readonly string[] Statistics = ["processed ", "verification time ", "stack depth "];

    private VerifierLog(string text, string decidingLine, int omittedLines)
    {
        Text = text;
        DecidingLine = decidingLine;
        OmittedLines = omittedLines;
    }

    /// <summary>The whole log.</summary>
    public string Text { get; }

    /// <summary>The line that says why.</summary>
    public string DecidingLine { get; }

    /// <summary>How many lines <see cref="Text"/> has beside the deciding one; blank ones do not count.</summary>
    public int OmittedLines { get; }

    /// <summary>Finds the deciding line. Null for a log that says nothing.</summary>
    /// <param name="text">The log as the kernel wrote it.</param>
    public static VerifierLog? Read(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length == 0)
            return null;
        int deciding = Array.FindLastIndex(lines, line => !IsStatistics(line));
        string said = lines[Math.Max(deciding, 0)];
        return new VerifierLog(text, said, lines.Length - 1);
    }

    /// <summary>The deciding line and a count of the others: what fits into a message.</summary>
    public override string ToString() => OmittedLines switch
    {
        0 => DecidingLine,
        1 => $"{DecidingLine} (1 line omitted)",
        _ => $"{DecidingLine} ({OmittedLines} lines omitted)",
    };

    private static bool IsStatistics(string line) =>
        Array.Exists(Statistics, start => line.StartsWith(start, StringComparison.Ordinal));
}
