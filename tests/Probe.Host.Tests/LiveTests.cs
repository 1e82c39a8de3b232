using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>The probe as its user runs it: real processes, the shipped rules, alerts on standard output.</summary>
[Collection("live")]
public class LiveTests(ITestOutputHelper output)
{
    private const string KillSwitch = "KOSMOS Kill Switch Triggered";
    private const string Unauthorized = "Unauthorized Kill Switch Attempt";
    private const string Database = "MCP Database Direct Access";

    [Fact]
    public async Task EmergencyHaltOfAnOrdinaryUserIsAlertedOnce()
    {
        using var run = await ProbeRun.StartWatching("-o", "json_output=true");
        string mark = Guid.NewGuid().ToString("N");
        ProbeRun.AsNobody($"sh -c ': emergency-halt {mark}'");
        await run.WaitFor(() => AlertsWith(run, mark).Count > 0, "the alert");
        ReportLatency(AlertsWith(run, mark)[0]);

        Assert.Equal(0, run.Terminate());
        var only = Assert.Single(AlertsWith(run, mark));
        string[] tags = ["emergency", "killswitch", "kosmos"];
        AssertFalcosForm(only.Text, KillSwitch, $"sh -c : emergency-halt {mark}", tags);
    }

    [Fact]
    public async Task KillSwitchOfAnOrdinaryUserIsAlertedByBothRules()
    {
        using var run = await ProbeRun.StartWatching("-o", "json_output=true");
        string mark = Guid.NewGuid().ToString("N");
        ProbeRun.AsNobody($"bash -c 'true kill-switch {mark}'");
        await run.WaitFor(() => AlertsWith(run, mark).Count > 0, "the alert");
        await run.WaitFor(() => AlertsWith(run, "nobody", Unauthorized).Count > 0, "the other alert");
        ReportLatency(AlertsWith(run, mark)[0]);

        Assert.Equal(0, run.Terminate());
        string command = $"bash -c true kill-switch {mark}";
        var byRule = AlertsWith(run, "").ToLookup(line => Parse(line.Text).GetProperty("rule").GetString());
        var activated = Assert.Single(byRule[KillSwitch], line => line.Text.Contains($"command={command}"));
        AssertFalcosForm(activated.Text, KillSwitch, command, ["emergency", "killswitch", "kosmos"]);

        // This output names no command; the event's time tells that it is the same exec.
        string time = Parse(activated.Text).GetProperty("time").GetString()!;
        var attempt = Assert.Single(byRule[Unauthorized], line => line.Text.Contains(time));
        Assert.Contains("(user=nobody)", attempt.Text);
        Assert.Equal(["killswitch", "kosmos", "unauthorized"], Tags(Parse(attempt.Text)));
    }

    [Fact]
    public async Task SystemCallsAreTracedAsTheConfigurationSays()
    {
        using var run = await ProbeRun.StartWatching(
            "-o", "base_syscalls.custom_set[]=creat", "-o", "base_syscalls.custom_set[]=!connect",
            "-o", "engine.modern_ebpf.drop_failed_exit=true");
        string watching = Assert.Single(run.Errors, line => line.Text.Contains("watching: ")).Text;
        Assert.Equal(0, run.Terminate());
        Assert.Contains("creat (0 rules)", watching);
        Assert.DoesNotContain("connect (", watching);
        Assert.EndsWith("left out by base_syscalls: connect", watching);
    }

    [Fact]
    public async Task EnvironmentIsReadWhereARuleAsksForIt()
    {
        using var folder = new TemporaryFolder();
        string rules = folder.Write("rules.yaml", """
            - rule: Marked
              desc: an exec with a variable, by a shell that has another
              condition: evt.type = execve and proc.env[KOSMOS_MARK] = own and proc.aenv[KOSMOS_OUTER] = outer
              output: "%proc.name %proc.env"
              priority: CRITICAL
            """);
        using var run = await ProbeRun.StartWatching("-r", rules);
        ProbeRun.AsNobody("KOSMOS_OUTER=outer dash -c 'KOSMOS_OUTER= KOSMOS_MARK=own /bin/true; exit 0'");
        await run.WaitFor(() => run.Output.Any(line => line.Text.Contains("Critical true ")), "the alert");
        Assert.Equal(0, run.Terminate());
        Assert.Contains("KOSMOS_MARK=own", Assert.Single(run.Output, line => line.Text.Contains("Critical ")).Text);
    }

