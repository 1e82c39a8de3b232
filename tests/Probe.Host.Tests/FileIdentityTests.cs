using System.Diagnostics;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>The probe as its user runs it, where a file has another name than the rule has for it.</summary>
[Collection("live")]
public sealed class FileIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _named;
    private readonly string _link;
    private readonly string _mark;

    public FileIdentityTests()
    {
        (_named, _mark) = (_folder.Write("named", "named\n"), _folder.Write("mark", "mark\n"));
        _link = _folder.At("link");
        Run("ln", _named, _link);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AHardLinkAlertsAndTellsBothNames()
    {
        using var run = await ProbeRun.StartWatching("-r", Rules(_named), "-o", "json_output=true");
        await UntilAlertsAsync(run, _link, _named);
        Assert.Contains($"\"fd.name\":\"{_link}\",\"fd.name.same\":\"{_named}\"", run.OutputText);
        Assert.Contains("rename", Assert.Single(run.Errors, line => line.Text.Contains("watching: ")).Text);
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task ARuleThatIsLoadedLaterHasItsFilesToo()
    {
        string rules = Rules(_mark);
        using var run = await ProbeRun.StartWatching("-r", rules);
        await UntilOpenedAsync(run, _link);
        Assert.DoesNotContain(_link, run.OutputText);
        Rules(_mark, _named);
        await UntilAlertsAsync(run, _link, _named);
        Rules(_mark);
        await run.WaitFor(() => run.Errors.Count(line => line.Text.Contains("reloaded")) >= 2, "the second reload");
        int before = run.Output.Count(line => line.Text.Contains(_link));
        await UntilOpenedAsync(run, _link);
        Assert.Equal(before, run.Output.Count(line => line.Text.Contains(_link)));
        Assert.Equal(0, run.Terminate());
    }

    [Theory]
    [InlineData("engine.file_identity=false")]
    [InlineData("engine.strict=true")]
    public async Task WhereItIsOffNamesAloneCount(string setting)
    {
        using var run = await ProbeRun.StartWatching("-r", Rules(_named, _mark), "-o", setting);
        await UntilOpenedAsync(run, _link);
        Assert.DoesNotContain(_link, run.OutputText);
        Assert.Equal(0, run.Terminate());
    }

    private string Rules(params string[] paths) => _folder.Write("rules.yaml", $"""
        - rule: Named
          desc: a file that is named
          condition: evt.type in (open, openat, openat2) and evt.rawres >= 0 and fd.name in ({string.Join(", ", paths)})
          output: opened %fd.name
          priority: NOTICE
        """);

    // Where paths lead is known a moment after the start.
    private static async Task UntilAlertsAsync(ProbeRun run, string name, string same)
    {
        await run.WaitFor(
            () =>
            {
                Run("cat", name);
                return run.OutputText.Contains($"opened {name} (the same file as {same})", StringComparison.Ordinal);
            },
            $"the alert of {name}");
    }

    // The mark is opened after the file, and its alert comes after all that the file may bring about.
    private async Task UntilOpenedAsync(ProbeRun run, string name)
    {
        int before = Marks(run);
        Run("cat", name, _mark);
        await run.WaitFor(() => Marks(run) > before, "the alert of the mark");
    }

    private int Marks(ProbeRun run) => run.Output.Count(line => line.Text.Contains($"opened {_mark}"));

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
