using System.Diagnostics;
using System.Text.RegularExpressions;
using KosmosProbe.Engine.Tests;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>The probe as its user runs it, while the kernel leaves out what its rules cannot hold for.</summary>
[Collection("live")]
public sealed partial class KernelPolicyTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly string _named;
    private readonly string _other;

    public KernelPolicyTests() =>
        (_named, _other) = (_folder.Write("named", "named\n"), _folder.Write("other", "other\n"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WhatARuleNamesAlertsByAnyNameWhileOthersAreLeftOut()
    {
        string hard = _folder.At("hard"), soft = _folder.At("soft");
        Run("ln", _named, hard);
        Run("ln", "-s", _named, soft);
        using var run = await StartAsync(Rules(_named));
        await UntilLeftOutAsync(run);

        await AlertsAtOnceAsync(run, _named, _named);
        await AlertsAtOnceAsync(run, soft, _named);
        await AlertsAtOnceAsync(run, hard, hard);
        Assert.DoesNotContain(_other, run.OutputText);
        Assert.Equal(0, run.Terminate());
    }

    /// <summary>Namespaces and processes that have ended by the time at which anybody could look at them.</summary>
    [Theory]
    [InlineData("on", "left_out_by_policy")]
    [InlineData("verify", "")]
    public async Task WhatLiesBelowANameAlertsThroughMountsAndRootsToo(string policy, string leftOut)
    {
        string secret = Directory.CreateDirectory(_folder.At("secret")).FullName, seen = _folder.At("seen");
        string open = Directory.CreateDirectory(_folder.At("open")).FullName;
        string file = _folder.Write("secret/file", "file\n");
        _folder.Write("open/file", "file\n");
        Directory.CreateDirectory(seen);
        using var run = await StartAsync(
            RulesWith(_named, $"fd.name startswith {secret}/"), "-o", $"engine.kernel_policy={policy}");
        if (leftOut.Length > 0) await UntilLeftOutAsync(run);

        Run("unshare", "--mount", "sh", "-c", $"mount --bind {open} {seen} && exec cat {seen}/file");
        Run("unshare", "--mount", "sh", "-c", $"mount --bind {secret} {seen} && exec cat {seen}/file");
        Run("perl", "-e", "chroot($ARGV[0]) or die $!; open(my $file, '<', '/file') or die $!", secret);
        await AlertsAtOnceAsync(run, _named, _named);

        string[] alerts = [.. run.Output.Select(line => line.Text).Where(text => text.Contains("same file"))];
        Assert.Equal(2, alerts.Length);
        Assert.EndsWith($"opened {seen}/file (the same file as {file})", alerts[0], StringComparison.Ordinal);
        Assert.EndsWith($"opened /file (the same file as {file})", alerts[1], StringComparison.Ordinal);
        Assert.DoesNotContain("would have left out", run.ErrorText);
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task AMountOfTheNamedFileItselfAlerts()
    {
        string seen = _folder.Write("seen", "seen\n");
        using var run = await StartAsync(Rules(_named));
        await UntilLeftOutAsync(run);
        await AlertsAtOnceAsync(run, _named, _named);

        await UntilMountAlertsAsync(
            _named, seen, () => run.Output.Any(line => line.Text.Contains($"opened {seen}")));
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task OfficialRulesAlertWhileTheKernelLeavesOutTheRest()
    {
        string[] rules =
        [
            .. new[] { "falco_rules", "falco-incubating_rules", "falco-sandbox_rules" }
                .Select(name => SharedFiles.Path("fixtures", "falco-rules", name + ".yaml")),
        ];
        string seen = _folder.Write("seen", "seen\n");
        using var run = await StartAsync(rules[0], "-r", rules[1], "-r", rules[2]);
        await UntilLeftOutAsync(run);

        Run("cat", "/etc/shadow");
        await run.WaitFor(() => AlertsOf(run, "/etc/shadow"), "the alert of the file");
        await UntilMountAlertsAsync("/etc/shadow", seen, () => AlertsOf(run, seen));
        Assert.Equal(0, run.Terminate());

        static bool AlertsOf(ProbeRun run, string file) => run.Output.Any(
            line => line.Text.Contains("Sensitive file opened") && line.Text.Contains($"file={file}"));
    }

    [Fact]
    public async Task ARuleThatIsLoadedLaterSeesTheVeryNextOpen()
    {
        string rules = Rules("/no/such/file");
        using var run = await StartAsync(rules);
        await UntilLeftOutAsync(run);
        Rules("/no/such/file", _named);
        await run.WaitFor(() => run.Errors.Any(line => line.Text.Contains("reloaded")), "the reload");

        await AlertsAtOnceAsync(run, _named, _named);
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task AProofSendsAllAndFindsNoRuleThatHolds()
    {
        using var run = await StartAsync(Rules(_named), "-o", "engine.kernel_policy=verify");
        await UntilAsync(run, "kosmosprobe_policy_proven_total");
        await AlertsAtOnceAsync(run, _named, _named);

        Assert.DoesNotContain("would have left out", run.ErrorText);
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task WhereItIsOffNothingIsLeftOut()
    {
        using var run = await StartAsync(Rules(_named), "-o", "engine.kernel_policy=off");
        Run("cat", _other);
        await AlertsAtOnceAsync(run, _named, _named);

        Assert.Equal(0, run.Terminate());
        Assert.Contains("left out by policy 0;", run.ErrorText);
    }

    private static Task<ProbeRun> StartAsync(string rules, params string[] options) => ProbeRun.StartWatching(
    [
        "-r", rules, "-o", "webserver.enabled=true", "-o", "webserver.listen_address=127.0.0.1",
        "-o", "webserver.listen_port=0", "-o", "webserver.prometheus_metrics_enabled=true",
        "-o", "metrics.enabled=true", .. options,
    ]);

    private static Uri? AddressOf(ProbeRun run) =>
        run.Errors.Select(line => Address().Match(line.Text)).FirstOrDefault(match => match.Success) is { } match
            ? new Uri(match.Value) : null;

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    // Identities are looked for a moment after the start, policies need them not.
    private static async Task AlertsAtOnceAsync(ProbeRun run, string opened, string shown)
    {
        int before = run.Output.Count(line => line.Text.Contains($"opened {shown}"));
        Run("cat", opened);
        await run.WaitFor(
            () => run.Output.Count(line => line.Text.Contains($"opened {shown}")) > before, $"the alert of {opened}");
    }

    // What is behind a named path is looked at a moment after the start, so that a mount may have to be read again.
    private static async Task UntilMountAlertsAsync(string file, string seen, Func<bool> hasAlerted)
    {
        for (long end = Environment.TickCount64 + (long)Limit.TotalMilliseconds; !hasAlerted();)
        {
            Assert.True(Environment.TickCount64 < end, $"nothing tells that {seen} is {file}");
            Run("unshare", "--mount", "sh", "-c", $"mount --bind {file} {seen} && exec cat {seen}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }

    private Task UntilLeftOutAsync(ProbeRun run) =>
        UntilAsync(run, "kosmosprobe_events_total{type=\"openat\",stage=\"left_out_by_policy\"}");

    private async Task UntilAsync(ProbeRun run, string metric)
    {
        await run.WaitFor(() => AddressOf(run) is not null, "the web server");
        using var client = new HttpClient { BaseAddress = AddressOf(run), Timeout = Limit };
        for (long end = Environment.TickCount64 + (long)Limit.TotalMilliseconds; ;)
        {
            Run("cat", _other);
            string page = await client.GetStringAsync("/metrics");
            string? line = page.Split('\n').FirstOrDefault(one => one.StartsWith(metric, StringComparison.Ordinal));
            Assert.False(line is null, $"{metric} is not on the page");
            if (!line.EndsWith(" 0", StringComparison.Ordinal)) return;
            Assert.True(Environment.TickCount64 < end, $"{metric} stays 0");
        }
    }

    private string RulesWith(string path, string orThis) => _folder.Write("rules.yaml", $"""
        - rule: Named
          desc: a file that is named, and others
          condition: evt.type in (open, openat, openat2) and evt.rawres >= 0 and (fd.name = {path} or {orThis})
          output: opened %fd.name
          priority: NOTICE
        """);

    private string Rules(params string[] paths) => _folder.Write("rules.yaml", $"""
        - rule: Named
          desc: a file that is named
          condition: evt.type in (open, openat, openat2) and evt.rawres >= 0 and fd.name in ({string.Join(", ", paths)})
          output: opened %fd.name
          priority: NOTICE
        """);
}
