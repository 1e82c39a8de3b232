using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KosmosProbe.Engine.Tests;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>The user's own handler, as it stands, behind a webhook of the form <c>aegis</c>.</summary>
[Collection("live")]
public sealed class AegisHandlerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<JsonElement> _handled = [];
    private Process? _server;

    public void Dispose()
    {
        if (_server is { HasExited: false }) _server.Kill();
        _server?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task HandlerTakesTheRightBranchForEachAlert()
    {
        string handler = SharedFiles.Path("kosmos", "falco_handler.py");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "watching live needs root");
        int port = await Serve(handler);
        string mark = Guid.NewGuid().ToString("N");
        string config = _folder.Write("falco.yaml", $$"""
            rules_files:
              - {{Path.GetDirectoryName(ProbeRun.Executable)}}/rules/base.yaml
              - {{Path.GetDirectoryName(ProbeRun.Executable)}}/rules/kosmos
              - {{_folder.Write("shell.yaml", Shell(mark))}}
            rule_matching: all
            webserver: { enabled: false }
            webhooks:
              - { name: aegis, url: "http://127.0.0.1:{{port}}/falco", form: aegis }
            delivery: { spool_dir: {{_folder.At("spool")}} }
            """);
        using var probe = await ProbeRun.StartWatching("-c", config);
        ProbeRun.AsNobody($"bash -c 'true kill-switch {mark}'");
        ProbeRun.AsNobody($"sh -c ': a shell {mark}'");
        await probe.WaitFor(() => Of("Test shell") is not null, "the shell's alert");
        await probe.WaitFor(() => Of("Unauthorized Kill Switch Attempt") is not null, "the attempt's alert");
        await probe.WaitFor(() => Of("KOSMOS Kill Switch Triggered") is not null, "the kill switch's alert");
        Assert.Equal(0, probe.Terminate());

        Assert.All(Handled(), one => Assert.Equal("", one.GetProperty("error").GetString()));
        Assert.Equal(["kill switch", "audit"], Deeds("KOSMOS Kill Switch Triggered"));
        Assert.Equal(["kill switch", "quarantine", "audit"], Deeds("Unauthorized Kill Switch Attempt"));
        Assert.Equal(["audit"], Deeds("Test shell"));
        var shell = Of("Test shell")!.Value;
        Assert.Equal("host", shell.GetProperty("alert").GetProperty("container").GetString());
        var audit = shell.GetProperty("deeds")[0][1];
        Assert.Equal("warning", audit.GetProperty("priority").GetString());
        Assert.Contains("Shell spawned", audit.GetProperty("output").GetString());
    }

    private static string Shell(string mark) => $"""
        - rule: Test shell
          desc: as the rule for shells in agents, outside of containers
          condition: evt.type = execve and evt.rawres >= 0 and proc.name = sh and proc.args contains "a shell {mark}"
          output: "Shell spawned (user=%user.name container=%container.name shell=%proc.name parent=%proc.pname)"
          priority: WARNING
          tags: [kosmos, shell, container]
        """;

    private Task<int> Serve(string handler)
    {
        string script = Repository.At("tests", "Probe.Host.Tests", "Delivery", "handler_server.py");
        var start = new ProcessStartInfo("python3", [script, handler]) { RedirectStandardOutput = true };
        try
        {
            _server = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not here");
        }

        // The first line is the port, each further one an alert.
        var port = new TaskCompletionSource<int>();
        _server!.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null || TrySetPort(port, line.Data)) return;
            lock (_handled) _handled.Add(JsonDocument.Parse(line.Data).RootElement);
        };
        _server.BeginOutputReadLine();
        return port.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static bool TrySetPort(TaskCompletionSource<int> port, string line) =>
        !port.Task.IsCompleted && port.TrySetResult(int.Parse(line, CultureInfo.InvariantCulture));

    private List<JsonElement> Handled()
    {
        lock (_handled) return [.. _handled];
    }

    private JsonElement? Of(string rule)
    {
        var found = Handled().Where(one => one.GetProperty("alert").GetProperty("rule").GetString() == rule).ToList();
        return found.Count > 0 ? found[0] : null;
    }

    private IEnumerable<string?> Deeds(string rule) =>
        Of(rule)!.Value.GetProperty("deeds").EnumerateArray().Select(deed => deed[0].GetString());
}
