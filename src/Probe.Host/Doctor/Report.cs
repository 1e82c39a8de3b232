using Spectre.Console;

namespace KosmosProbe.Host.Doctor;

/// <summary>Shows the doctor's findings as a table and says what they come to.</summary>
internal static class Report
{
    /// <summary>Shows them.</summary>
    /// <param name="console">Where.</param>
    /// <param name="findings">What was found.</param>
    /// <returns>The exit status: 0 when the probe can run.</returns>
    public static int Show(IAnsiConsole console, IReadOnlyList<Finding> findings)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "What", "Found", "What to change");
        foreach (var finding in findings)
        {
            table.AddRow(
                Mark(finding.Verdict),
                finding.What.EscapeMarkup(),
                finding.Text.EscapeMarkup(),
                finding.Remedy.EscapeMarkup());
        }

        console.Write(table);
        int missing = findings.Count(static finding => finding.Verdict == Verdict.Missing);
        console.WriteLine(missing == 0 ? "The probe can run here." : $"The probe cannot run here: {missing} to mend.");
        return missing == 0 ? 0 : 1;
    }

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Fine => "[green]ok[/]",
        Verdict.Limited => "[yellow]less[/]",
        _ => "[red]no[/]",
    };
}
