using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Audit;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Outputs;
using Xunit;

namespace KosmosProbe.Host.Tests.Audit;

/// <summary>
/// The source as it runs in a probe, without the kernel's part: real sockets and files, the real thread that judges,
/// and a rule that alerts for every event that gets something.
/// </summary>
internal sealed class AuditHarness : IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private const string Rule = """
        - rule: gets
          desc: d
          source: k8s_audit
          priority: WARNING
          condition: ka.verb = get
          output: "id=%ka.auditid"
        """;

    private readonly ConcurrentQueue<string> _alerts = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _drain;

    public AuditHarness(AuditOptions options)
    {
        var report = new RuleReport();
        var rulesOptions = new RuleSetOptions { Sources = [AuditSource.Name], CompilingThreads = 1 };
        Assert.True(
            RuleSet.TryLoad(
                [new RuleFile("a.yaml", Rule)], SyscallFields.Table, rulesOptions, report, out var rules),
            string.Join('\n', report.Errors));
        var probe = new ProbeOptions { ConfigFile = "", RulesPaths = [], Audit = options };
        Run = new AuditRun(probe, rules, new AlertOptions(), new InternalAlerts(), Log);
        _drain = new Thread(Drain) { IsBackground = true };
        _drain.Start();
        Run.Start();
    }

    /// <summary>An endpoint on a free port of loopback.</summary>
    public static AuditOptions Endpoint { get; } =
        new() { Enabled = true, ListenAddress = IPAddress.Loopback, ListenPort = 0 };

    public AuditRun Run { get; }

    public ListLogger<AuditHarness> Log { get; } = new();

    /// <summary>The ids of the events that alerted, in order.</summary>
    public IReadOnlyList<string> Ids => [.. _alerts];

    public AuditCounters Counters => Run.Intake.Counters;

    /// <summary>An event that alerts.</summary>
    public static string Event(string id, string verb = "get") =>
        $$"""{"kind":"Event","auditID":"{{id}}","verb":"{{verb}}","stageTimestamp":"2024-02-03T04:05:06Z"}""";

    /// <summary>The endpoint's address, once it listens.</summary>
    public async Task<Uri> AddressAsync()
    {
        await WaitFor(() => Run.Address is not null);
        return new Uri(Run.Address!, "/k8s-audit");
    }

    public static async Task WaitFor(Func<bool> condition)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(10))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, "waited in vain");
        }
    }

    public void Dispose()
    {
        Assert.True(Run.Stop(), "what waits is judged");
        _end.Cancel();
        _drain.Join();
        Run.Save();
        Run.Dispose();
        _end.Dispose();
        Assert.Equal(0, Run.Intake.Memory.Taken);
    }

    private void Drain()
    {
        while (!_end.IsCancellationRequested)
        {
            while (Run.Alerts.TryTake(out var bytes))
            {
                string message = Encoding.UTF8.GetString(AlertEnvelope.View(bytes).Message);
                Run.Alerts.Release();
                _alerts.Enqueue(message[(message.LastIndexOf('=') + 1)..]);
            }

            Run.Alerts.Wait(TimeSpan.FromMilliseconds(20));
        }
    }
}
