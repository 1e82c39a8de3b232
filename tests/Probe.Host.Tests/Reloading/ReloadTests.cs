using Xunit;

namespace KosmosProbe.Host.Tests.Reloading;

/// <summary>Rules and configuration that change under a probe that runs, as its user sees it.</summary>
[Collection("live")]
public sealed class ReloadTests : IDisposable
{
    // Others may test the same beside this.
    private static readonly string Mark = $"reload-{Guid.NewGuid():N}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AHangupLoadsTheFilesAndEndsNothing()
    {
        string rules = _folder.Write("rules.yaml", Rule("first"));
        using var run = await ProbeRun.StartWatching("-r", rules, "-o", "watch_config_files=false");
        run.Hangup();
        await run.WaitFor(() => Reloads(run) == 1, "the reload that changes nothing");
        await Alerts(run, "first");
        _folder.Write("rules.yaml", Rule("second"));
        run.Hangup();
        await run.WaitFor(() => Reloads(run) == 2, "the reload");
        await Alerts(run, "second");
        Assert.Equal(0, run.Terminate());
        Assert.Equal(2, Reloads(run));

        // Both rules have one name and count as one.
        Assert.Contains("Events detected: 2\n", run.OutputText);
        Assert.Contains("   Marked: 2", run.OutputText);
    }

    [Fact]
    public async Task ABadFileIsToldAndTheRulesStay()
    {
        string rules = _folder.Write("rules.yaml", Rule("first"));
        using var run = await ProbeRun.StartWatching("-r", rules);
        _folder.Write("rules.yaml", Rule("bad").Replace("proc.cmdline", "proc.cmdlnie"));
        await run.WaitFor(() => run.ErrorText.Contains("not reloaded"), "the error");
        Assert.Contains($"{rules}:3:", run.ErrorText);
        Assert.Contains("did you mean `proc.cmdline`?", run.ErrorText);
        Assert.Contains("^^^^", run.ErrorText);
        await Alerts(run, "first");
        File.Delete(rules);
        await run.WaitFor(() => run.ErrorText.Contains("no such file or directory"), "the second error");
        await Alerts(run, "first");
        _folder.Write("rules.yaml", Rule("third"));
        await run.WaitFor(() => Reloads(run) > 0, "the reload");
        await Alerts(run, "third");
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task AConfigurationTakesEffectAndNamesWhatDoesNot()
    {
        string config = _folder.Write("falco.yaml", "rules_files: [rules.yaml]");
        _folder.Write("rules.yaml", Rule("first"));
        using var run = await ProbeRun.StartWatching("-c", config);
        await Alerts(run, "first");
        string next = _folder.Write("next.yaml", """
            rules_files: [rules.yaml]
            json_output: true
            log_level: debug
            append_output: [{ extra_output: "and more" }]
            engine: { modern_ebpf: { buf_size_preset: 3 } }
            """);
        File.Move(next, config, overwrite: true);
        await run.WaitFor(() => Reloads(run) > 0, "the reload");
        Assert.Contains("with the next start only: engine.modern_ebpf.buf_size_preset", run.ErrorText);
        await Alerts(run, "first");
        Assert.Equal(0, run.Terminate());
        Assert.Single(run.Output, line => line.Text.StartsWith("{\"hostname\"") && line.Text.Contains(" and more\""));
    }

    // The kernel sends what a rule newly asks for.
    [Fact]
    public async Task ARuleOnAnotherEventIsTold()
    {
        string rules = _folder.Write("rules.yaml", Rule("first"));
        using var run = await ProbeRun.StartWatching("-r", rules);
        string mark = _folder.Write("mark", "");
        _folder.Write("rules.yaml", Rule("second") + $"""

            - rule: Opened
              desc: a file with a mark
              condition: evt.type in (open, openat) and fd.name = {mark}
              output: "opened %fd.name"
              priority: CRITICAL
            """);
        await run.WaitFor(() => Reloads(run) > 0, "the reload");
        ProbeRun.AsNobody($"cat {mark}");
        await run.WaitFor(() => run.OutputText.Contains($"opened {mark}"), "the alert");
        Assert.Equal(0, run.Terminate());
    }

    // The two files say the same number; an alert with two of them would be of half an update.
    [Fact]
    public async Task AConfigMapOfSeveralFilesIsSeenWhole()
    {
        const int Updates = 20;
        var mounted = new MountedConfigMap(_folder.Path);
        (string, string)[] FilesOf(int number) =>
        [
            ("a.yaml", Rule($"a={number}")),
            ("b.yaml", $"- rule: Marked\n  output: \"b={number};\"\n  override: {{ output: append }}\n"),
        ];
        mounted.Swap(FilesOf(0));
        using var run = await ProbeRun.StartWatching("-r", mounted.Path);
        for (int i = 1; i <= Updates; i++)
        {
            int before = Reloads(run);
            mounted.Swap(FilesOf(i));
            ProbeRun.AsNobody($"/bin/true {Mark} {i}");
            if (i % 5 == 0) await run.WaitFor(() => Reloads(run) > before, $"reload {i}");
        }

        ProbeRun.AsNobody($"/bin/true {Mark} last");
        await run.WaitFor(() => run.OutputText.Contains($"{Mark} last"), "the last alert");
        Assert.Equal(0, run.Terminate());
        var alerts = run.Output.Where(line => line.Text.Contains(Mark)).ToList();
        Assert.Equal(Updates + 1, alerts.Count);
        Assert.All(alerts, alert => Assert.Matches(@" a=(\d+) .* b=\1;$", alert.Text));
        Assert.DoesNotContain("not reloaded", run.ErrorText);
    }

    private static int Reloads(ProbeRun run) => run.Errors.Count(line => line.Text.Contains("info: reloaded in"));

    // By an exec that only the rules in force can have judged.
    private static async Task Alerts(ProbeRun run, string output)
    {
        string mark = $"{Mark} {Guid.NewGuid():N}";
        ProbeRun.AsNobody($"/bin/true {mark}");
        await run.WaitFor(() => run.Output.Any(line => line.Text.Contains(mark)), "the alert");
        Assert.Contains($"{output} true {mark}", Assert.Single(run.Output, line => line.Text.Contains(mark)).Text);
    }

    private static string Rule(string output) => $"""
        - rule: Marked
          desc: an exec with a mark
          condition: evt.type = execve and evt.rawres >= 0 and proc.cmdline startswith "true {Mark}"
          output: "{output} %proc.cmdline"
          priority: CRITICAL
        """;
}
