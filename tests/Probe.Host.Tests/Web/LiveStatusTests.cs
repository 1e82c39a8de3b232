using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace KosmosProbe.Host.Tests.Web;

/// <summary>A real probe, asked over HTTP while it watches.</summary>
[Collection("live")]
public partial class LiveStatusTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task ItIsWellOnceItsOwnExecWasSeenAndShowsItsMetrics()
    {
        // What the kernel leaves out for these rules would leave few events to judge and to time.
        using var run = await ProbeRun.StartWatching(
            "-o", "webserver.enabled=true", "-o", "webserver.listen_address=127.0.0.1",
            "-o", "webserver.listen_port=0", "-o", "webserver.prometheus_metrics_enabled=true",
            "-o", "metrics.enabled=true", "-o", "json_output=true", "-o", "engine.kernel_policy=off");
        await run.WaitFor(() => AddressOf(run) is not null, "the web server");
        using var client = new HttpClient { BaseAddress = AddressOf(run), Timeout = Limit };

        string health = "";
        for (long end = Environment.TickCount64 + (long)Limit.TotalMilliseconds; health != "{\"status\": \"ok\"}";)
        {
            Assert.True(Environment.TickCount64 < end, $"never well: {health}");
            using var answer = await client.GetAsync("/healthz");
            health = await answer.Content.ReadAsStringAsync();
        }

        ProbeRun.AsNobody("bash -c 'true emergency-halt'");
        await run.WaitFor(() => run.Output.Any(static line => line.Text.Contains("emergency-halt")), "the alert");
        var samples = Read(await client.GetStringAsync("/metrics"));
        Assert.Equal(1, samples["kosmosprobe_sighted"]);
        Assert.True(samples["kosmosprobe_self_tests_seen_total"] >= 1);
        Assert.Contains(samples, static one => one.Value >= 1
            && one.Key.StartsWith("falcosecurity_falco_rules_matches_total{", StringComparison.Ordinal)
            && one.Key.Contains("\"KOSMOS Kill Switch Triggered\"", StringComparison.Ordinal));
        Assert.True(samples["kosmosprobe_sink_alerts_total{sink=\"stdout\",result=\"delivered\"}"] >= 1);
        Assert.Contains(samples, static one => one.Value > 0
            && one.Key.StartsWith("kosmosprobe_rule_evaluation_seconds{", StringComparison.Ordinal));
        Assert.Equal(2, samples.Keys.Count(static name => name.StartsWith("kosmosprobe_rules{")));
        Assert.True(samples["falcosecurity_scap_n_threads_total"] > 1);
        Assert.True(samples["falcosecurity_falco_memory_rss_bytes"] > 1 << 20);
        Assert.Equal(0, samples["kosmosprobe_file_identity_namespaces_hanging"]);
        AssertStagesShow(samples, "execve");
        AssertStagesShow(samples, "openat");

        string port = client.BaseAddress!.Port.ToString(CultureInfo.InvariantCulture);
        string[] top = ["top", "-o", "webserver.listen_address=127.0.0.1", "-o", $"webserver.listen_port={port}"];
        var (page, status) = ProbeRun.ToEnd(top);
        Assert.Equal(0, status);
        Assert.Contains("watching for", page.OutputText);
        Assert.Contains("KOSMOS Kill Switch", page.OutputText);
        Assert.Contains("stdout", page.OutputText);

        // The self-test's exec is the probe's own business: no rule may see it.
        Assert.DoesNotContain(run.Output, static line => line.Text.Contains("kosmos-probe-self-test"));
        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public void TopWithoutAProbeSaysSo()
    {
        var (run, status) = ProbeRun.ToEnd("top", "-o", "webserver.listen_address=127.0.0.1",
            "-o", "webserver.listen_port=1");
        Assert.Equal(1, status);
        Assert.Contains("no probe answers at http://127.0.0.1:1/top", run.ErrorText);
    }

    [Fact]
    public async Task MetricsSnapshotsAreAlertsAndLinesOfAFile()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "metrics.jsonl");
        using var run = await ProbeRun.StartWatching(
            "-o", "metrics.enabled=true", "-o", "metrics.interval=200ms", "-o", "metrics.output_rule=true",
            "-o", $"metrics.output_file={file}", "-o", "json_output=true");
        await run.WaitFor(
            () => run.Output.Count(static line => line.Text.Contains("\"Falco internal: metrics snapshot\"")) >= 2,
            "two snapshots");
        Assert.Equal(0, run.Terminate());
        string[] lines = await File.ReadAllLinesAsync(file);
        Assert.True(lines.Length >= 2);
        Assert.Contains("\"sample\":2}", lines[1]);
        Assert.Contains("\"scap.n_evts\":", lines[1]);
        Assert.Contains("\"falco.sha256_rules_file.", lines[1]);
    }

    private static Uri? AddressOf(ProbeRun run) => run.Errors.Select(static line => WebServerAt().Match(line.Text))
        .Where(static match => match.Success).Select(static match => new Uri(match.Groups[1].Value)).FirstOrDefault();

    // That stages add up is for a test whose events stand still.
    private static void AssertStagesShow(Dictionary<string, double> samples, string type)
    {
        double Of(string stage) => samples[$"kosmosprobe_events_total{{type=\"{type}\",stage=\"{stage}\"}}"];
        Assert.True(Of("seen") > 0);
        Assert.True(Of("submitted") > 0);
        Assert.True(Of("consumed") > 0);
    }

    // Every sample stands below its metric's TYPE, and every metric is explained once.
    private static Dictionary<string, double> Read(string page)
    {
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        var explained = new HashSet<string>();
        string current = "";
        foreach (string line in page.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                current = line.Split(' ')[2];
                Assert.True(explained.Add(current), $"{current} is explained twice");
            }
            else if (!line.StartsWith('#'))
            {
                int space = line.LastIndexOf(' ');
                string name = line[..space];
                Assert.Equal(current, name.Split('{')[0]);
                samples.Add(name, double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture));
            }
        }

        return samples;
    }

    [GeneratedRegex("web server at (http://[^ ]+)")]
    private static partial Regex WebServerAt();
}
