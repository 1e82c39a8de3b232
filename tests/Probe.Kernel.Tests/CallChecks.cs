using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Compares what rules read of a run with what they should; see <see cref="CallCases"/>.</summary>
internal static class CallChecks
{
    private const int ErrnoMax = 4095;

    /// <summary>All differences of a run in one message.</summary>
    internal static void CheckAll(
        WorkloadRun run, string folder, (string Step, string Field, string Expected)[] cases)
    {
        var fields = new CallFields(run);
        var differences = new List<string>();
        foreach (var step in cases.GroupBy(row => row.Step))
        {
            CheckName(run, step.Key);
            string[] names = [.. step.Select(row => row.Field)];
            string?[] texts = fields.ReadAll(step.Key, names);
            foreach (var (row, text) in step.Zip(texts))
            {
                string expected = run.Fill(row.Step, row.Expected, folder);
                if (text != expected)
                {
                    differences.Add($"{row.Step} {row.Field}:\n  expected {expected}\n  actual   {text ?? "missing"}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    // What CallCoverage concludes from a step's name is so.
    private static void CheckName(WorkloadRun run, string step)
    {
        var header = run.Only(run[step]).Header;
        Assert.Equal($"{step}: {CallCoverage.EventOf(step)}", $"{step}: {EventTable.Name(header.Type)}");
        Assert.Equal($"{step}: {CallCoverage.OutcomeOf(step)}", $"{step}: {OutcomeOf(header)}");
    }

    private static Outcome OutcomeOf(in EventHeader header) =>
        header.Result is < 0 and >= -ErrnoMax ? Outcome.Failed : Outcome.Done;
}
