using System.Diagnostics;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting;

namespace KosmosProbe.Host.RuleTesting;

/// <summary>test: runs files of rule tests and tells what came of them.</summary>
/// <param name="options">What the configuration says of rules.</param>
/// <param name="warnings">Where it is told that there was nothing to do.</param>
internal sealed class TestRun(ProbeOptions options, TextWriter warnings)
{
    /// <summary>Runs all that paths stand for.</summary>
    /// <param name="paths">Files and directories.</param>
    /// <param name="output">Where results go.</param>
    /// <returns>0 when there are cases and all hold, else 1.</returns>
    /// <exception cref="ProbeException">A file cannot be read.</exception>
    public int Run(IReadOnlyList<string> paths, ITestOutput output)
    {
        var run = new RuleTestRun(options.Rules, options.RulesPaths, options.StaticFields);
        var totals = new TestTotals();
        foreach (var file in TestPaths.Read(paths))
        {
            totals.Files++;
            var report = new RuleReport();
            if (!RuleTestFile.TryRead(file, report, out var tests))
            {
                totals.Refused++;
                output.Refuse(file.Name, [.. report.Errors.Select(static error => error.ToString())]);
                continue;
            }

            output.Begin(file.Name);
            RunCases(run.Run(tests), output, totals);
        }

        output.End(totals);
        if (totals.Files == 0)
        {
            warnings.WriteLine($"Error: no files of rule tests in {string.Join(", ", paths)}");
        }

        return totals is { Files: > 0, Refused: 0, Failed: 0 } ? 0 : 1;
    }

    private static void RunCases(IEnumerable<RuleTestResult> results, ITestOutput output, TestTotals totals)
    {
        long begun = Stopwatch.GetTimestamp();
        foreach (var result in results)
        {
            totals.Passed += result.Passed ? 1 : 0;
            totals.Failed += result.Passed ? 0 : 1;
            output.Add(result, Stopwatch.GetElapsedTime(begun));
            begun = Stopwatch.GetTimestamp();
        }
    }
}