    [Fact]
    public async Task AddressesHaveTheNamesThatRulesKnowThemBy()
    {
        using var folder = new TemporaryFolder();
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        string rules = folder.Write("rules.yaml", $"""
            - rule: Named
              desc: a connect to a name
              condition: evt.type = connect and fd.sip.name in (localhost, nowhere.invalid) and fd.sport = {port}
              output: "to %fd.sip.name"
              priority: CRITICAL
            """);
        using var run = await ProbeRun.StartWatching("-r", rules);

        // Names are looked up beside the start.
        await run.WaitFor(Connected, "the alert");
        Assert.Equal(0, run.Terminate());
        Assert.All(Alerts(), line => Assert.EndsWith("to localhost", line.Text));

        bool Connected()
        {
            ProbeRun.AsNobody($"bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port}'");
            return Alerts().Any();
        }

        IEnumerable<Line> Alerts() => run.Output.Where(line => line.Text.Contains("Critical to "));
    }

    [Fact]
    public async Task ParentIsTheProcessThatStartedIt()
    {
        using var folder = new TemporaryFolder();
        string rules = folder.Write("rules.yaml", """
            - rule: Marked
              desc: an exec with a mark
              condition: evt.type = execve and evt.rawres >= 0 and proc.cmdline contains "parent-mark"
              output: "%user.name %user.uid %proc.name %proc.pname %proc.ppid %proc.cmdline %proc.exepath %evt.res"
              priority: CRITICAL
            """);
        using var run = await ProbeRun.StartWatching("-r", rules, "-o", "json_output=true");
        ProbeRun.AsNobody("dash -c '/bin/true parent-mark; exit 0'");
        await run.WaitFor(() => run.Output.Any(line => line.Text.Contains("\"true parent-mark\"")), "the alert");
        Assert.Equal(0, run.Terminate());
        var fields = run.Output.Where(line => line.Text.StartsWith('{')).Select(line => Parse(line.Text))
            .Select(alert => alert.GetProperty("output_fields"))
            .Single(fields => fields.GetProperty("proc.name").GetString() == "true");
        Assert.Equal("dash", fields.GetProperty("proc.pname").GetString());
        Assert.Equal("nobody", fields.GetProperty("user.name").GetString());
        Assert.Equal(65534, fields.GetProperty("user.uid").GetInt64());
        Assert.EndsWith("/bin/true", fields.GetProperty("proc.exepath").GetString());
        Assert.Equal("SUCCESS", fields.GetProperty("evt.res").GetString());
        Assert.True(fields.GetProperty("proc.ppid").GetInt64() > 1);
    }

    [Fact]
    public async Task ThreadsThatRanBeforeItAreKnown()
    {
        using var run = await ProbeRun.StartWatching("-o", "log_level=debug");

        await run.WaitFor(
            () => run.Errors.Any(static line => Regex.IsMatch(line.Text, "[0-9]{2,} threads known from /proc")),
            "the threads");

        Assert.Equal(0, run.Terminate());
    }

