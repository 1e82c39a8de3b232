using System.Text;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration.Options;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

public sealed class HttpSinkTests : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly Receiver _receiver = new();

    public async ValueTask DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task AlertsArriveInOrderAsTheyWereWritten()
    {
        using var session = await StartAsync();
        session.Offer(0, 200);
        await _receiver.WaitFor(() => _receiver.Requests.Count == 200, "all alerts");
        Assert.Equal(Enumerable.Range(0, 200), _receiver.Requests.Select(request => request.Number));
        var first = _receiver.Requests.First();
        Assert.Equal(Encoding.UTF8.GetString(SentAlerts.Numbered(0).Message.Span), Encoding.UTF8.GetString(first.Body));
        Assert.Equal("application/json", first.Type);
        Assert.Equal("falcosecurity/falco", first.Headers["User-Agent"]);
        Assert.Equal(200, _receiver.Requests.Select(request => request.Id).Distinct().Count());
        Assert.True(session.Sink.Stop(Long));
        Assert.Equal(200, session.Sink.Counters.Delivered);
    }

    [Fact]
    public async Task TextIsSentAsText()
    {
        using var session = await StartAsync();
        session.Sink.Offer(SentAlerts.Numbered(1) with { Message = "12:00:00.0: Warning text"u8.ToArray() });
        await _receiver.WaitFor(() => _receiver.Requests.Count == 1, "the alert");
        Assert.Equal("text/plain", _receiver.Requests.First().Type);
    }

    [Fact]
    public async Task HeadersAreSentAndReplaceTheUsualOnes()
    {
        using var session = await StartAsync(new HttpOutputOptions
        {
            UserAgent = "mine",
            Headers = new Dictionary<string, string>
            {
                ["Authorization"] = "Bearer x",
                ["X-Node"] = "n1",
                ["Content-Type"] = "application/vnd.alert+json",
            },
        });
        session.Offer(1, 1);
        await _receiver.WaitFor(() => _receiver.Requests.Count == 1, "the alert");
        var request = _receiver.Requests.First();
        Assert.Equal(
            ("mine", "Bearer x", "n1", "application/vnd.alert+json"),
            (request.Headers["User-Agent"], request.Headers["Authorization"], request.Headers["X-Node"], request.Type));
    }

    [Fact]
    public async Task FailureHoldsTheOrderAndIsToldOnce()
    {
        int failuresLeft = 5;
        _receiver.Answer = request => request.Number == 3 && failuresLeft-- > 0 ? 500 : 204;
        using var session = await StartAsync();
        session.Offer(0, 10);
        await _receiver.WaitFor(() => _receiver.Accepted.Count() == 10, "all alerts");
        Assert.Equal(Enumerable.Range(0, 10), _receiver.Accepted.Select(request => request.Number));
        var tries = _receiver.Requests.Where(request => request.Number == 3);
        Assert.Single(tries.Select(request => request.Id).Distinct());
        Assert.True(session.Sink.Stop(Long));
        Assert.Equal((10, 5, 0), Counters(session));
        Assert.Single(session.Log.Text.Split('\n'), line => line.Contains("http does not take alerts: it answers 500"));
        Assert.Single(session.Log.Text.Split('\n'), line => line.Contains("http takes alerts again"));
    }

    [Fact]
    public async Task ServerThatIsNotThereYetIsWaitedFor()
    {
        await _receiver.StartAsync();
        var url = _receiver.Url;
        await _receiver.StopAsync();
        using var session = DeliverySession.OfHttp(new HttpOutputOptions { Url = url });
        session.Offer(0, 5);
        await _receiver.WaitFor(() => session.Sink.Counters.Failing, "a failure");
        Assert.Contains("refused", session.Sink.Counters.LastError, StringComparison.OrdinalIgnoreCase);
        await _receiver.StartAsync();
        await _receiver.WaitFor(() => _receiver.Accepted.Count() == 5, "all alerts");
        await _receiver.WaitFor(() => !session.Sink.Counters.Failing, "the recovery");
    }

    [Fact]
    public async Task AlertThatIsRefusedForGoodIsGivenUpAndToldAndOthersArrive()
    {
        _receiver.Answer = request => request.Number == 2 ? 400 : 200;
        _receiver.Say = (context, request) => context.Response.WriteAsync(request.Number == 2 ? "bad\nbody" : "ok");
        using var session = await StartAsync();
        session.Offer(0, 5);
        await _receiver.WaitFor(() => _receiver.Accepted.Count() == 4, "the others");
        Assert.Equal([0, 1, 3, 4], _receiver.Accepted.Select(request => request.Number));
        Assert.Equal(4, _receiver.Requests.Count(request => request.Status == 400));
        Assert.True(session.Sink.Stop(Long));
        Assert.Equal((4, 3, 1), Counters(session));
        Assert.Contains("http refuses alerts", session.Log.Text);
        Assert.Contains("it answers 400 BadRequest: bad body", session.Log.Text);
        Assert.True(session.Internals.TryTake(out var told));
        Assert.Equal("KosmosProbe internal: alerts lost", told.Rule);
        Assert.False(session.Internals.TryTake(out _));
    }

    [Fact]
    public async Task RefusedAlertOfTheProbesOwnIsNotToldByAnother()
    {
        _receiver.Answer = request => request.Number == 0 ? 400 : 200;
        using var session = await StartAsync();
        session.Sink.Offer(SentAlerts.Numbered(0) with { IsInternal = true });
        session.Offer(1, 1);
        await _receiver.WaitFor(() => _receiver.Accepted.Count() == 1, "the other");
        Assert.Contains("http refuses alerts", session.Log.Text);
        Assert.False(session.Internals.TryTake(out _));
    }

    [Fact]
    public async Task PauseThatTheServerAsksForIsHeard()
    {
        int refusalsLeft = 1;
        _receiver.Answer = _ => refusalsLeft-- > 0 ? 503 : 200;
        _receiver.Say = (context, _) =>
        {
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        };
        var delivery = DeliverySession.Quick with { RetryIntervalMax = TimeSpan.FromSeconds(20) };
        using var session = await StartAsync(new HttpOutputOptions(), delivery);
        long start = Environment.TickCount64;
        session.Offer(0, 1);
        await _receiver.WaitFor(() => _receiver.Accepted.Any(), "the alert");
        Assert.True(Environment.TickCount64 - start >= 900);
    }

    [Fact]
    public async Task ServerThatDoesNotAnswerIsTriedAgain()
    {
        _receiver.Delay = TimeSpan.FromMinutes(5);
        var delivery = DeliverySession.Quick with { RequestTimeout = TimeSpan.FromMilliseconds(300) };
        using var session = await StartAsync(new HttpOutputOptions { MaxConsecutiveTimeouts = 3 }, delivery);
        session.Offer(0, 3);
        await _receiver.WaitFor(() => session.Sink.Counters.Failing, "the timeouts");
        Assert.Equal("no answer within 0.3 s", session.Sink.Counters.LastError);
        Assert.InRange(session.Sink.Counters.Retries, 3, int.MaxValue);
        _receiver.Delay = TimeSpan.Zero;
        await _receiver.WaitFor(() => _receiver.Accepted.Count() >= 3, "all alerts");
        Assert.Equal([0, 1, 2], _receiver.Accepted.Select(request => request.Number).Distinct());
    }

    [Fact]
    public async Task BodiesAreCompressed()
    {
        using var session = await StartAsync(new HttpOutputOptions { CompressUploads = true });
        session.Offer(0, 3);
        await _receiver.WaitFor(() => _receiver.Accepted.Count() == 3, "all alerts");
        Assert.All(_receiver.Requests, request => Assert.Equal("gzip", request.Encoding));
        Assert.Equal([0, 1, 2], _receiver.Requests.Select(request => request.Number));
    }

    [Fact]
    public async Task ServerThatDoesNotUnderstandCompressionGetsBodiesAsTheyAre()
    {
        _receiver.Answer = request => request.Encoding == "gzip" ? 400 : 200;
        using var session = await StartAsync(new HttpOutputOptions { CompressUploads = true });
        session.Offer(0, 3);
        await _receiver.WaitFor(() => _receiver.Accepted.Count() == 3, "all alerts");
        Assert.Equal(4, _receiver.Requests.Count);
        Assert.Contains("http refuses compressed alerts (400)", session.Log.Text);
        Assert.True(session.Sink.Stop(Long));
        Assert.Equal((3, 0, 0), Counters(session));
    }

    [Fact]
    public async Task LongAnswersAreNotReadAndShownWhereAsked()
    {
        _receiver.Say = async (context, _) =>
        {
            byte[] part = new byte[1 << 16];
            part.AsSpan().Fill((byte)'x');
            for (int i = 0; i < 64; i++) await context.Response.Body.WriteAsync(part, context.RequestAborted);
        };
        using var session = await StartAsync(new HttpOutputOptions { Echo = true });
        session.Offer(0, 3);
        await _receiver.WaitFor(() => session.Sink.Counters.Delivered == 3, "all alerts");
        Assert.Contains($"http answers 200: {new string('x', 200)}\n", session.Log.Text + "\n");
    }

    [Fact]
    public async Task WebhookSendsWhatMattersEnoughInItsForm()
    {
        await _receiver.StartAsync();
        using var session = DeliverySession.OfWebhook(new WebhookOptions
        {
            Name = "aegis",
            Url = _receiver.Url,
            Form = WebhookForm.Aegis,
            MinimumPriority = Priority.Notice,
        });
        session.Sink.Offer(SentAlerts.Numbered(1, Priority.Informational));
        var alert = SentAlerts.Numbered(2, Priority.Critical);
        session.Sink.Offer(alert);
        await _receiver.WaitFor(() => _receiver.Requests.Count == 1, "the alert");
        string body = Encoding.UTF8.GetString(_receiver.Requests.First().Body);
        Assert.StartsWith("{\"container\":\"web\",\"hostname\":\"n1\",\"output\":", body);
        Assert.Contains("\"priority\":\"critical\",\"rule\":\"R\"", body);
        Assert.Contains("\"output_fields\":{\"evt.time\":1700000000000000000,\"number\":2,\"padding\":\"\"}", body);
        Assert.EndsWith($",\"uuid\":\"{alert.Id}\"}}", body);
        Assert.Equal("webhook:aegis", session.Sink.Name);
        Assert.Equal(1, session.Sink.Counters.Offered);
    }

    [Fact]
    public async Task EndLeavesWhatCannotBeSentAndSaysSo()
    {
        _receiver.Answer = _ => 500;
        using var session = await StartAsync();
        session.Offer(0, 7);
        await _receiver.WaitFor(() => session.Sink.Counters.Failing, "a failure");
        Assert.True(session.Sink.Stop(Long));
        Assert.Contains("http: 7 alerts are not delivered yet; they are lost", session.Log.Text);
    }

    private static (long Delivered, long Retries, long Dropped) Counters(DeliverySession session)
    {
        var counters = session.Sink.Counters;
        return (counters.Delivered, counters.Retries, counters.Dropped);
    }

    private async Task<DeliverySession> StartAsync(HttpOutputOptions? http = null, DeliveryOptions? delivery = null)
    {
        await _receiver.StartAsync();
        return DeliverySession.OfHttp((http ?? new HttpOutputOptions()) with { Url = _receiver.Url }, delivery);
    }
}
