using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace KosmosProbe.Host.Tests.Reloading;

/// <summary>
/// Executions without end under rules that change without end: each is judged by one set of rules, never by two and
/// never by none.
/// </summary>
[Collection("live")]
public sealed partial class ReloadDrillTests(ITestOutputHelper output) : IDisposable
{
    private const int ExecsPerSecond = 1000;
    private const int ReloadsMin = 5;

    private static readonly TimeSpan RewriteEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestMax = TimeSpan.FromSeconds(90);

    // The full form takes half a minute: PROBE_RELOAD_SECONDS=30.
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("PROBE_RELOAD_SECONDS") ?? "3", CultureInfo.InvariantCulture));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryExecIsJudgedByOneSetOfRules()
    {
        string shipped = Path.Combine(Path.GetDirectoryName(ProbeRun.Executable)!, "rules");
        string rules = _folder.Write("drill.yaml", Rules(0));
        using var run = await ProbeRun.StartWatching(
            "-r", Path.Combine(shipped, "base.yaml"), "-r", Path.Combine(shipped, "kosmos"), "-r", rules);
        var storm = new ExecStorm("drill-");
        long start = Stopwatch.GetTimestamp();
        bool GoesOn() => Stopwatch.GetElapsedTime(start) is var sofar && sofar < LongestMax
            && (sofar < Duration || Reloads(run) < ReloadsMin);

        var storming = Task.Factory.StartNew(
            () => storm.Run(ExecsPerSecond, GoesOn), TaskCreationOptions.LongRunning);
        int rewrites = 0;
        while (!storming.IsCompleted)
        {
            Rewrite(rules, ++rewrites);
            await Task.Delay(RewriteEvery, TestContext.Current.CancellationToken);
        }

        await storming;
        var took = Stopwatch.GetElapsedTime(start);
        Assert.Equal(0, run.Terminate());

        var alerts = run.Output.Select(line => Alert().Match(line.Text)).Where(match => match.Success).ToList();
        var byNumber = alerts.ToLookup(match => Number(match.Groups[2]));
        int missing = Enumerable.Range(1, storm.Count).Count(number => !byNumber.Contains(number));
        int doubled = byNumber.Count(same => same.Count() > 1);
        int sets = alerts.Select(match => match.Groups[1].Value).Distinct().Count();
        output.WriteLine(
            $"{storm.Count} execs in {took.TotalSeconds:F1} s; {alerts.Count} alerts of {sets} sets of rules, "
            + $"{missing} missing, {doubled} doubled; {rewrites} rewrites, {Reloads(run)} reloads, "
            + $"{Refusals(run)} of half-written files refused");
        output.WriteLine(run.Errors[^1].Text);

        Assert.Equal(0, doubled);
        Assert.InRange(missing, 0, Lost(run));
        Assert.InRange(Reloads(run), ReloadsMin, int.MaxValue);
        Assert.InRange(sets, 2, int.MaxValue);
    }

    // In place and by rename, in turn. Every other set also asks for events that the one before has no use for.
    private void Rewrite(string path, int number)
    {
        if (number % 2 == 0)
        {
            File.WriteAllText(path, Rules(number));
            return;
        }

        File.Move(_folder.Write("next.yaml", Rules(number)), path, overwrite: true);
    }

    private static string Rules(int number) => $"""
        - rule: Drill {number % 3}
          desc: an exec with a number
          condition: evt.type = execve and evt.rawres >= 0 and proc.cmdline startswith "true drill-"
          output: "set {number} %proc.cmdline"
          priority: CRITICAL
        - rule: Aside
          desc: events that come and go with this rule
          condition: evt.type in (open, openat) and fd.name = /none/of/these
          output: "aside"
          priority: CRITICAL
          enabled: {(number % 2 == 0 ? "true" : "false")}
        """;

    // What was lost for want of time or room, and told as such, was judged by no rules.
    private static int Lost(ProbeRun run)
    {
        string sum = run.Errors[^1].Text;
        return Loss().Matches(sum).Sum(loss => Number(loss.Groups[1]));
    }

    private static int Reloads(ProbeRun run) => run.Errors.Count(line => line.Text.Contains("info: reloaded in"));

    private static int Refusals(ProbeRun run) => run.Errors.Count(line => line.Text.Contains("not reloaded"));

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"set (\d+) true drill-(\d+)$")]
    private static partial Regex Alert();

    [GeneratedRegex(@"(?:dropped|dropped before the outputs|not written) (\d+)")]
    private static partial Regex Loss();
}
