using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>
/// The promise, tried with a real probe that is killed while a receiver is down: every alert that was seen arrives, in
/// order, and what comes twice has the same id. KOSMOS_OUTAGE_SECONDS sets the length of the outage.
/// </summary>
[Collection("live")]
public sealed class OutageDrillTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int UsualOutageSeconds = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _http = new();
    private readonly Receiver _webhook = new();
    private readonly List<int> _seen = [];

    private static TimeSpan Outage => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("KOSMOS_OUTAGE_SECONDS"), out int seconds)
            ? seconds
            : UsualOutageSeconds);

    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        await _webhook.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task EveryAlertArrivesInOrderThroughOutageAndKill()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "watching live needs root");
        await _http.StartAsync();
        await _webhook.StartAsync();
        using var execs = new NumberedExecs(TimeSpan.FromMilliseconds(20));
        string config = WriteConfig(execs.Rules);

        using (var first = await ProbeRun.StartWatching("-c", config))
        {
            await Seen(first, execs, 20);
            await _http.StopAsync();
            await Task.Delay(Outage, TestContext.Current.CancellationToken);
            await Seen(first, execs, 40);
            first.KillAtOnce();
            Note(first, execs);
        }

        using var second = await ProbeRun.StartWatching("-c", config);
        await Seen(second, execs, 20);
        _http.Answer = _ => 500;
        await _http.StartAsync();
        await Task.Delay(Outage / 2, TestContext.Current.CancellationToken);
        await _http.WaitFor(() => _http.Requests.Any(request => request.Status == 500), "a refused alert");
        _http.Answer = _ => 200;
        _http.Delay = TimeSpan.FromMilliseconds(200);
        await Task.Delay(Outage / 2, TestContext.Current.CancellationToken);
        int accepted = _http.Accepted.Count();
        await _http.WaitFor(() => _http.Accepted.Count() > accepted, "a slow answer");
        _http.Delay = TimeSpan.Zero;
        execs.Stop();

        await Arrived(second, execs, _http);
        await Arrived(second, execs, _webhook);
        Assert.Equal(0, second.Terminate());
        Note(second, execs);
        AssertPromise("http", execs, _http);
        AssertPromise("webhook", execs, _webhook);
        Assert.All(_webhook.Accepted, request => Assert.Equal(request.Id, Uuid(request)));
        Assert.Single(second.Errors, line => line.Text.Contains("http does not take alerts"));
    }

    private string WriteConfig(string rules) => _folder.Write("falco.yaml", $"""
        rules_files: [{rules}]
        json_output: true
        webserver: {"{ enabled: false }"}
        http_output:
          enabled: true
          url: {_http.Url}
        webhooks:
          - name: aegis
            url: {_webhook.Url}
            form: aegis
        delivery:
          spool_dir: {_folder.At("spool")}
          retry_min_interval: 50ms
          retry_max_interval: 500ms
        """);

    private static Task Seen(ProbeRun run, NumberedExecs execs, int count) =>
        run.WaitFor(() => run.Output.Count(line => execs.NumberIn(line.Text) is not null) >= count, $"{count} alerts");

    // What was started last has also been seen, and everything seen has arrived.
    private static async Task Arrived(ProbeRun run, NumberedExecs execs, Receiver receiver)
    {
        for (int before = -1, now = 0; before != now;)
        {
            before = now;
            int? last = run.Output.Select(line => execs.NumberIn(line.Text)).Max();
            await receiver.WaitFor(() => receiver.Accepted.Any(request => Number(execs, request) == last), "the last");
            now = run.Output.Count;
        }
    }

    private void Note(ProbeRun run, NumberedExecs execs) =>
        _seen.AddRange(run.Output.Select(line => execs.NumberIn(line.Text)).OfType<int>());

    private void AssertPromise(string name, NumberedExecs execs, Receiver receiver)
    {
        var all = receiver.Accepted.Where(request => Number(execs, request) is not null).ToList();
        var byNumber = all.GroupBy(request => Number(execs, request)!.Value).ToList();
        Assert.All(byNumber, copies => Assert.Single(copies.Select(copy => copy.Id).Distinct()));

        int[] arrived = [.. byNumber.Select(copies => copies.Key)];
        Assert.Empty(_seen.Except(arrived));
        Assert.Equal(_seen, arrived.Intersect(_seen));
        Assert.Equal(arrived.Order(), arrived);
        string counts = $"{name}: {_seen.Count} seen, {arrived.Length} arrived, {all.Count - arrived.Length} twice, "
            + $"{receiver.Requests.Count - receiver.Accepted.Count()} refused";
        output.WriteLine(counts);
        TestContext.Current.SendDiagnosticMessage(counts.ToString(CultureInfo.InvariantCulture));
    }

    private static int? Number(NumberedExecs execs, Received request) =>
        execs.NumberIn(Encoding.UTF8.GetString(request.Body));

    private static string? Uuid(Received request)
    {
        using var alert = JsonDocument.Parse(request.Body);
        return alert.RootElement.GetProperty("uuid").GetString();
    }
}
