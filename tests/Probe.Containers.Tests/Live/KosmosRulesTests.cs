using System.Text.RegularExpressions;
using KosmosProbe.Containers.Tests.Bed;
using Xunit;

namespace KosmosProbe.Containers.Tests.Live;

/// <summary>
/// Each KOSMOS rule on real containers: what must alert does, with every field of its output, and what comes near does
/// not. A test does the near misses first and waits until they can alert no more. One probe watches for all tests, in
/// an order that differs from machine to machine: what is a near miss here must be one for every other test's rule.
/// </summary>
[Collection(BedCollection.Name)]
public sealed class KosmosRulesTests(ContainerdBed bed, KosmosScene scene, ITestOutputHelper output)
    : IClassFixture<KosmosScene>
{
    private const string Shell = "KOSMOS Agent Shell Spawn";
    private const string Network = "KOSMOS Agent Network Connection";
    private const string Sensitive = "KOSMOS Sensitive File Access";
    private const string KillSwitch = "KOSMOS Kill Switch Triggered";
    private const string Unauthorized = "Unauthorized Kill Switch Attempt";
    private const string Tool = "MCP Server Unauthorized Tool Call";
    private const string Database = "MCP Database Direct Access";

    // Who starts a container's processes: runc, and once it has ended the shim, which inherits its children.
    private static readonly string[] Runtimes = ["runc", "runc:[0:PARENT]", "runc:[1:CHILD]", "containerd-shim"];

    private LiveProbe Probe => scene.Probe;

    [Fact]
    public async Task ShellSpawn()
    {
        bed.Demand();
        await KosmosScene.OnHostAsync("sh", "-c", "true");
        await scene.ExecAsync("other", "/bin/sh", "-c", "true");
        await scene.ExecAsync("database", "/bin/true");
        await scene.ExecInVainAsync("database", "/bin/bash", "-c", "true");
        await LiveProbe.SettleAsync();
        Assert.Empty(Probe.Find(Shell, static alert => alert["container.name"] is "host" or "other" or "database"));

        await scene.ExecAsync("zeus", "/bin/sh", "-c", "true");
        AssertShell(Assert.Single(await Probe.UntilAsync(Shell, In("zeus"))), "zeus", "root", Runtimes);
        await scene.ExecAsync("zeus-user", "/bin/sh", "-c", "true");
        AssertShell(Assert.Single(await Probe.UntilAsync(Shell, In("zeus-user"))), "zeus-user", "zeus", Runtimes);
        string name = await scene.EnterAsync(ContainerdBed.Zeus, "/bin/sh", "-c", "/bin/sh -c true; exit 0");
        var both = await Probe.UntilAsync(Shell, In(name), count: 2);
        Assert.Equal(2, both.Length);
        AssertShell(both[0], name, "root", Runtimes);
        AssertShell(both[1], name, "root", "sh");
    }

    [Fact]
    public async Task NetworkConnection()
    {
        bed.Demand();
        await OverTcpAsync("zeus-guard", scene.Server, 443);
        await OverTcpAsync("zeus-guard", KosmosScene.Trusted, 8081);
        await OverTcpAsync("zeus-guard", "127.0.0.1", 8081);
        await OverTcpAsync("other", scene.Server, 8081);
        await KosmosScene.OnHostAsync("bash", "-c", $"exec 3<>/dev/tcp/{scene.Server}/8081");
        await LiveProbe.SettleAsync();
        Assert.Empty(Probe.Find(Network, static alert => alert["container.name"] is "host" or "other" or "zeus-guard"));

        await OverTcpAsync("zeus", scene.Server, 8081);
        AssertConnection(Assert.Single(await Probe.UntilAsync(Network, In("zeus"))), "zeus", 8081);
        await scene.ExecAsync("zeus-user", "/bin/timeout", "3", "/bin/tftp", "-g", "-r", "x", scene.Server, "9999");
        AssertConnection(Assert.Single(await Probe.UntilAsync(Network, In("zeus-user"))), "zeus-user", 9999);
        string name = await scene.EnterAsync(ContainerdBed.Gateway, "/bin/nc", "-w", "20", scene.Server, "8081");
        AssertConnection(Assert.Single(await Probe.UntilAsync(Network, In(name))), name, 8081);
    }

    [Fact]
    public async Task SensitiveFileAccess()
    {
        bed.Demand();
        await KosmosScene.OnHostAsync("cat", "/etc/shadow");
        await scene.ExecAsync("other", "/bin/cat", "/etc/shadow", "/var/my-secret.txt");
        await scene.ExecAsync("zeus-guard", "/bin/cat", "/etc/group", "/var/no-secret", "/etc/image");
        await scene.ExecAsync("zeus-guard", "/bin/ls", "/var/secrets");
        await scene.ExecAsync("gateway", "/bin/sh", "-c", "echo x > /tmp/secret-written");
        await LiveProbe.SettleAsync();
        Assert.Empty(Probe.Find(Sensitive, static alert => alert["container.name"] is "host" or "other"));

        // Whoever starts a container's processes looks their user up in its /etc/passwd, and that is access too.
        Assert.All(
            Probe.Find(Sensitive, static alert => alert["container.name"] is "zeus-guard" or "gateway"),
            static alert => Assert.Equal("/etc/passwd", alert["fd.name"]));

        string[] files = ["/etc/shadow", "/etc/passwd", "/var/my-secret.txt", "/var/credentials.json"];
        await scene.ExecAsync("zeus", ["/bin/cat", .. files]);
        foreach (string file in files)
        {
            AssertFile((await Probe.UntilAsync(Sensitive, alert => In("zeus")(alert) && alert["fd.name"] == file))[^1],
                "zeus", file);
        }

        string name = await scene.EnterAsync(ContainerdBed.Zeus, "/bin/cat", "/var/credentials.json");
        AssertFile(
            Assert.Single(await Probe.UntilAsync(
                Sensitive, alert => In(name)(alert) && alert["fd.name"] != "/etc/passwd")),
            name, "/var/credentials.json");
    }

    [Fact]
    public async Task KillSwitchTriggered()
    {
        bed.Demand();
        string mark = Guid.NewGuid().ToString("N");
        await scene.ExecAsync("zeus", "/bin/true", $"kill_switch {mark}");
        await scene.ExecAsync("zeus", "/bin/true", $"emergency halt {mark}");
        await scene.ExecInVainAsync("zeus", "/bin/bash", $"kill-switch {mark}");
        await KosmosScene.OnHostAsync("/bin/true", $"killswitch {mark}");
        await LiveProbe.SettleAsync();
        Assert.Empty(Probe.Find(KillSwitch, Of(mark)));

        await scene.ExecAsync("zeus-user", "/bin/true", $"kill-switch {mark}");
        AssertKill(Assert.Single(await Probe.UntilAsync(KillSwitch, Of(mark))), "zeus", $"true kill-switch {mark}");
        await scene.EnterAsync(ContainerdBed.Other, "/bin/sh", "-c", $": emergency-halt {mark}");
        var second = await Probe.UntilAsync(KillSwitch, Of($"emergency-halt {mark}"));
        AssertKill(Assert.Single(second), "root", $"sh -c : emergency-halt {mark}");
    }

    [Fact]
    public async Task UnauthorizedKillSwitch()
    {
        bed.Demand();
        string mark = Guid.NewGuid().ToString("N");

        // The guard is aegis in the container's own file of users; the node has no such user.
        await scene.ExecAsync("zeus", "/bin/true", $"kill-switch {mark} root");
        await scene.ExecAsync("zeus-guard", "/bin/true", $"kill-switch {mark} aegis");
        await KosmosScene.OnHostAsync("/bin/true", $"kill-switch {mark} host-root");
        await scene.ExecAsync("zeus-user", "/bin/true", $"kill_switch {mark} zeus");
        var allowed = await Probe.UntilAsync(KillSwitch, Of(mark), count: 3);
        await LiveProbe.SettleAsync();
        Assert.Equal(["aegis", "root", "root"], allowed.Select(static alert => alert["user.name"]).Order());
        Assert.Empty(Probe.Find(Unauthorized, alert => allowed.Any(one => one.Time == alert.Time)));

        await scene.ExecAsync("zeus-user", "/bin/true", $"kill-switch {mark} zeus");
        await AssertAttemptAsync($"true kill-switch {mark} zeus", "zeus");
        await KosmosScene.OnHostAsync(
            "setpriv", "--reuid=65534", "--clear-groups", "true", $"kill-switch {mark} nobody");
        await AssertAttemptAsync($"true kill-switch {mark} nobody", "nobody");
    }

    [Fact]
    public async Task UnauthorizedToolCall()
    {
        bed.Demand();
        await KosmosScene.OnHostAsync("id");
        await scene.ExecAsync("zeus", "/bin/id");
        await scene.ExecAsync("database", "/bin/node", "/bin/ls", "/tmp");
        await scene.ExecAsync("database", "/bin/python3", "/bin/touch", "/tmp/x");
        await scene.ExecInVainAsync("database", "/bin/bash");
        Func<LiveAlert, bool> ofInterpreters = static alert =>
            In("database")(alert) && alert["proc.name"] is "node" or "python3" or "ls" or "touch";
        await Probe.UntilAsync(Tool, ofInterpreters, count: 2);
        await LiveProbe.SettleAsync();
        Assert.Empty(Probe.Find(Tool, static alert => alert["container.name"] is "host" or "zeus" or "other"));
        Assert.Equal(["node", "python3"], Probe.Find(Tool, ofInterpreters).Select(static alert => alert["proc.name"]));

        await scene.ExecAsync("gateway", "/bin/id");
        AssertTool(Assert.Single(await Probe.UntilAsync(
            Tool, static alert => In("gateway")(alert) && alert["proc.name"] == "id")), "gateway", "id");
        string name = await scene.EnterAsync(ContainerdBed.Database, "/bin/true");
        // The runtime executes itself on its way, which is in the container already or not yet.
        AssertTool(Assert.Single(await Probe.UntilAsync(
            Tool, alert => In(name)(alert) && alert["proc.name"] == "true")), name, "true");
    }

    [Fact]
    public async Task DirectDatabaseAccess()
    {
        bed.Demand();
        await OverTcpAsync("database", scene.Server, 5432);
        await OverTcpAsync("other", scene.Server, 5433);
        await OverTcpAsync("other", "127.0.0.1", 5432);
        await LiveProbe.SettleAsync();
        Assert.Empty(Probe.Find(Database, static alert => alert["container.name"] is "database" or "other"));

        await OverTcpAsync("gateway", scene.Server, 5432);
        AssertDatabase(Assert.Single(await Probe.UntilAsync(Database, In("gateway"))), "gateway");
        string name = await scene.EnterAsync(ContainerdBed.Other, "/bin/nc", "-w", "20", scene.Server, "5432");
        AssertDatabase(Assert.Single(await Probe.UntilAsync(Database, In(name))), name);

        // Others on the machine may use databases, too: what counts is what comes after this.
        int before = Probe.Find(Database, In("host")).Length;
        await KosmosScene.OnHostAsync("bash", "-c", $"exec 3<>/dev/tcp/{scene.Server}/5432");
        AssertDatabase((await Probe.UntilAsync(Database, In("host"), before + 1))[before], "host");
    }

    // It ends when the other side has accepted or refused; the limits are for machines that stand still.
    private Task<string> OverTcpAsync(string container, string address, int port) =>
        scene.ExecAsync(container, "/bin/timeout", "30", "/bin/nc", "-w", "20", address, $"{port}");

    private static Func<LiveAlert, bool> In(string container) => alert => alert["container.name"] == container;

    private static Func<LiveAlert, bool> Of(string mark) =>
        alert => alert["proc.cmdline"]!.Contains(mark, StringComparison.Ordinal);

    private void AssertForm(LiveAlert alert, string priority, string text, params string[] fields)
    {
        output.WriteLine(alert.Text);
        Assert.Equal(priority, alert.Priority);
        string oneSpaced = string.Join(' ', alert.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches($@"^\d\d:\d\d:\d\d\.\d{{9}}: {priority} {Regex.Escape(text)}$", oneSpaced);
        Assert.Equal(fields.Append("evt.time").Order(StringComparer.Ordinal), alert.Fields);
    }

    private void AssertShell(LiveAlert alert, string container, string user, params string[] parents)
    {
        string? parent = alert["proc.pname"];
        Assert.Contains(parent, parents);
        AssertForm(alert, "Warning",
            $"Shell spawned in KOSMOS agent (user={user} container={container} shell=sh parent={parent})",
            "user.name", "container.name", "proc.name", "proc.pname");
    }

    private void AssertConnection(LiveAlert alert, string container, int port)
    {
        string name = alert["fd.name"]!;

        // A datagram's socket need not have an address of its own yet.
        Assert.Matches($@"^({Regex.Escape(scene.Address)}|0\.0\.0\.0):\d+->{Regex.Escape(scene.Server)}:{port}$", name);
        AssertForm(alert, "Notice",
            $"Unexpected network connection from KOSMOS agent (container={container} connection={name})",
            "container.name", "fd.name");
    }

    private void AssertFile(LiveAlert alert, string container, string file) => AssertForm(
        alert, "Warning", $"Sensitive file accessed in KOSMOS agent (file={file} container={container})",
        "container.name", "fd.name");

    private void AssertKill(LiveAlert alert, string user, string command) => AssertForm(
        alert, "Critical", $"KOSMOS Kill Switch activated (user={user} command={command})",
        "user.name", "proc.cmdline");

    private void AssertTool(LiveAlert alert, string container, string process) => AssertForm(
        alert, "Critical", $"Unauthorized process in MCP server (container={container} proc={process})",
        "container.name", "proc.name");

    private void AssertDatabase(LiveAlert alert, string container) => AssertForm(
        alert, "Warning", $"Direct database access attempt (container={container})", "container.name");

    // This output names no command; the event's time tells that it is the same exec.
    private async Task AssertAttemptAsync(string command, string user)
    {
        var activated = Assert.Single(await Probe.UntilAsync(KillSwitch, alert => alert["proc.cmdline"] == command));
        var attempt = Assert.Single(await Probe.UntilAsync(Unauthorized, alert => alert.Time == activated.Time));
        AssertForm(attempt, "Critical", $"Unauthorized kill switch attempt (user={user})", "user.name");
    }
}
