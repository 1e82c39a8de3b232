using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Tests;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KosmosProbe.Host.Tests;

public sealed class ConfigReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EmptyConfigurationGivesFalcosDefaults()
    {
        var options = Load("").Options;
        Assert.Equal(RuleMatching.First, options.Rules.Matching);
        Assert.True(options.StdoutEnabled);
        Assert.False(options.BufferedOutputs);
        Assert.False(options.Rules.Strict);
        Assert.Equal(Priority.Debug, options.Rules.LeastPriority);
        Assert.Equal(8U << 20, options.RingBytes);
        Assert.Equal(0U, options.Rings);
        Assert.Equal(AlertForm.Text, options.Rules.Alerts.Form);
        Assert.True(options.Rules.Alerts.IncludeOutput);
        Assert.True(options.Rules.Alerts.IncludeTags);
        Assert.True(options.Rules.Alerts.IncludeOutputFields);
        Assert.False(options.Rules.Alerts.IncludeMessage);
    }

    [Fact]
    public void ShippedConfigurationHasNoWarningsAndNamesFilesThatExist()
    {
        var loaded = ConfigReader.Load(null, [], []);
        Assert.Empty(loaded.Warnings);
        Assert.Equal(RuleMatching.All, loaded.Options.Rules.Matching);
        Assert.Equal(["base.yaml", "kosmos"], loaded.Options.RulesPaths.Select(Path.GetFileName));
        Assert.All(loaded.Options.RulesPaths, path => Assert.True(Path.Exists(path), path));
    }

    [Fact]
    public void EverySettingIsRead()
    {
        var options = Load("""
            json_output: yes
            json_include_output_property: false
            json_include_message_property: true
            json_include_output_fields_property: false
            json_include_tags_property: off
            time_format_iso_8601: true
            priority: Warning
            rule_matching: all
            engine: { kind: modern_ebpf, strict: true, rings: 8, modern_ebpf: { buf_size_preset: 10 } }
            stdout_output: { enabled: false }
            buffered_outputs: true
            outputs_queue: { capacity: 17 }
            falco_libs: { thread_table_size: 4096 }
            log_level: debug
            log_stderr: false
            rules:
              - disable: { rule: "*" }
              - enable: { tag: network }
            """).Options;
        Assert.Equal(
            new AlertOptions
            {
                Form = AlertForm.Json,
                Time = AlertTime.Iso8601,
                IncludeOutput = false,
                IncludeMessage = true,
                IncludeOutputFields = false,
                IncludeTags = false,
            },
            options.Rules.Alerts);
        Assert.Equal(Priority.Warning, options.Rules.LeastPriority);
        Assert.Equal(RuleMatching.All, options.Rules.Matching);
        Assert.True(options.Rules.Strict);
        Assert.Equal(512U << 20, options.RingBytes);
        Assert.Equal(8U, options.Rings);
        Assert.False(options.StdoutEnabled);
        Assert.True(options.BufferedOutputs);
        Assert.Equal(17, options.QueueCapacity);
        Assert.Equal(4096, options.ThreadTableSize);
        Assert.Equal(LogLevel.Debug, options.LogLevel);
        Assert.False(options.LogStderr);
        Assert.Equal(
            [new RuleSelection { Enable = false, Rule = "*" }, new RuleSelection { Enable = true, Tag = "network" }],
            options.Rules.Selection);
    }

    [Theory]
    [InlineData("rules_files: [a.yaml, /etc/passwd]")]
    [InlineData("rules_file: [a.yaml, /etc/passwd]")]
    [InlineData("rules_files:\n  - a.yaml\n  - /etc/passwd")]
    public void RulesPathsStartAtTheFileThatNamesThem(string text) =>
        Assert.Equal([_folder.Write("a.yaml", ""), "/etc/passwd"], Load(text).Options.RulesPaths);

    [Fact]
    public void RulesPathsThatDoNotExistAreSkippedWithAWarning()
    {
        string there = _folder.Write("a.yaml", "");
        var loaded = Load("rules_files: [a.yaml, b.yaml]");
        Assert.Equal([there], loaded.Options.RulesPaths);
        Assert.Equal(
            "falco.yaml:1:23: `b.yaml` does not exist and is skipped", WithoutFolder(Assert.Single(loaded.Warnings)));
    }

    [Fact]
    public void RulesOfTheCommandLineReplaceThoseOfTheFile() => Assert.Equal(
        [Path.GetFullPath("c.yaml")],
        ConfigReader.Load(_folder.Write("falco.yaml", "rules_files: [a.yaml]"), ["c.yaml"], []).Options.RulesPaths);

    [Fact]
    public void OverridesWinOverTheFileInTheirOrder()
    {
        var options = Load(
            "json_output: false\npriority: error", "json_output=true", "priority=critical", "priority=alert").Options;
        Assert.Equal(AlertForm.Json, options.Rules.Alerts.Form);
        Assert.Equal(Priority.Alert, options.Rules.LeastPriority);
    }

    [Theory]
    [InlineData("json_outputt: true", "falco.yaml:1:1: unknown setting `json_outputt`, did you mean `json_output`?")]
    [InlineData("engine:\n  knid: x", "falco.yaml:2:3: unknown setting `engine.knid`, did you mean `kind`?")]
    [InlineData("zebra: 1", "falco.yaml:1:1: unknown setting `zebra`")]
    [InlineData(
        "engine: {kind: ebpf}",
        "falco.yaml:1:16: engine.kind 'ebpf' selects modern_ebpf, the only live engine here")]
    [InlineData("grpc: {enabled: false}", "falco.yaml:1:1: `grpc` was removed from Falco and has no effect")]
    [InlineData("falco_libs: {snaplen: 100}\nbuffer_format_base64: true",
        "falco.yaml: no effect in this version: buffer_format_base64, falco_libs.snaplen")]
    public void WhatHasNoEffectIsSaidWithItsPlace(string text, string expected) =>
        Assert.Equal([expected], Load(text).Warnings.Select(WithoutFolder));

    [Fact]
    public void SystemCallsAreAddedAndLeftOut()
    {
        var loaded = Load("base_syscalls: {custom_set: [creat, '!connect', read, '!execve', zebra]}");
        Assert.Equal([EventType.Creat], loaded.Options.BaseSyscalls.Added);
        Assert.Equal([EventType.Connect], loaded.Options.BaseSyscalls.LeftOut);
        Assert.Equal(
            ["falco.yaml:1:30: `base_syscalls.custom_set`: without effect in this version: read, zebra, !execve"],
            loaded.Warnings.Select(WithoutFolder));
    }

    [Fact]
    public void FalcosOwnConfigurationKeysAreAllKnown()
    {
        Assert.SkipWhen(Repository.Shared is null, "Falco's configuration schema is not here (KOSMOS_SHARED)");
        using var schema = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Repository.Shared!, "fixtures", "falco-output", "config_schema.json")));
        var definitions = schema.RootElement.GetProperty("definitions");
        string top = schema.RootElement.GetProperty("$ref").GetString()!.Split('/')[^1];
        var keys = definitions.GetProperty(top).GetProperty("properties").EnumerateObject().Select(key => key.Name);
        Assert.All(keys, key => Assert.NotNull(SettingTable.Find(key)));
    }

    [Theory]
    [InlineData("json_output: maybe", "falco.yaml:1:14: `json_output` must be true or false, found 'maybe'")]
    [InlineData("json_output: [true]", "falco.yaml:1:14: `json_output` must be true or false, found a list")]
    [InlineData("engine: modern_ebpf", "falco.yaml:1:9: `engine` must be a mapping, found 'modern_ebpf'")]
    [InlineData("rules_files: {a: b}", "falco.yaml:1:14: `rules_files` must be a list, found a mapping")]
    [InlineData("priority: huge", "falco.yaml:1:11: `priority` must be one of emergency, alert, critical, error, "
        + "warning, notice, informational, debug; found 'huge'")]
    [InlineData("rule_matching: some", "falco.yaml:1:16: `rule_matching` must be one of first, all; found 'some'")]
    [InlineData(
        "outputs_queue: {capacity: many}",
        "falco.yaml:1:27: `outputs_queue.capacity` must be a whole number, found 'many'")]
    [InlineData(
        "outputs_queue: {capacity: -1}",
        "falco.yaml:1:27: `outputs_queue.capacity` must be from 0 to 2147483647, found '-1'")]
    [InlineData(
        "engine: {modern_ebpf: {buf_size_preset: 11}}",
        "falco.yaml:1:41: `engine.modern_ebpf.buf_size_preset` must be from 1 to 10, found '11'")]
    [InlineData(
        "engine: {rings: 3}",
        "falco.yaml:1:17: `engine.rings` must be one of auto, 1, 2, 4, 8, 16; found '3'")]
    [InlineData(
        "engine: {rings: 16}",
        "falco.yaml:1:17: `engine.rings` must be 8 at most, so that each has 1 MB, or "
        + "`engine.modern_ebpf.buf_size_preset` 5 at least, found '16'")]
    [InlineData("engine: {kind: replay}", "falco.yaml:1:16: engine.kind is 'replay', so "
        + "engine.replay.capture_file must name a capture")]
    [InlineData("engine: {kind: bogus}", "falco.yaml:1:16: engine.kind 'bogus' is not a valid kind; use modern_ebpf")]
    [InlineData("rules: [{enable: {}}]", "falco.yaml:1:18: `enable` needs `rule` or `tag`")]
    [InlineData("- a", "falco.yaml:1:1: a configuration is a mapping, found a list")]
    [InlineData("a: b: c", "falco.yaml:1:5: not valid YAML")]
    public void WrongValuesAreErrorsWithTheirPlace(string text, string expected)
    {
        string message = WithoutFolder(Assert.Throws<ProbeException>(() => Load(text)).Message);
        Assert.StartsWith(expected, message);
    }

    [Fact]
    public void MissingFileIsNamed()
    {
        var error = Assert.Throws<ProbeException>(() => ConfigReader.Load("/nonexistent/falco.yaml", [], []));
        Assert.Equal("Could not find configuration file at /nonexistent/falco.yaml", error.Message);
    }

    private LoadedConfig Load(string text, params string[] overrides) =>
        ConfigReader.Load(_folder.Write("falco.yaml", text), [], overrides);

    private string WithoutFolder(string message) => message.Replace(_folder.Path + "/", "", StringComparison.Ordinal);
}
