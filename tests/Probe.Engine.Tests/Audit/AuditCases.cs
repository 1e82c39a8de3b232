using KosmosProbe.Engine.Tests.Language;

namespace KosmosProbe.Engine.Tests.Audit;

/// <summary>The rows of tests/Cases/audit: each with the event that it is about.</summary>
internal static class AuditCases
{
    /// <summary>A row.</summary>
    /// <param name="Line">Where it stands.</param>
    /// <param name="File">The shared event; empty when <paramref name="Event"/> says it.</param>
    /// <param name="Event">The event.</param>
    /// <param name="Subject">Condition or template.</param>
    /// <param name="Expected">What comes of it.</param>
    /// <param name="IsTemplate">Which of the two.</param>
    public sealed record Row(
        int Line, string File, string Event, string Subject, string Expected, bool IsTemplate);

    public static IReadOnlyList<Row> All { get; } = Read("fields.cases");

    private static List<Row> Read(string name)
    {
        var rows = new List<Row>();
        string file = "", inline = "";
        string[] lines = File.ReadAllLines(Path.Combine(LanguageCases.Folder("audit"), name));
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.Length == 0 || line[0] == '#') continue;
            if (line.StartsWith("file ", StringComparison.Ordinal))
            {
                (file, inline) = (line["file ".Length..], "");
            }
            else if (line.StartsWith("event ", StringComparison.Ordinal))
            {
                (file, inline) = ("", line["event ".Length..]);
            }
            else
            {
                bool isTemplate = line[0] == '%';
                string arrow = isTemplate ? " -> " : " => ";
                int at = line.LastIndexOf(arrow, StringComparison.Ordinal);
                rows.Add(new Row(i + 1, file, inline, line[..at], line[(at + arrow.Length)..], isTemplate));
            }
        }

        return rows;
    }
}
