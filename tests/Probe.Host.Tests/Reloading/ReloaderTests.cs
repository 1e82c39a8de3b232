using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Live;
using KosmosProbe.Host.Reloading;
using KosmosProbe.Host.Tests.Outputs;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KosmosProbe.Host.Tests.Reloading;

/// <summary>From changed files to rules in force, or to a reason why not.</summary>
public sealed class ReloaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ReloadState _state = new();
    private readonly LogLines _log = new();
    private readonly List<(LoadedConfig Config, LoadedRules Rules)> _used = [];

    public ReloaderTests()
    {
        _folder.Write("falco.yaml", "rules_files: [rules.yaml, rules.d]");
        _folder.Write("rules.yaml", Rule("One"));
        Directory.CreateDirectory(_folder.At("rules.d"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsInForceIsNotLoadedAgainUnlessAsked()
    {
        var reloader = Start();
        Assert.True(reloader.SeesChange);
        Assert.False(reloader.ReloadIfNew());
        Assert.False(reloader.SeesChange);
        Assert.Empty(_used);
        Assert.Equal(0, _state.Now.Attempts);
        Assert.True(reloader.Reload());
        Assert.Equal(["One"], Names());
        Assert.Equal((1, 0), (_state.Now.Successes, _state.Now.Failures));
        Assert.NotNull(_state.Now.LastSuccess);
        Assert.Equal("", _state.Now.LastError);
    }

    [Fact]
    public void AChangeBetweenTheStartAndTheFirstLookIsFound()
    {
        var reloader = Start();
        _folder.Write("rules.yaml", Rule("Two"));
        Assert.True(reloader.ReloadIfNew());
        Assert.Equal(["Two"], Names());
    }

    [Fact]
    public void AFileThatIsTouchedIsNoChange()
    {
        var reloader = Start();
        reloader.ReloadIfNew();
        _folder.Write("rules.yaml", Rule("One"));
        File.SetLastWriteTimeUtc(_folder.At("rules.yaml"), DateTime.UnixEpoch);
        Assert.True(reloader.SeesChange);
        Assert.False(reloader.ReloadIfNew());
        Assert.False(reloader.SeesChange);
        Assert.Empty(_used);
    }

    [Fact]
    public void ANewFileInAFolderBelongsToTheRules()
    {
        var reloader = Start();
        _folder.Write("rules.d/more.yaml", Rule("More"));
        Assert.True(reloader.ReloadIfNew());
        Assert.Equal(["One", "More"], Names());
        File.Delete(_folder.At("rules.d/more.yaml"));
        _folder.Write("rules.d/other.yaml", Rule("Other"));
        Assert.True(reloader.ReloadIfNew());
        Assert.Equal(["One", "Other"], Names());
    }

    [Fact]
    public void AFileThatIsNamedAndAppearsIsLoaded()
    {
        _folder.Write("falco.yaml", "rules_files: [rules.yaml, later.yaml]");
        var reloader = Start();
        Assert.False(reloader.ReloadIfNew());
        _folder.Write("later.yaml", Rule("Later"));
        Assert.True(reloader.SeesChange);
        Assert.True(reloader.ReloadIfNew());
        Assert.Equal(["One", "Later"], Names());
        Assert.False(reloader.SeesChange);
    }

    [Fact]
    public void ABadFileLeavesTheRulesAndSaysWhereItIsBad()
    {
        var reloader = Start();
        string bad = _folder.Write("rules.yaml", Rule("Bad").Replace("proc.name", "proc.nmae"));
        Assert.True(reloader.ReloadIfNew());
        Assert.Empty(_used);
        Assert.Equal((0, 1), (_state.Now.Successes, _state.Now.Failures));
        Assert.True(_state.Now.HasFailed);
        Assert.NotNull(_state.Now.LastFailure);
        Assert.Contains($"{bad}:3:", _state.Now.LastError);
        Assert.Contains("did you mean `proc.name`?", _state.Now.LastError);
        Assert.Contains("^^^^", _state.Now.LastError);
        Assert.Contains(_state.Now.LastError, Assert.Single(_log.All));

        // What is known to be bad is not tried again before it changes.
        Assert.False(reloader.SeesChange);
        _folder.Write("rules.yaml", Rule("One"));
        Assert.True(reloader.ReloadIfNew());
        Assert.Equal("", _state.Now.LastError);
        Assert.Equal((1, 1), (_state.Now.Successes, _state.Now.Failures));
    }

    [Fact]
    public void TheSameErrorIsToldOnceUnlessAsked()
    {
        var reloader = Start();
        File.Delete(_folder.At("falco.yaml"));
        reloader.ReloadIfNew();
        reloader.ReloadIfNew();
        Assert.Single(_log.All);
        reloader.Reload();
        Assert.Equal(2, _log.All.Count);
        Assert.Contains("Could not find configuration file", _state.Now.LastError);
        Assert.Equal(3, _state.Now.Failures);
    }

    [Theory]
    [InlineData("truncate")]
    [InlineData("remove")]
    [InlineData("remove folder")]
    [InlineData("empty folder")]
    public void WhereThereWereRulesThereAreToBeSome(string how)
    {
        _folder.Write("rules.d/more.yaml", Rule("More"));
        var reloader = Start();
        switch (how)
        {
            case "truncate": _folder.Write("rules.yaml", " \n"); break;
            case "remove": File.Delete(_folder.At("rules.yaml")); break;
            case "empty folder": File.Delete(_folder.At("rules.d/more.yaml")); break;
            default: Directory.Delete(_folder.At("rules.d"), recursive: true); break;
        }

        reloader.ReloadIfNew();
        Assert.Empty(_used);
        string path = _folder.At(how.Contains("folder") ? "rules.d" : "rules.yaml");
        Assert.StartsWith($"{path} holds no rules any more", _state.Now.LastError);

        // Not named any more: then it is meant.
        _folder.Write("falco.yaml", $"rules_files: [{(how.Contains("folder") ? "rules.yaml" : "rules.d")}]");
        reloader.ReloadIfNew();
        Assert.Single(_used);
        Assert.Equal("", _state.Now.LastError);
    }

    [Fact]
    public void SettingsTakeEffectOrAreNamed()
    {
        var reloader = Start();
        _folder.Write("falco.yaml", """
            rules_files: [rules.yaml]
            json_output: true
            priority: warning
            engine: { modern_ebpf: { buf_size_preset: 5 } }
            outputs_queue: { capacity: 9 }
            """);
        reloader.ReloadIfNew();
        var (config, rules) = Assert.Single(_used);
        Assert.Equal(Engine.Output.AlertForm.Json, config.Options.Rules.Alerts.Form);
        Assert.Empty(rules.Rules.Active);
        string[] waiting = ["engine.modern_ebpf.buf_size_preset", "outputs_queue.capacity"];
        Assert.Equal(waiting, _state.Now.NeedRestart);
        Assert.Contains(_log.All, line => line.EndsWith(string.Join(", ", waiting), StringComparison.Ordinal));

        // Told once, and taken back with the change.
        _folder.Write("rules.yaml", Rule("Two"));
        reloader.ReloadIfNew();
        Assert.Single(_log.All, line => line.Contains("buf_size_preset"));
        _folder.Write("falco.yaml", "rules_files: [rules.yaml, rules.d]");
        reloader.ReloadIfNew();
        Assert.Empty(_state.Now.NeedRestart);
    }

    [Fact]
    public void WhatIsInForceIsKnownByItsFiles()
    {
        var reloader = Start();
        _folder.Write("rules.yaml", "");
        reloader.ReloadIfNew();
        var file = Assert.Single(_state.Now.RulesFiles);
        Assert.Equal(_folder.At("rules.yaml"), file.Path);
        Assert.NotEqual(new LoadedFile(file.Path, []), file);
        _folder.Write("rules.yaml", "[]");
        _folder.Write("rules.d/abc.yaml", Rule("Two"));
        reloader.ReloadIfNew();
        Assert.Equal(
            "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945", _state.Now.RulesFiles[0].Sha256);
        Assert.Equal(_folder.At("falco.yaml"), Assert.Single(_state.Now.ConfigFiles).Path);
    }

    [Fact]
    public void FilesThatChangeWhileTheyAreReadAreReadAgain()
    {
        var reloader = Start(reads =>
        {
            // The second file follows after the first was read.
            if (reads == 1)
            {
                _folder.Write("rules.yaml", Rule("Two"));
                _folder.Write("rules.d/more.yaml", Rule("More"));
            }
        });
        _folder.Write("rules.yaml", Rule("Half"));
        reloader.ReloadIfNew();
        Assert.Equal(["Two", "More"], Names());
        Assert.Single(_used);
    }

    [Fact]
    public void FilesThatNeverRestLeaveTheRules()
    {
        var reloader = Start(reads => _folder.Write("rules.d/more.yaml", Rule("More" + reads)));
        reloader.ReloadIfNew();
        Assert.Empty(_used);
        Assert.Contains("faster than they can be read", _state.Now.LastError);
    }

    // What reading does to the files happens between the first that is read and the last.
    private Reloader Start(Action<int>? whileReading = null)
    {
        int reads = 0;
        var config = Read();
        var rules = RuleLoading.Load(config.Options, config.Options.Fields);
        return new Reloader(
            config,
            rules.Files,
            () =>
            {
                var read = Read();
                whileReading?.Invoke(++reads);
                return read;
            },
            (used, loaded) => _used.Add((used, loaded)),
            _state,
            new LoadMessages(NullLogger<LoadMessages>.Instance),
            _log);
    }

    private LoadedConfig Read() => ConfigReader.Load(_folder.At("falco.yaml"), [], []);

    private IEnumerable<string> Names() => _used[^1].Rules.Rules.Rules.Select(rule => rule.Name);

    private static string Rule(string name) => $"""
        - rule: {name}
          desc: A shell was started.
          condition: evt.type = execve and proc.name = sh
          output: a shell
          priority: NOTICE
        """;
}
