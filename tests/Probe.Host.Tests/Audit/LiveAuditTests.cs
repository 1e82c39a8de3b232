using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace KosmosProbe.Host.Tests.Audit;

/// <summary>A real probe that watches system calls and takes audit events beside them.</summary>
[Collection("live")]
public sealed partial class LiveAuditTests : IDisposable
{
    private const string Privileged = """
        {"kind":"Event","auditID":"1","stage":"ResponseComplete","stageTimestamp":"2024-02-03T04:05:06Z",
         "verb":"create","user":{"username":"bob"},"objectRef":{"resource":"pods","namespace":"n"},
         "responseStatus":{"code":201},"requestObject":{"spec":{"containers":[
         {"image":"x","securityContext":{"privileged":true}}]}}}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ShippedRulesAlertForWhatIsSent()
    {
        using var run = await ProbeRun.StartWatching(
            "-o", "engine.k8s_audit.enabled=true", "-o", "engine.k8s_audit.listen_port=0");
        await run.WaitFor(() => AddressOf(run) is not null, "the endpoint");
        using var client = new HttpClient { Timeout = AuditHarness.Limit };
        using var content = new StringContent(Privileged);
        using var answer = await client.PostAsync(AddressOf(run), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await run.WaitFor(() => HasAlert(run), "the alert");
        ProbeRun.AsNobody("bash -c 'true emergency-halt'");
        await run.WaitFor(
            () => run.Output.Any(static line => line.Text.Contains("emergency-halt")), "an alert of system calls");
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task PluginsOfAConfigurationForFalcoSwitchItOn()
    {
        string events = _folder.Write("audit.log", Privileged.ReplaceLineEndings(" ") + "\n");
        string rules = Path.Combine(AppContext.BaseDirectory, "rules", "k8s-audit.yaml");
        string config = _folder.Write("falco.yaml", $"""
            rules_files: [{rules}]
            plugins:
              - name: k8saudit
                library_path: libk8saudit.so
                init_config: ""
                open_params: {events}
              - name: json
                library_path: libjson.so
            load_plugins: [k8saudit, json]
            """);
        using var run = await ProbeRun.StartWatching("-c", config);
        await run.WaitFor(() => HasAlert(run), "the alert");
        Assert.Equal(0, run.Terminate());
        Assert.DoesNotContain(run.Errors, static line => line.Text.Contains("plugin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutSystemCallsNoPrivilegeIsNeeded()
    {
        string rules = _folder.Write("own.yaml", """
            - rule: own
              desc: d
              source: k8s_audit
              priority: ERROR
              condition: ka.verb = create
              output: "of %ka.cluster.name"
            """);
        string shipped = Path.Combine(AppContext.BaseDirectory, "rules", "k8s-audit.yaml");
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        using var run = ProbeRun.StartUnprivileged(
            "--disable-source", "syscall", "-r", shipped, "-r", rules, "-o", "engine.k8s_audit.enabled=true",
            "-o", "engine.k8s_audit.listen_port=0", "-o", "engine.k8s_audit.cluster_name=c1",
            "-o", "webserver.listen_address=127.0.0.1", "-o", "webserver.listen_port=0");
        await run.WaitFor(() => AddressOf(run) is not null && WebOf(run) is not null, "the endpoint");
        using var client = new HttpClient { Timeout = AuditHarness.Limit };
        await Send(client, run);
        await run.WaitFor(() => HasAlert(run), "the alert");
        await run.WaitFor(() => run.Output.Any(static line => line.Text.Contains("Error of c1")), "the other");

        string metrics = await client.GetStringAsync(
            new Uri(WebOf(run)!, "metrics"), TestContext.Current.CancellationToken);
        Assert.Contains("\nkosmosprobe_audit_events_total{stage=\"judged\"} 1\n", metrics);
        Assert.Contains("\nkosmosprobe_alerts_total 2\n", metrics);
        Assert.DoesNotContain("scap", metrics);
        using var health = await client.GetAsync(
            new Uri(WebOf(run)!, "healthz"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        File.WriteAllText(rules, File.ReadAllText(rules).Replace("of %", "cluster %", StringComparison.Ordinal));
        run.Hangup();
        await run.WaitFor(() => run.ErrorText.Contains("reloaded in "), "the reload");
        await Send(client, run);
        await run.WaitFor(() => run.Output.Any(static line => line.Text.Contains("Error cluster c1")), "the new rule");
        Assert.DoesNotContain("watching:", run.ErrorText);
        Assert.Equal(0, run.Terminate());
        Assert.Contains("alerts 4, ", run.ErrorText);
        Assert.Contains("audit events judged 2, not judged 0", run.ErrorText);
    }

    [Fact]
    public async Task RunOfAuditEventsAloneIsUnhealthyWhileNoneCanCome()
    {
        using var run = ProbeRun.StartUnprivileged(
            "--enable-source", "k8s_audit", "-o", "engine.k8s_audit.enabled=true",
            "-o", "engine.k8s_audit.listen_port=0", "-o", $"engine.k8s_audit.token_file={_folder.At("none")}",
            "-o", "webserver.listen_address=127.0.0.1", "-o", "webserver.listen_port=0");
        await run.WaitFor(() => WebOf(run) is not null, "the web server");
        using var client = new HttpClient { Timeout = AuditHarness.Limit };
        using var health = await client.GetAsync(
            new Uri(WebOf(run)!, "healthz"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains(
            "does not listen", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, run.Terminate());
    }

    private static async Task Send(HttpClient client, ProbeRun run)
    {
        using var content = new StringContent(Privileged);
        using var answer = await client.PostAsync(AddressOf(run), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static bool HasAlert(ProbeRun run) => run.Output.Any(static line =>
        line.Text.Contains("Warning Privileged pod (user=bob", StringComparison.Ordinal));

    private static Uri? AddressOf(ProbeRun run) => run.Errors.Select(static line => EndpointAt().Match(line.Text))
        .Where(static match => match.Success).Select(static match => new Uri(match.Groups[1].Value)).FirstOrDefault();

    private static Uri? WebOf(ProbeRun run) => run.Errors.Select(static line => WebAt().Match(line.Text))
        .Where(static match => match.Success).Select(static match => new Uri(match.Groups[1].Value)).FirstOrDefault();

    [GeneratedRegex("web server at (http://[^ ]+)")]
    private static partial Regex WebAt();

    [GeneratedRegex("events are taken at (http://[^ ]+)")]
    private static partial Regex EndpointAt();
}
