using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>Rules that ask what a process got as its standard input and outputs.</summary>
[Collection("live")]
public sealed class StreamTests : IDisposable
{
    private const string Rules = """
        - rule: Shell on a connection
          desc: It reads what somebody sends.
          condition: evt.type = execve and evt.rawres = 0 and proc.name = sh and proc.stdin.type in (ipv4, ipv6)
          output: "alert: shell %proc.args in %proc.stdin.name out %proc.stdout.type err %proc.stderr.name"
          priority: WARNING
        - rule: Made from afar
          desc: Whatever it does afterwards.
          condition: evt.type in (mkdir, mkdirat) and proc.stdin.type = ipv4 and fs.path.name startswith {here}
          output: "alert: made by %proc.name"
          priority: WARNING
        - rule: Over
          desc: All is done.
          condition: evt.type in (mkdir, mkdirat) and fs.path.name = {here}/over
          output: it is over
          priority: WARNING
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AShellOnAConnectionAlertsAndOthersDoNot()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string rules = _folder.Write("rules.yaml", Rules.Replace("{here}", _folder.Path, StringComparison.Ordinal));
        using var run = await ProbeRun.StartWatching("-r", rules, "-o", "rule_matching=all");
        Shell($"""
            exec 5<>/dev/tcp/127.0.0.1/{port}
            sh -c 'exit 0' plain </dev/null
            true | sh -c 'exit 0' piped
            sh -c 'mkdir made; exit 0' afar <&5 2>/dev/null
            sh -c 'exit 0' output </dev/null >&5
            mkdir over && exec 5>&-
            """);
        await run.WaitFor(() => run.OutputText.Contains("it is over", StringComparison.Ordinal), "the end");
        string[] alerts =
        [
            .. run.Output.Select(static line => line.Text)
                .Where(static line => line.Contains("alert: ", StringComparison.Ordinal))
                .Select(static line => line[(line.IndexOf("alert: ", StringComparison.Ordinal) + 7)..]),
        ];
        using var peer = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        string from = ((IPEndPoint)peer.RemoteEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            [
                $"shell -c mkdir made; exit 0 afar in 127.0.0.1:{from}->127.0.0.1:{port} out pipe err /dev/null",
                "made by mkdir",
            ],
            alerts);
        Assert.Contains("stream", Assert.Single(run.Errors, line => line.Text.Contains("watching: ")).Text);
        Assert.Equal(0, run.Terminate());
    }

    private void Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-ec", script])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
        })!;
        shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
