using System.Diagnostics;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>Calls that leave nothing but their names, made by names in which there are links.</summary>
[Collection("live")]
public sealed class LinkTests : IDisposable
{
    private const string Mark = "alert: ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheFileThatIsMeantAlertsWhateverItIsCalled()
    {
        using var run = await StartAsync();
        string[] alerts = await RunAsync(run, """
            chmod 600 l/shadow
            chmod 601 $HERE/l/shadow
            chmod 602 whole
            chmod 603 l/sub/../shadow
            chmod 604 /proc/self/root$HERE/etc/shadow
            chmod 605 twice/l/shadow
            chown 0 whole
            chmod 606 etc/shadow
            """);
        Assert.Equal(
            [
                "chmod ./etc/shadow ./l/shadow", "chmod ./etc/shadow /proc/self/root./etc/shadow",
                "chmod ./etc/shadow etc/shadow", "chmod ./etc/shadow l/shadow", "chmod ./etc/shadow l/sub/../shadow",
                "chmod ./etc/shadow twice/l/shadow", "chmod ./etc/shadow whole", "chown ./etc/shadow whole",
            ],
            alerts);
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task WhatIsNoMoreIsToldByItsDirectory()
    {
        using var run = await StartAsync();
        string[] alerts = await RunAsync(run, """
            touch etc/a etc/b etc/c
            rm $HERE/l/a
            mv l/b moved
            mv moved l/c
            mkdir l/new
            rmdir twice/l/new
            ln -s nothing l/link
            """);
        Assert.Equal(
            [
                "linked ./etc/link", "made ./etc/new", "removed ./etc/a", "removed ./etc/new",
                "renamed ./etc/b to ./moved", "renamed ./moved to ./etc/c",
            ],
            alerts);
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task AnotherNamespaceHasItsOwnLinks()
    {
        using var run = await StartAsync();
        var inside = ShellAsync("""
            unshare -m sh -ec 'mount -t tmpfs none etc; mount -t tmpfs none twice
            touch etc/shadow; ln -s ../other twice/l
            chmod 610 twice/l/shadow; chmod 611 l/shadow; until [ -e go ] || [ ! -e other ]; do sleep 0.1; done'
            """);
        await run.WaitFor(() => run.OutputText.Contains(" l/shadow", StringComparison.Ordinal), "the alert");
        Assert.Equal(["chmod ./etc/shadow l/shadow"], Alerts(run));
        _folder.Write("go", "");
        await inside;
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task OtherFilesAreSilent()
    {
        using var run = await StartAsync();
        string[] alerts = await RunAsync(run, """
            chmod 600 l/other away/shadow other/x
            chown -h 0 whole
            rm away/shadow
            touch plain
            mv plain plainer
            mkdir directory
            rm whole
            chmod 600 l/none 2>/dev/null || true
            """);
        Assert.Empty(alerts);
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task FalcosViewKnowsTheNamesAlone()
    {
        using var run = await StartAsync("-o", "engine.strict=true");
        string[] alerts = await RunAsync(run, "chmod 600 l/shadow whole; rm l/other; chmod 601 etc/shadow", "etc/over");
        Assert.Equal(["chmod ./etc/shadow etc/shadow"], alerts);
        Assert.Equal(0, run.Terminate());
    }

    // l leads to etc, whole to etc/shadow, twice/l there by way of l, away elsewhere.
    private async Task<ProbeRun> StartAsync(params string[] more)
    {
        await ShellAsync("""
            mkdir -p etc/sub other twice spare
            touch etc/shadow etc/other other/shadow other/x
            ln -s etc l; ln -s ../l twice/l; ln -s etc/shadow whole; ln -s other away
            """);
        string rules = _folder.Write("rules.yaml", Rules.Replace("{here}", _folder.Path, StringComparison.Ordinal));
        return await ProbeRun.StartWatching(["-r", rules, "-o", "rule_matching=all", .. more]);
    }

    // Answers come in the order of their questions: the last one is by a link as well.
    private async Task<string[]> RunAsync(ProbeRun run, string script, string last = "l/over")
    {
        await ShellAsync(script);
        await ShellAsync($"mkdir {last}");
        await run.WaitFor(() => run.OutputText.Contains("made", StringComparison.Ordinal)
            && run.OutputText.Contains("/etc/over", StringComparison.Ordinal), "the end");
        return Alerts(run);
    }

    private string[] Alerts(ProbeRun run) =>
        [
            .. run.Output.Select(line => line.Text.Replace($"{_folder.Path}/", "./", StringComparison.Ordinal))
                .Where(static line => line.Contains(Mark, StringComparison.Ordinal))
                .Where(static line => !line.EndsWith("/over", StringComparison.Ordinal))
                .Select(static line => line[(line.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..])
                .Order(StringComparer.Ordinal),
        ];

    private async Task ShellAsync(string script)
    {
        var start = new ProcessStartInfo("sh", ["-ec", script]) { WorkingDirectory = _folder.Path };
        start.Environment["HERE"] = _folder.Path;
        using var shell = Process.Start(start)!;
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
    }

    private const string Rules = """
        - rule: Changed
          desc: Its permissions.
          condition: evt.type in (chmod, fchmodat) and fs.path.name = {here}/etc/shadow
          output: "alert: chmod %fs.path.name %fs.path.nameraw"
          priority: WARNING
        - rule: Given
          desc: Its owner.
          condition: evt.type in (chown, lchown, fchownat) and evt.arg.pathname endswith etc/shadow
          output: "alert: chown %fs.path.name %fs.path.nameraw"
          priority: WARNING
        - rule: Removed
          desc: A file or a directory.
          condition: evt.type in (unlink, unlinkat, rmdir) and fs.path.name startswith {here}/etc/
          output: "alert: removed %fs.path.name"
          priority: WARNING
        - rule: Renamed
          desc: From or to.
          condition: >
            evt.type in (rename, renameat, renameat2) and
            (fs.path.source startswith {here}/etc/ or fs.path.target startswith {here}/etc/)
          output: "alert: renamed %fs.path.source to %fs.path.target"
          priority: WARNING
        - rule: Made
          desc: A directory.
          condition: evt.type in (mkdir, mkdirat) and evt.arg.path startswith {here}/etc/
          output: "alert: made %evt.arg.path"
          priority: WARNING
        - rule: Linked
          desc: A link.
          condition: evt.type in (symlink, symlinkat) and evt.arg.linkpath startswith {here}/etc/
          output: "alert: linked %evt.arg.linkpath"
          priority: WARNING
        """;
}
