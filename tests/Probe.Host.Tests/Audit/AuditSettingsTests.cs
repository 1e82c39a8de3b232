using KosmosProbe.Host.Configuration;
using Xunit;

namespace KosmosProbe.Host.Tests.Audit;

public sealed class AuditSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ItIsOffByItself()
    {
        var loaded = Load("{}");
        Assert.False(loaded.Options.Audit.IsOn);
        Assert.Empty(loaded.Options.RulesPaths);
    }

    [Theory]
    [InlineData("http://:9765/k8s-audit", "0.0.0.0:9765", "/k8s-audit", "")]
    [InlineData("http://:1234/a/b", "0.0.0.0:1234", "/a/b", "")]
    [InlineData("http://127.0.0.1:80", "127.0.0.1:80", "/k8s-audit", "")]
    [InlineData("http://localhost/x", "127.0.0.1:9765", "/x", "")]
    [InlineData("http://[::1]:7/x", "[::1]:7", "/x", "")]
    [InlineData("https://:9765/k8s-audit", "0.0.0.0:9765", "/k8s-audit", "/etc/falco/falco.pem")]
    public void PluginSaysWhereToListen(string open, string address, string path, string certificate)
    {
        var audit = Load(Plugin($"open_params: \"{open}\"")).Options.Audit;
        Assert.True(audit.Enabled);
        Assert.Equal(address, new System.Net.IPEndPoint(audit.ListenAddress, audit.ListenPort).ToString());
        Assert.Equal((path, certificate), (audit.Endpoint, audit.SslCertificate));
        Assert.Equal("", audit.File);
    }

    [Theory]
    [InlineData("init_config: {sslCertificate: /a.pem, webhookMaxBatchSize: 5000}")]
    [InlineData("init_config: '{\"sslCertificate\":\"/a.pem\",\"webhookMaxBatchSize\":5000}'")]
    public void PluginsOwnSettingsCount(string init)
    {
        var audit = Load(Plugin($"open_params: https://:9765/k8s-audit, {init}")).Options.Audit;
        Assert.Equal(("/a.pem", 5000), (audit.SslCertificate, audit.BodyBytesMax));
    }

    [Fact]
    public void PluginMayNameAFile()
    {
        var audit = Load(Plugin("open_params: audit.log")).Options.Audit;
        Assert.False(audit.Enabled);
        Assert.Equal(_folder.At("audit.log"), audit.File);
        Assert.True(audit.IsOn);
        Assert.False(audit.ShippedRules);
    }

    [Theory]
    [InlineData("plugins: [{name: k8saudit, open_params: \"http://:1/a\"}]\nload_plugins: [container]", false)]
    [InlineData("plugins: [{name: k8saudit, open_params: \"http://:1/a\"}]", true)]
    [InlineData("load_plugins: [k8saudit]", false)]
    public void OnlyWhatIsAskedForIsOn(string text, bool isOn) => Assert.Equal(isOn, Load(text).Options.Audit.IsOn);

    [Fact]
    public void OurOwnKeysGoOverThePlugins()
    {
        var audit = Load(
            Plugin("open_params: http://:9765/k8s-audit") + "\nengine: {k8s_audit: {listen_port: 1, max_depth: 50}}")
            .Options.Audit;
        Assert.Equal((1, 50, "/k8s-audit"), (audit.ListenPort, audit.Limits.DepthMax, audit.Endpoint));
    }

    [Theory]
    [InlineData("ftp://x", "http://..., https://... or the name of a file")]
    [InlineData("http://example.org:9765/x", "an IP address and a port")]
    [InlineData("http://:99999/x", "an IP address and a port")]
    public void WhatCannotBeOpenedIsRefused(string open, string expected) =>
        Assert.Contains(expected, Fault(Plugin($"open_params: \"{open}\"")), StringComparison.Ordinal);

    [Theory]
    [InlineData("client_ca: a.pem", "needs `engine.k8s_audit.ssl_certificate`")]
    [InlineData("endpoint: x", "a path that begins with /")]
    [InlineData("listen_address: here", "an IP address")]
    [InlineData("max_depth: 1", "max_depth")]
    public void WrongValueIsRefused(string setting, string expected) => Assert.Contains(
        expected, Fault($"engine: {{k8s_audit: {{enabled: true, {setting}}}}}"), StringComparison.Ordinal);

    [Fact]
    public void ShippedRulesComeWithTheSource()
    {
        Assert.Equal([ConfigReader.ShippedAuditRules], Paths("engine: {k8s_audit: {enabled: true}}"));
        Assert.Equal([ConfigReader.ShippedAuditRules], Paths("engine: {k8s_audit: {file: a.log}}"));
        Assert.Empty(Paths("engine: {k8s_audit: {enabled: true, shipped_rules: false}}"));
        Assert.Equal(
            [ConfigReader.ShippedAuditRules, "/tmp"], Paths("rules_files: [/tmp]\nengine: {k8s_audit: {file: a.log}}"));
        Assert.Equal(
            ["/tmp", ConfigReader.ShippedAuditRules],
            Paths($"rules_files: [/tmp, {ConfigReader.ShippedAuditRules}]\nengine: {{k8s_audit: {{file: a.log}}}}"));
        Assert.Empty(Paths(Plugin("open_params: http://:9765/k8s-audit")));
    }

    [Fact]
    public void SourceCanBeLeftOutOfARun()
    {
        string[] rules = ["-r", ConfigReader.ShippedAuditRules];
        var (on, status) = ProbeRun.ToEnd([.. rules, "-o", "engine.k8s_audit.enabled=true", "--dry-run"]);
        Assert.True(status == 0, on.ErrorText);
        Assert.DoesNotContain("which is off", on.ErrorText);
        var (off, _) = ProbeRun.ToEnd(
            [.. rules, "-o", "engine.k8s_audit.enabled=true", "--disable-source", "k8s_audit", "--dry-run"]);
        Assert.Contains("rules are of the source k8s_audit, which is off", off.ErrorText);
    }

    [Fact]
    public void ListsOfTheShippedRulesCanBeChanged()
    {
        string own = _folder.Write("own.yaml", "- list: audit_allowed_namespaces\n  items: [mine]\n");
        string config = _folder.Write(
            "falco.yaml", $"rules_files: [{own}]\nengine: {{kind: nodriver, k8s_audit: {{enabled: true}}}}\n");
        var (run, status) = ProbeRun.ToEnd("-c", config, "-o", "json_output=true", "-l", "K8s Namespace Outside List");
        Assert.True(status == 0, run.ErrorText);
        Assert.Matches("\"lists\": ?\\[\"audit_allowed_namespaces\"\\]", run.OutputText);
        Assert.Contains("in (mine)", run.OutputText);
    }

    [Fact]
    public void PositionsAreKeptForFilesOfOurOwnSettingAlone()
    {
        Assert.NotEmpty(Load("engine: {k8s_audit: {file: a.log}}").Options.Audit.PositionsFile);
        Assert.Equal(
            _folder.At("p.json"),
            Load("engine: {k8s_audit: {file: a.log, positions_file: p.json}}").Options.Audit.PositionsFile);
        Assert.Empty(Load("engine: {k8s_audit: {file: a.log, positions_file: ''}}").Options.Audit.PositionsFile);
        Assert.Empty(Load(Plugin("open_params: /a.log")).Options.Audit.PositionsFile);
    }

    [Fact]
    public void DoctorLooksForNothingThatAuditEventsDoNotNeed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming another user needs root");
        var (run, status) = ProbeRun.ToEndUnprivileged(
            "doctor", "-o", "engine.kind=nodriver", "-o", "engine.k8s_audit.enabled=true");
        Assert.True(status == 0, run.OutputText + run.ErrorText);
        Assert.Contains("left out", run.OutputText);
        Assert.DoesNotContain("CAP_BPF", run.OutputText);
    }

    [Fact]
    public void FieldsOfTheSourceAreListed()
    {
        var (run, status) = ProbeRun.ToEnd("--list=k8s_audit", "-N");
        Assert.Equal(0, status);
        Assert.Contains(run.Output, static line => line.Text == "ka.req.pod.containers.image");
        Assert.Contains(run.Output, static line => line.Text == "jevt.value");
        Assert.DoesNotContain(run.Output, static line => line.Text == "proc.name");
    }

    private static string Plugin(string parts) => $"plugins: [{{name: k8saudit, {parts}}}]\nload_plugins: [k8saudit]";

    private IReadOnlyList<string> Paths(string text) => Load(text).Options.RulesPaths;

    private string Fault(string text) => Assert.Throws<ProbeException>(() => Load(text)).Message;

    private LoadedConfig Load(string text) => ConfigReader.Load(_folder.Write("falco.yaml", text), [], []);
}
