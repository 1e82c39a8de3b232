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

    private static bool HasAlert(ProbeRun run) => run.Output.Any(static line =>
        line.Text.Contains("Warning Privileged pod (user=bob", StringComparison.Ordinal));

    private static Uri? AddressOf(ProbeRun run) => run.Errors.Select(static line => EndpointAt().Match(line.Text))
        .Where(static match => match.Success).Select(static match => new Uri(match.Groups[1].Value)).FirstOrDefault();

    [GeneratedRegex("events are taken at (http://[^ ]+)")]
    private static partial Regex EndpointAt();
}
