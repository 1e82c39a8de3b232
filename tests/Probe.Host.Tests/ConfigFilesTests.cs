using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration;
using Xunit;

namespace KosmosProbe.Host.Tests;

public sealed class ConfigFilesTests : IDisposable
{
    private const string Main = """
        priority: error
        rules_files: [main.yaml]
        stdout_output: {enabled: false}
        webserver: {enabled: true, listen_port: 1}
        """;

    // What a part says, and how much of it each strategy takes.
    private const string Part = """
        priority: alert
        json_output: true
        rules_files: [part.yaml]
        webserver: {listen_port: 2}
        """;

    private readonly TemporaryFolder _folder = new();

    public ConfigFilesTests()
    {
        _folder.Write("main.yaml", "");
        _folder.Write("part.yaml", "");
        _folder.Write("two.yaml", "");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", Priority.Alert, "main.yaml part.yaml", false, 2)]
    [InlineData("append", Priority.Alert, "main.yaml part.yaml", false, 2)]
    [InlineData("override", Priority.Alert, "part.yaml", false, 2)]
    [InlineData("add-only", Priority.Error, "main.yaml", true, 1)]
    public void KeysAreMergedWholeByTheStrategy(
        string strategy, Priority priority, string rules, bool webServer, int port)
    {
        _folder.Write("conf.yaml", Part);
        var options = Load($"config_files: [{{path: conf.yaml, strategy: {strategy}}}]\n{Main}").Options;
        Assert.Equal(priority, options.Rules.LeastPriority);
        Assert.Equal(rules.Split(' '), options.RulesPaths.Select(Path.GetFileName));
        Assert.Equal((webServer, port), (options.WebServer.Enabled, options.WebServer.ListenPort));

        // Only the part has the one, only the main file the other.
        Assert.Equal(AlertForm.Json, options.Rules.Alerts.Form);
        Assert.False(options.StdoutEnabled);
    }

    [Fact]
    public void FilesAreTakenInOrderAndThoseOfAFolderByName()
    {
        string first = _folder.Write("z.yaml", "log_level: error\nrules_files: [part.yaml]");
        string a = Folder("conf.d", "a.yaml", "priority: error\nrules_files: [../two.yaml]");
        string b = Folder("conf.d", "b.txt", "priority: critical");
        var loaded = Load("config_files: [z.yaml, conf.d, gone]\n" + Main);
        var options = loaded.Options;
        Assert.Equal(Priority.Critical, options.Rules.LeastPriority);
        Assert.Equal(["main.yaml", "part.yaml", "two.yaml"], options.RulesPaths.Select(Path.GetFileName));
        Assert.Equal([_folder.At("falco.yaml"), first, a, b], options.ConfigFiles);
        Assert.Equal([.. options.ConfigFiles, _folder.At("conf.d"), _folder.At("gone")], loaded.Paths);
    }

    [Fact]
    public void ASingleValueTakesTheItemsOfALaterList()
    {
        _folder.Write("conf.yaml", "rules_files: [part.yaml]");
        Assert.Equal(
            ["main.yaml", "part.yaml"],
            Load("config_files: conf.yaml\nrules_files: main.yaml").Options.RulesPaths.Select(Path.GetFileName));
    }

    [Fact]
    public void OverridesNameFilesBeforeTheMergeAndSetValuesAfterIt()
    {
        string conf = _folder.Write("conf.yaml", Part);
        var options = Load(Main, "priority=debug", $"config_files[]={conf}").Options;
        Assert.Equal(Priority.Debug, options.Rules.LeastPriority);
        Assert.Equal(AlertForm.Json, options.Rules.Alerts.Form);
        Assert.Equal(conf, options.ConfigFiles[1]);
    }

    [Fact]
    public void AMissingFileIsToldAndAMissingFolderIsNot()
    {
        var loaded = Load("config_files: [gone.yaml, /nonexistent/config.d, gone]");
        Assert.Equal(["falco.yaml:1:16: `gone.yaml` does not exist and is skipped"], loaded.Warnings.Select(Short));
        Assert.Single(loaded.Options.ConfigFiles);
    }

    [Fact]
    public void AnEmptyFileChangesNothing()
    {
        _folder.Write("conf.yaml", "# nothing\n");
        Assert.Equal(Priority.Error, Load("config_files: [conf.yaml]\n" + Main).Options.Rules.LeastPriority);
    }

    [Theory]
    [InlineData("config_files: [other.yaml]", "conf.yaml:1:1: `config_files` may stand only in the configuration of "
        + "the start")]
    [InlineData("json_output: maybe", "conf.yaml:1:14: `json_output` must be true or false, found 'maybe'")]
    [InlineData("webserver: [a]", "conf.yaml:1:12: a list cannot be added to `webserver`, which is a mapping at "
        + "falco.yaml:5:12")]
    [InlineData("- a", "conf.yaml:1:1: a configuration is a mapping, found a list")]
    public void WhatIsWrongInAPartIsToldWithThePartsPlace(string part, string expected)
    {
        _folder.Write("conf.yaml", part);
        var error = Assert.Throws<ProbeException>(() => Load("config_files: [conf.yaml]\n" + Main));
        Assert.Equal(expected, Short(error.Message));
    }

    [Theory]
    [InlineData("{a: b}", "falco.yaml:1:15: `config_files` must be a list, found a mapping")]
    [InlineData("[[a]]", "falco.yaml:1:16: `config_files[]` must be a path, or a mapping with `path`, found a list")]
    [InlineData("[{strategy: append}]",
        "falco.yaml:1:16: `config_files[]` must be a path, or a mapping with `path`, found a mapping")]
    [InlineData("[{path: a, strategy: merge}]",
        "falco.yaml:1:36: `config_files[].strategy` must be one of append, override, add-only; found 'merge'")]
    [InlineData("[falco.yaml]", "falco.yaml:1:16: `config_files[]` names the configuration it stands in")]
    public void WrongEntriesAreToldWithTheirPlace(string entries, string expected)
    {
        var error = Assert.Throws<ProbeException>(() => Load($"config_files: {entries}"));
        Assert.Equal(expected, Short(error.Message));
    }

    [Fact]
    public void UnknownKeysOfAPartAndOfAnEntryAreToldWithTheirPlace()
    {
        _folder.Write("conf.yaml", "jsn_output: true");
        Assert.Equal(
            [
                "falco.yaml:1:34: unknown setting `config_files[].how`",
                "conf.yaml:1:1: unknown setting `jsn_output`, did you mean `json_output`?",
            ],
            Load("config_files: [{path: conf.yaml, how: x}]").Warnings.Select(Short));
    }

    private string Folder(string name, string file, string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, name));
        return _folder.Write(Path.Combine(name, file), text);
    }

    private LoadedConfig Load(string text, params string[] overrides) =>
        ConfigReader.Load(_folder.Write("falco.yaml", text), [], overrides);

    private string Short(string message) => message.Replace(_folder.Path + "/", "", StringComparison.Ordinal);
}
