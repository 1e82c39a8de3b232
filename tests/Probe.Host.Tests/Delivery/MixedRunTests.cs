using System.Diagnostics;
using System.Text;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>
/// The shipped configuration and rules with a server that checks alerts as Falcosidekick does, while a user does all
/// sorts of things. KOSMOS_MIXED_SECONDS sets for how long.
/// </summary>
[Collection("live")]
public sealed class MixedRunTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int UsualSeconds = 3;

    // Alerts of the shipped rules, of different priorities, with odd bytes among their fields.
    private const string Deeds = """
        while [ ! -e "$1" ]; do
            sh -c ': emergency-halt'
            bash -c 'true kill-switch "quoted" <tag> \ back'
            sh -c ": $(printf 'kill-switch \303\050 \t \001 \342\202\254')"
            cat /etc/shadow /etc/passwd
            ls -l /root /tmp
            sleep 0.2
        done >/dev/null 2>&1
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new() { Answer = Falcosidekick.Answer };

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task FalcosidekickAcceptsEveryAlert()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "watching live needs root");
        await _receiver.StartAsync();
        string everything = _folder.Write("everything.yaml", """
            - rule: Anything started
              desc: what every exec tells, so that many fields are sent
              condition: evt.type = execve
              output: >
                %proc.cmdline %proc.exepath %proc.pid %proc.tty %user.name %user.uid %container.id %container.name
                %container.image.repository %k8s.ns.name %k8s.pod.name %evt.res %proc.env %proc.aname[2] %proc.cwd
              priority: DEBUG
            - rule: Nothing but text
              desc: an output without a field
              condition: evt.type = execve and proc.name = ls
              output: somebody lists
              priority: INFO
            """);
        string shipped = Path.GetDirectoryName(ProbeRun.Executable)!;
        using var probe = await ProbeRun.StartWatching(
            "-c", Path.Combine(shipped, "falco.yaml"), "-o", "json_output=true",
            "-o", "webserver.enabled=false", "-o", $"rules_files[]={everything}",
            "-o", "http_output.enabled=true", "-o", $"http_output.url={_receiver.Url}",
            "-o", $"delivery.spool_dir={_folder.At("spool")}");
        string stop = _folder.At("stop");
        using var user = Process.Start("sh", ["-c", Deeds, "deeds", stop]);
        int seconds = int.TryParse(Environment.GetEnvironmentVariable("KOSMOS_MIXED_SECONDS"), out int asked)
            ? asked
            : UsualSeconds;
        await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
        await _receiver.WaitFor(() => Rules().Count() >= 3, "alerts of three rules");
        File.WriteAllText(stop, "");
        user.WaitForExit();
        Assert.Equal(0, probe.Terminate());

        var refused = _receiver.Requests.Where(request => request.Status != 200).ToList();
        Assert.True(refused.Count == 0, string.Join('\n', refused.Take(5).Select(
            request => $"{Falcosidekick.Fault(request)}: {Encoding.UTF8.GetString(request.Body)}")));
        int printed = probe.Output.Count(line => line.Text.StartsWith('{'));
        Assert.Equal(printed, _receiver.Requests.Count);
        output.WriteLine($"{printed} alerts in {seconds} s, all accepted: {string.Join(", ", Rules())}");
        Assert.Contains(Rules(), rule => rule.StartsWith("KOSMOS Kill Switch Triggered", StringComparison.Ordinal));
    }

    private IEnumerable<string> Rules() => _receiver.Requests.GroupBy(RuleOf)
        .Select(alerts => $"{alerts.Key} {alerts.Count()}");

    private static string RuleOf(Received request)
    {
        string body = Encoding.UTF8.GetString(request.Body);
        const string Key = "\"rule\":\"";
        int start = body.IndexOf(Key, StringComparison.Ordinal) + Key.Length;
        return body[start..body.IndexOf('"', start)];
    }
}
