using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using KosmosProbe.Engine.Tests;
using Xunit;

namespace KosmosProbe.Host.Tests.Requests;

/// <summary>
/// Rules on what is done through io_uring, by the probe as its user runs it: what a rule says of a system call holds
/// for the request that does the same, once, of the process that asked for it.
/// </summary>
[Collection("live")]
public sealed class RequestRulesTests : IDisposable
{
    private const string Sensitive = "Read sensitive file untrusted";
    private const string Database = "MCP Database Direct Access";

    /// <summary>Each as a system call and as a request, by whoever carries it out.</summary>
    public static TheoryData<string> Ways => ["call", "inline", "async", "sqpoll"];

    private readonly TemporaryFolder _folder = new();
    private readonly Workload _workload = new();

    public void Dispose()
    {
        _workload.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task WhatIsDoneToFilesAlertsOnce(string way)
    {
        string here = Prepare("here");
        string elsewhere = Prepare("elsewhere");
        (string Rule, string Condition)[] rules =
        [
            ("made", $"evt.type = openat and evt.is_open_write = true and fd.name = {here}/made"),
            ("through a link", $"evt.type = openat and evt.is_open_read = true and fd.name = {here}/file"),
            ("by openat2", $"evt.type = openat2 and evt.rawres >= 0 and fd.name = {here}/file"),
            ("mkdirat", $"evt.type = mkdirat and evt.rawres >= 0 and fs.path.name = {here}/folder"),
            ("symlinkat", $"evt.type = symlinkat and evt.rawres = 0 and evt.arg.target = /etc/shadow "
                + $"and evt.arg.linkpath = {here}/soft"),
            ("linkat", $"evt.type = linkat and evt.rawres = 0 and fs.path.source = {here}/hard"),
            ("renameat2", $"evt.type = renameat2 and evt.rawres = 0 and fs.path.source = {here}/hard "
                + $"and fs.path.target = {here}/moved"),
            ("unlinkat", $"evt.type = unlinkat and evt.rawres = 0 and fs.path.name = {here}/moved"),
        ];
        using var run = await StartWithAsync(rules, []);
        int far = _workload.Run("uring-files", way, elsewhere);
        int near = _workload.Run("uring-files", way, here);
        await EndAsync(run, near, rules.Length);

        Assert.Empty(Alerts(run, far));
        var alerts = Alerts(run, near);
        Assert.Equal(rules.Select(static rule => rule.Rule).Order(), alerts.Select(Rule).Order());
        Assert.All(alerts, alert => AssertActor(alert, way));
        AssertFile(alerts, "made", $"{here}/made");
        AssertFile(alerts, "through a link", $"{here}/file");
        AssertFile(alerts, "by openat2", $"{here}/file");
    }

    /// <summary>The call that submits requests is an event itself, beside what the requests are told as.</summary>
    [Fact]
    public async Task TheCallThatSubmitsHasRulesOfItsOwn()
    {
        string here = Prepare("here");
        (string Rule, string Condition)[] rules =
        [
            ("submitted", "evt.type = io_uring_enter and evt.arg.to_submit > 0 and evt.rawres > 0"),
            ("never", "evt.type = io_uring_enter and evt.arg.to_submit > 1000"),
            ("made", $"evt.type = openat and evt.is_open_write = true and fd.name = {here}/made"),
        ];
        using var run = await StartWithAsync(rules, ["evt.arg.to_submit", "fd.type"]);
        int near = _workload.Run("uring-files", "inline", here);
        await run.WaitFor(() => Alerts(run, near).Exists(static alert => Rule(alert) == "made"), "the open");
        await EndAsync(run, near, 2);

        var alerts = Alerts(run, near);
        Assert.Single(alerts, static alert => Rule(alert) == "made" && Field(alert, "evt.is_io_uring").GetBoolean());
        var calls = alerts.FindAll(static alert => Rule(alert) == "submitted");
        Assert.NotEmpty(calls);
        Assert.All(calls, static call => Assert.False(Field(call, "evt.is_io_uring").GetBoolean()));
        Assert.All(calls, static call => Assert.Equal("io_uring", Field(call, "fd.type").GetString()));
        Assert.All(calls, static call => Assert.Equal("1", Field(call, "evt.arg.to_submit").ToString()));
        Assert.DoesNotContain(alerts, static alert => Rule(alert) == "never");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task WhatIsDoneToSocketsAlertsOnce(string way)
    {
        using var named = Listen(out int port);
        using var other = Listen(out int otherPort);
        (string Rule, string Condition)[] rules =
        [
            ("connect", $"evt.type = connect and evt.rawres >= 0 and fd.sip = 127.0.0.1 and fd.sport = {port}"),
            ("sendto", $"evt.type = sendto and evt.rawres > 0 and fd.l4proto = udp and fd.sport = {port}"),
            ("sendmsg", $"evt.type = sendmsg and evt.rawres > 0 and fd.l4proto = udp and fd.sport = {port}"),
        ];
        using var run = await StartWithAsync(rules, ["fd.sip", "fd.sport", "fd.l4proto"]);
        int far = _workload.Run("uring-talk", way, "127.0.0.1", Text(otherPort));
        int near = _workload.Run("uring-talk", way, "127.0.0.1", Text(port));
        await EndAsync(run, near, rules.Length);

        Assert.Empty(Alerts(run, far));
        var alerts = Alerts(run, near);
        Assert.Equal(rules.Select(static rule => rule.Rule).Order(), alerts.Select(Rule).Order());
        Assert.All(alerts, alert => AssertActor(alert, way));
        Assert.All(alerts, alert => Assert.Equal("127.0.0.1", Field(alert, "fd.sip").GetString()));
        Assert.All(alerts, alert => Assert.Equal(port, Field(alert, "fd.sport").GetInt32()));
        Assert.All(alerts, alert => Assert.EndsWith($"->127.0.0.1:{port}", Field(alert, "fd.name").GetString()));
        string[] protocols = ["tcp", "udp", "udp"];
        Assert.Equal(protocols, alerts.Select(alert => Field(alert, "fd.l4proto").GetString()).Order());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task OfficialRuleSeesSensitiveFilesRead(string way)
    {
        string rules = SharedFiles.Path("fixtures", "falco-rules", "falco_rules.yaml");
        using var run = await StartAsync(["-r", rules], []);
        int far = _workload.Run("uring-read", way, "/etc/hostname");
        int near = _workload.Run("uring-read", way, "/etc/shadow");
        await EndAsync(run, near, 1);

        Assert.DoesNotContain(Alerts(run, far), static alert => Rule(alert) == Sensitive);
        var only = Assert.Single(Alerts(run, near), static alert => Rule(alert) == Sensitive);
        AssertActor(only, way);
        Assert.Equal("/etc/shadow", Field(only, "fd.name").GetString());
        Assert.Equal("openat", Field(only, "evt.type").GetString());
        Assert.Equal($"workload uring-read {way} /etc/shadow", Field(only, "proc.cmdline").GetString());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task KosmosRuleSeesTheDatabaseConnected(string way)
    {
        using var network = TestNetwork.Create(5432);
        using var run = await StartAsync([], ["fd.sip", "fd.sport"]);
        network.Run(_workload.Program, "uring-talk", way, "127.0.0.1", "5432");
        network.Run(_workload.Program, "uring-talk", way, network.Address, "5432");
        var alerts = await UntilAsync(run, Connects, 1);
        Assert.Equal(0, run.Terminate());

        var only = Assert.Single(Connects(run));
        Assert.Equal(alerts[0].ToString(), only.ToString());
        AssertActor(only, way);
        Assert.Equal(network.Address, Field(only, "fd.sip").GetString());
        Assert.Equal(5432, Field(only, "fd.sport").GetInt32());

        List<JsonElement> Connects(ProbeRun run) =>
        [
            .. All(run).Where(alert => Rule(alert) == Database && Field(alert, "evt.type").GetString() == "connect"
                && Field(alert, "proc.name").GetString() == "workload"),
        ];
    }

    // A folder with a file and a link to it.
    private string Prepare(string name)
    {
        string path = _folder.At(name);
        Directory.CreateDirectory(path);
        _folder.Write($"{name}/file", "content\n");
        File.CreateSymbolicLink($"{path}/link", $"{path}/file");
        return path;
    }

    private Task<ProbeRun> StartWithAsync((string Name, string Condition)[] rules, string[] fields)
    {
        string text = string.Concat(rules.Select(static rule => $"""
            - rule: {rule.Name}
              desc: done by a system call or a request
              condition: {rule.Condition}
              output: "%fd.name"
              priority: CRITICAL

            """));
        return StartAsync(["-r", _folder.Write("rules.yaml", text)], fields);
    }

    private static async Task<ProbeRun> StartAsync(string[] words, string[] fields)
    {
        string[] told = ["evt.type", "evt.is_io_uring", "proc.name", "proc.pid", "proc.cmdline", "fd.name", .. fields];
        var run = await ProbeRun.StartWatching(
        [
            .. words, "-o", "json_output=true", "-o", "rule_matching=all",
            .. told.SelectMany(static field => (string[])["-o", $"append_output[].extra_fields[]={field}"]),
        ]);
        if (!run.ErrorText.Contains("made through io_uring are not seen", StringComparison.Ordinal)) return run;
        run.Dispose();
        throw Xunit.Sdk.SkipException.ForSkip("this kernel's tracepoints do not name requests of io_uring");
    }

    // All that was done before the last alert is in the ring when the probe is told to end, and it reads to its end.
    private static async Task EndAsync(ProbeRun run, int pid, int count)
    {
        await UntilAsync(run, all => Alerts(all, pid), count);
        Assert.Equal(0, run.Terminate());
    }

    private static async Task<List<JsonElement>> UntilAsync(
        ProbeRun run, Func<ProbeRun, List<JsonElement>> find, int count)
    {
        await run.WaitFor(() => find(run).Count >= count, $"{count} alerts");
        return find(run);
    }

    private static List<JsonElement> Alerts(ProbeRun run, int pid) =>
        [.. All(run).Where(alert => Field(alert, "proc.pid").GetInt32() == pid)];

    private static IEnumerable<JsonElement> All(ProbeRun run) => run.Output
        .Where(static line => line.Text.StartsWith('{'))
        .Select(static line => JsonDocument.Parse(line.Text).RootElement);

    private static string? Rule(JsonElement alert) => alert.GetProperty("rule").GetString();

    private static JsonElement Field(JsonElement alert, string name) =>
        alert.GetProperty("output_fields").GetProperty(name);

    private static void AssertActor(JsonElement alert, string way)
    {
        Assert.Equal("workload", Field(alert, "proc.name").GetString());
        Assert.Equal(way != "call", Field(alert, "evt.is_io_uring").GetBoolean());
    }

    private static void AssertFile(List<JsonElement> alerts, string rule, string name) =>
        Assert.Equal(name, Field(alerts.Single(alert => Rule(alert) == rule), "fd.name").GetString());

    private static Socket Listen(out int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
