using System.Text.Json;
using KosmosProbe.Host.Configuration;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>What configuration and -p append to the outputs of rules.</summary>
public sealed class OutputAdditionsTests : IDisposable
{
    private const string Rule = "KOSMOS Kill Switch Triggered";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryPartOfAppendOutputIsRead()
    {
        var additions = Load("""
            append_output:
              - match: { source: syscall, rule: "Exact name", tags: [a, b] }
                extra_output: "more=%proc.pid"
                extra_fields:
                  - proc.aname[2]
                  - site: "dc-%evt.hostname"
              - suggested_output: true
            """).Options.Rules.Additions;
        Assert.Equal(2, additions.Count);
        Assert.Equal(("syscall", "Exact name"), (additions[0].Source, additions[0].Rule));
        Assert.Equal(["a", "b"], additions[0].Tags);
        Assert.Equal("more=%proc.pid", additions[0].ExtraOutput);
        Assert.Equal([new("proc.aname[2]", null), new("site", "dc-%evt.hostname")], additions[0].ExtraFields);
        Assert.False(additions[0].IsSuggested);
        Assert.True(additions[1].IsSuggested);
        Assert.Empty(additions[1].Rule);
    }

    [Fact]
    public void OverridesAppendOneByOneOrAsAWhole()
    {
        var additions = ConfigReader.Load(
            _folder.Write("falco.yaml", ""),
            [],
            ["append_output[].extra_output=a=%proc.pid", "append_output[]={match: {tags: [x]}, suggested_output: yes}"])
            .Options.Rules.Additions;
        Assert.Equal("a=%proc.pid", additions[0].ExtraOutput);
        Assert.True(additions[1].IsSuggested);
        Assert.Equal(["x"], additions[1].Tags);
    }

    [Fact]
    public void StaticFieldsMayBeNamedAndAreSuggested()
    {
        string config = _folder.Write("falco.yaml", $$"""
            json_output: true
            static_fields: { site: "dc 1", rack.row: 7 }
            append_output:
              - extra_output: "at=%static.site"
              - suggested_output: true
            rules_files: [{{_folder.Write("rules.yaml", """
                - rule: Good
                  desc: d
                  condition: evt.type = execve and static.site = "dc 1"
                  output: seen %proc.name
                  priority: INFO
                """)}}]
            """);
        var (run, status) = ProbeRun.ToEnd("-c", config, "-l", "Good");
        Assert.True(status == 0, run.ErrorText);
        Assert.Equal(
            "seen %proc.name at=%static.site container_id=%container.id container_name=%container.name "
                + "container_image_repository=%container.image.repository container_image_tag=%container.image.tag "
                + "k8s_pod_name=%k8s.pod.name k8s_ns_name=%k8s.ns.name static_site=%static.site "
                + "static_rack_row=%static.rack.row",
            Output(run));
    }