    [Fact]
    public async Task DatabaseConnectionIsAlertedOutsideOfLoopbackOnly()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a network namespace needs root");
        using var network = TestNetwork.Create(5432);
        using var run = await ProbeRun.StartWatching(
            "-o", "json_output=true", "-o", "append_output[].extra_fields[]=fd.name");
        network.Connect("127.0.0.1", 5432);
        network.Connect("::1", 5432);
        network.Connect(network.Address, 5432);
        await run.WaitFor(() => AlertsWith(run, Database, $"->{network.Address}:5432").Count > 0, "the alert");
        Assert.Equal(0, run.Terminate());
        Assert.Empty(AlertsWith(run, Database, "->127.0.0.1:"));
        Assert.Empty(AlertsWith(run, Database, "->::1:"));
        var alert = Assert.Single(AlertsWith(run, Database, $"->{network.Address}:5432"));
        var fields = Parse(alert.Text).GetProperty("output_fields");
        Assert.Equal(["container.name", "evt.time", "fd.name"], fields.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task TerminationPrintsStatisticsAndAccountsForEveryEvent()
    {
        using var run = await ProbeRun.StartWatching();
        ProbeRun.AsNobody("sh -c ': emergency-halt'");
        await run.WaitFor(() => run.Output.Any(line => line.Text.Contains("emergency-halt")), "the alert");
        Assert.Equal(0, run.Terminate());
        Assert.Contains("Rule counts by severity:", run.OutputText);
        Assert.Matches(@"Events detected: \d+\nRule counts by severity:\n   CRITICAL: \d+\n", run.OutputText);
        Assert.Matches($@"Triggered rules by rule name:\n(   .*\n)*   {KillSwitch}: \d+", run.OutputText);

        string sum = run.Errors[^1].Text;
        ulong Figure(string name) => ulong.Parse(
            Regex.Match(sum, name + @" (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(Figure("events seen"), Figure("filtered") + Figure("submitted") + Figure("dropped"));
        Assert.Equal(Figure("submitted"), Figure("records consumed"));

        // A loss behind a CPU's last record shows in the counters alone.
        Assert.InRange(Figure("lost by sequence"), 0UL, Figure("dropped"));
        Assert.Equal(0UL, Figure("bad"));
        Assert.Equal(Figure("alerts"), Figure("written"));
    }

    [Fact]
    public async Task RunEndsByItselfAfterTheGivenTime()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "watching live needs root");
        var (run, status) = await Task.Run(() => ProbeRun.ToEnd("-M", "1"));
        using (run)
        {
            Assert.True(status == 0, run.ErrorText);
            Assert.Contains("Events detected:", run.OutputText);
        }
    }

    // From the exec, as the kernel timed it, to the line's arrival in this process.
    private void ReportLatency(Line alert)
    {
        var executed = DateTime.Parse(
            Parse(alert.Text).GetProperty("time").GetString()!, CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal);
        var latency = alert.At - executed;
        output.WriteLine($"alert {latency.TotalMilliseconds:F1} ms after the exec");
    }

    // Alerts only; the statistics at the end name rules as well.
    private static List<Line> AlertsWith(ProbeRun run, params string[] texts) =>
        [.. run.Output.Where(line => line.Text.StartsWith('{') && texts.All(line.Text.Contains))];

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static IEnumerable<string?> Tags(JsonElement alert) =>
        alert.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString());

    private static void AssertFalcosForm(string json, string rule, string command, string[] tags)
    {
        var alert = Parse(json);
        string[] keys = ["hostname", "output", "output_fields", "priority", "rule", "source", "tags", "time"];
        Assert.Equal(keys, alert.EnumerateObject().Select(property => property.Name));
        Assert.Equal(rule, alert.GetProperty("rule").GetString());
        Assert.Equal("Critical", alert.GetProperty("priority").GetString());
        Assert.Equal("syscall", alert.GetProperty("source").GetString());
        Assert.Equal(tags, Tags(alert));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$", alert.GetProperty("time").GetString());
        Assert.Matches(
            $@"^\d\d:\d\d:\d\d\.\d{{9}}: Critical KOSMOS Kill Switch activated  ?\(user=nobody command={command}\)$",
            alert.GetProperty("output").GetString());
        var fields = alert.GetProperty("output_fields");
        Assert.Equal(["evt.time", "proc.cmdline", "user.name"], fields.EnumerateObject().Select(field => field.Name));
        Assert.Equal(command, fields.GetProperty("proc.cmdline").GetString());
        Assert.Equal("nobody", fields.GetProperty("user.name").GetString());
        Assert.Equal(JsonValueKind.Number, fields.GetProperty("evt.time").ValueKind);
    }
}
