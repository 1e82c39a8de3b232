using System.Text.Json.Nodes;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Listing;
using Xunit;

namespace KosmosProbe.Host.Tests;

public sealed class SupportReportTests : IDisposable
{
    private const string Config = """
        config_files: [more.yaml]
        rules_files: [rules]
        json_output: true
        jsn: 1
        """;

    private const string More = """
        priority: error
        http_output:
          url: "http://host/${KOSMOS_TEST_SECRET}"
          headers: {Authorization: "Bearer ${KOSMOS_TEST_SECRET}"}
        """;

    private const string Rule = """
        - rule: A
          desc: a
          condition: evt.type = execve
          output: a
          priority: ERROR
        """;

    private readonly TemporaryFolder _folder = new();

    static SupportReportTests() => Environment.SetEnvironmentVariable("KOSMOS_TEST_SECRET", "hunter2");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void HoldsFalcosKeysConfigurationAndRulesWithoutSecrets()
    {
        _folder.Write("more.yaml", More);
        Directory.CreateDirectory(_folder.At("rules"));
        string rules = _folder.Write("rules/a.yaml", Rule);
        string config = _folder.Write("falco.yaml", Config);
        var (run, status) = ProbeRun.ToEnd("--support", "-c", config, "-o", "rules[].disable.rule=B");
        Assert.Equal(0, status);
        Assert.Contains("unknown setting `jsn`", run.ErrorText);

        var report = JsonNode.Parse(run.OutputText)!;
        Assert.EndsWith($"kosmos-probe --support -c {config} -o rules[].disable.rule=B", (string?)report["cmdline"]);
        Assert.Equal(Config, (string?)report["config"]);
        Assert.Equal(More, (string?)report["config_files"]![0]!["content"]);
        Assert.Equal(rules, (string?)report["rules_files"]![0]!["name"]);
        Assert.Equal(Rule, (string?)report["rules_files"]![0]!["variants"]![0]!["content"]);
        Assert.Contains("unknown setting `jsn`", (string?)report["warnings"]![0]);
        Assert.Equal(VersionText.Probe, (string?)report["version"]);
        Assert.Equal(VersionText.EngineVersion, (string?)report["engine_info"]!["engine_version_semver"]);

        // As uname(2) has it, of which .NET tells only a part.
        var system = report["system_info"]!;
        Assert.Equal("Linux", (string?)system["sysname"]);
        Assert.Equal(Environment.MachineName, (string?)system["nodename"]);
        Assert.Equal(Uname("osrelease"), (string?)system["release"]);
        Assert.Equal(Uname("version"), (string?)system["version"]);
        Assert.Contains((string?)system["machine"], (string?[])["x86_64", "aarch64"]);

        var merged = report["merged_config"]!;
        Assert.True((bool)merged["json_output"]!);
        Assert.Equal("error", (string?)merged["priority"]);
        Assert.Equal("B", (string?)merged["rules"]![0]!["disable"]!["rule"]);
        Assert.Equal("Bearer ${KOSMOS_TEST_SECRET}", (string?)merged["http_output"]!["headers"]!["Authorization"]);
        Assert.DoesNotContain("hunter2", run.OutputText);
    }

    [Fact]
    public void EveryVersionThatFalcoTellsIsThere()
    {
        var recorded = JsonNode.Parse(File.ReadAllText(RecordedFiles.At("falco-output", "version.json")))!.AsObject();
        Assert.Empty(recorded.Select(static version => version.Key).Except(VersionText.All().Keys));
    }

    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: 0x10", """{"a":"0x10"}""")]
    [InlineData("a: 1.50", """{"a":"1.50"}""")]
    [InlineData("a: [true, no, ~, '']", """{"a":[true,"no",null,""]}""")]
    [InlineData("a: ${KOSMOS_TEST_UNSET}", """{"a":"${KOSMOS_TEST_UNSET}"}""")]
    [InlineData("{}", "{}")]
    public void AConfigurationIsWrittenAsItWasMeant(string yaml, string json) =>
        Assert.Equal(json, SupportReport.AsJson(ConfigText.Parse(yaml, "falco.yaml"))!.ToJsonString());

    private static string Uname(string name) => File.ReadAllText($"/proc/sys/kernel/{name}").TrimEnd('\n');
}