    [Theory]
    [InlineData("append_output: [{extra_output: 'x=%proc.nmae'}]",
        "falco.yaml:1:32: `append_output[].extra_output`: unknown field `proc.nmae`, did you mean `proc.name`?")]
    [InlineData("append_output: [{extra_fields: [proc.nmae]}]",
        "falco.yaml:1:33: `append_output[].extra_fields[]`: unknown field `proc.nmae`, did you mean `proc.name`?")]
    [InlineData("append_output: [{extra_fields: [{a: '%proc.name %'}]}]",
        "falco.yaml:1:37: `append_output[].extra_fields[].a`: ")]
    [InlineData("append_output: [{extra_fields: [[proc.name]]}]",
        "falco.yaml:1:33: `append_output[].extra_fields[]` must be a field, or a name and a template, found a list")]
    [InlineData("append_output: [{suggested_output: maybe}]",
        "falco.yaml:1:36: `append_output[].suggested_output` must be true or false, found 'maybe'")]
    [InlineData("append_output: [{match: {tags: {a: b}}}]",
        "falco.yaml:1:32: `append_output[].match.tags` must be a list, found a mapping")]
    [InlineData("append_output: {extra_output: x}", "falco.yaml:1:16: `append_output` must be a list, found a mapping")]
    [InlineData("static_fields: [a]",
        "falco.yaml:1:16: `static_fields` must be a mapping of names and texts, found a list")]
    [InlineData("static_fields: {a: [b]}", "falco.yaml:1:20: `static_fields.a` must be a single value, found a list")]
    [InlineData("static_fields: {a b: c}",
        "falco.yaml:1:17: a static field is named by letters, digits, _ and ., found 'a b'")]
    public void WrongValuesAreErrorsWithTheirPlace(string text, string expected)
    {
        string message = Assert.Throws<ProbeException>(() => Load(text)).Message;
        Assert.StartsWith(expected, message.Replace(_folder.Path + "/", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-pc", "container_id=%container.id container_image=%container.image.repository "
        + "container_image_tag=%container.image.tag container_name=%container.name")]
    [InlineData("-pkubernetes", "container_id=%container.id container_image=%container.image.repository "
        + "container_image_tag=%container.image.tag container_name=%container.name k8s_ns=%k8s.ns.name "
        + "k8s_pod_name=%k8s.pod.name")]
    [InlineData("-pcwd=%proc.cwd", "cwd=%proc.cwd")]
    public void PrintAppendsToEveryOutput(string option, string expected)
    {
        var (run, status) = ProbeRun.ToEnd(option, "-o", "json_output=true", "-l", Rule);
        Assert.True(status == 0, run.ErrorText);
        Assert.EndsWith(" " + expected, Output(run));
        Assert.Contains("-p is deprecated", run.ErrorText);
    }

    [Theory]
    [InlineData("command line: `-p`: unknown field `proc.nmae`, did you mean", "-p", "%proc.nmae")]
    [InlineData("-T was removed; give -o 'rules[].disable.tag=network' instead", "-T", "network")]
    [InlineData("-t was removed; give -o 'rules[].disable.rule=*' -o 'rules[].enable.tag=x' instead", "-t", "x")]
    [InlineData("-D was removed; give -o 'rules[].disable.rule=*Kill*' instead", "-D", "Kill")]
    [InlineData("there is no event source 'k8s'; there are: syscall, k8s_audit", "--enable-source", "k8s")]
    [InlineData("no event source is left: system calls are left out", "--enable-source", "k8s_audit")]
    [InlineData("no event source is left", "--disable-source", "syscall")]
    [InlineData("no event source is left", "-o", "engine.kind=nodriver")]
    [InlineData("cannot be given together", "--disable-source", "syscall", "--enable-source", "syscall")]
    public void WhatCannotBeDoneIsOneMessageWithTheRemedy(string expected, params string[] arguments)
    {
        var (run, status) = ProbeRun.ToEnd([.. arguments, "--dry-run"]);
        Assert.Equal(1, status);
        Assert.Contains(expected, Assert.Single(run.Errors).Text);
    }

    [Fact]
    public void TheRemediesWork()
    {
        var (run, status) = ProbeRun.ToEnd(
            "--dry-run", "-o", "rules[].disable.rule=*", "-o", "rules[].enable.rule=*Kill*");
        Assert.True(status == 0, run.ErrorText);
        Assert.Equal("configuration and rules can be used: 7 rules, 2 enabled", run.OutputText);
    }

    [Fact]
    public void EveryOptionOfFalcosThatIsHereIsInHelp()
    {
        var (run, status) = ProbeRun.ToEnd("--help");
        Assert.Equal(0, status);
        string[] options =
        [
            "-h", "-c", "--disable-source", "--dry-run", "--enable-source", "-i", "-L", "-l", "--list", "--list-events",
            "-M", "--markdown", "--format", "-N", "-o", "-p", "-P", "-r", "--rule-schema", "--support", "-U", "-V",
            "-v", "--version", "--page-size", "--config-schema",
        ];
        Assert.All(options, option => Assert.Matches($@"(?m)^  .*{option}\b", run.OutputText));
        Assert.DoesNotContain("-T", run.OutputText);
        Assert.Matches(@"explain .*Show what rules compile to", run.OutputText);
    }

    private static string Output(ProbeRun run)
    {
        using var document = JsonDocument.Parse(run.OutputText);
        var rule = document.RootElement.GetProperty("rules")[0];
        return rule.GetProperty("details").GetProperty("output_compiled").GetString()!;
    }

    private LoadedConfig Load(string text) => ConfigReader.Load(_folder.Write("falco.yaml", text), [], []);
}
