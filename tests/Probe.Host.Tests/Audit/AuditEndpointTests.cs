using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using KosmosProbe.Host.Audit;
using Xunit;
using static KosmosProbe.Host.Tests.Audit.AuditHarness;

namespace KosmosProbe.Host.Tests.Audit;

/// <summary>The endpoint, with real requests over loopback; after each fault it still takes events.</summary>
public sealed class AuditEndpointTests : IDisposable
{
    private const int LargeBytes = 100 << 20;

    private readonly HttpClient _client = new() { Timeout = AuditHarness.Limit };
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task EventsAreJudged()
    {
        using var harness = new AuditHarness(Endpoint);
        var address = await harness.AddressAsync();
        await Accepted(address, Event("one"));
        await Accepted(address, """{"kind":"EventList","items":[{"auditID":"two","verb":"get"},{"auditID":"x"}]}""");
        await Accepted(address, $"[{Event("three")}]");
        await WaitFor(() => harness.Counters.Judged == 4);
        await WaitFor(() => harness.Ids.Count == 3);
        Assert.Equal(["one", "two", "three"], harness.Ids);
    }

    [Fact]
    public async Task BodyMayBePacked()
    {
        using var harness = new AuditHarness(Endpoint);
        using var content = Packed(Encoding.UTF8.GetBytes(Event("packed")));
        using var answer = await _client.PostAsync(await harness.AddressAsync(), content, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await WaitFor(() => harness.Ids.Count == 1);
    }

    [Theory]
    [InlineData("", "the body is empty")]
    [InlineData("{", "not JSON")]
    [InlineData("""{"kind": 0}""", "there is no audit event")]
    [InlineData("""{"kind":"EventList","items":[]}""", "there are no audit events")]
    public async Task MalformedBodyIsRefusedWithTheReasonAndCounted(string body, string reason)
    {
        using var harness = new AuditHarness(Endpoint);
        var address = await harness.AddressAsync();
        using var content = new StringContent(body);
        Assert.Contains(reason, await Refused(address, content, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Equal(1, harness.Counters.Of(AuditOutcome.Malformed));
        await StillWorks(harness);
    }

    [Fact]
    public async Task InvalidUtf8IsRefused()
    {
        using var harness = new AuditHarness(Endpoint);
        using var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(Event("a"))[..20], 0xC3, 0x28, 0xFF]);
        string reason = await Refused(await harness.AddressAsync(), content, HttpStatusCode.BadRequest);
        Assert.Contains("not UTF-8", reason, StringComparison.Ordinal);
        await StillWorks(harness);
    }

    [Fact]
    public async Task TenThousandLevelsAreRefused()
    {
        using var harness = new AuditHarness(Endpoint);
        string deep = new string('[', 10_000) + new string(']', 10_000);
        using var content = new StringContent($$"""{"kind":"Event","auditID":"a","x":{{deep}}}""");
        string reason = await Refused(await harness.AddressAsync(), content, HttpStatusCode.BadRequest);
        Assert.Contains("depth", reason, StringComparison.Ordinal);
        await StillWorks(harness);
    }

    [Fact]
    public async Task HundredMegabytesAreRefusedBeforeTheyAreSent()
    {
        using var harness = new AuditHarness(Endpoint);
        using var client = await ConnectAsync(await harness.AddressAsync());
        await Send(client, $"POST /k8s-audit HTTP/1.1\r\nHost: here\r\nContent-Length: {LargeBytes}\r\n\r\n");
        Assert.Contains(" 413 ", await AnswerOf(client), StringComparison.Ordinal);
        Assert.Equal(1, harness.Counters.Of(AuditOutcome.TooLarge));
        await StillWorks(harness);
    }

    // The answer comes while the client still sends, and may be lost with the connection.
    [Fact]
    public async Task HundredMegabytesOfUnknownLengthAreNotTaken()
    {
        using var harness = new AuditHarness(Endpoint);
        using var client = await ConnectAsync(await harness.AddressAsync());
        await Send(client, "POST /k8s-audit HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n");
        Assert.True(await SendLarge(client.GetStream()) < LargeBytes, "the connection was cut");
        await WaitFor(() => harness.Counters.Of(AuditOutcome.TooLarge) == 1);
        await StillWorks(harness);
    }

    [Fact]
    public async Task HundredMegabytesThatArePackedSmallAreRefused()
    {
        using var harness = new AuditHarness(Endpoint);
        using var content = Packed(new byte[LargeBytes]);
        await Refused(await harness.AddressAsync(), content, HttpStatusCode.RequestEntityTooLarge);
        await StillWorks(harness);
    }

    [Fact]
    public async Task BodyThatIsNotPackedAsToldIsRefused()
    {
        using var harness = new AuditHarness(Endpoint);
        using var content = new StringContent(Event("a"));
        content.Headers.ContentEncoding.Add("gzip");
        string reason = await Refused(await harness.AddressAsync(), content, HttpStatusCode.BadRequest);
        Assert.Contains("not gzip", reason, StringComparison.Ordinal);
        await StillWorks(harness);
    }

    [Fact]
    public async Task HalfABodyHarmsNobody()
    {
        using var harness = new AuditHarness(Endpoint);
        var client = await ConnectAsync(await harness.AddressAsync());
        await Send(client, "POST /k8s-audit HTTP/1.1\r\nHost: here\r\nContent-Length: 5000\r\n\r\n{\"kind\":");
        await WaitFor(() => harness.Run.Intake.Memory.Taken > 0);
        client.Dispose();
        await WaitFor(() => harness.Counters.Of(AuditOutcome.Incomplete) == 1);
        await StillWorks(harness);
    }

    [Fact]
    public async Task BodyThatStopsIsGivenUp()
    {
        var intake = new AuditIntake(Endpoint);
        using (intake)
        {
            using var server = new AuditServer(Endpoint, intake, new ListLogger<AuditServer>())
            {
                BodyMax = TimeSpan.FromMilliseconds(300),
            };
            server.Start();
            await WaitFor(() => server.Address is not null);
            using var client = await ConnectAsync(server.Address!);
            await Send(client, "POST /k8s-audit HTTP/1.1\r\nHost: here\r\nContent-Length: 5000\r\n\r\n{\"kind\":");
            Assert.Contains(" 408 ", await AnswerOf(client), StringComparison.Ordinal);
            await WaitFor(() => intake.Memory.Taken == 0);
            server.Stop();
        }
    }

    [Fact]
    public async Task ConnectionThatSaysNothingIsCut()
    {
        using var intake = new AuditIntake(Endpoint);
        using var server = new AuditServer(Endpoint, intake, new ListLogger<AuditServer>())
        {
            RequestHeadMax = TimeSpan.FromMilliseconds(200),
            IdleMax = TimeSpan.FromMilliseconds(200),
        };
        server.Start();
        await WaitFor(() => server.Address is not null);
        using var client = await ConnectAsync(server.Address!);
        Assert.Equal("", await AnswerOf(client));
        server.Stop();
    }

    [Theory]
    [InlineData("GET", "/k8s-audit", "", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/other", "", HttpStatusCode.NotFound)]
    [InlineData("POST", "/k8s-audit", "br", HttpStatusCode.UnsupportedMediaType)]
    public async Task WhatIsNotServedIsSaid(string method, string path, string encoding, HttpStatusCode expected)
    {
        using var harness = new AuditHarness(Endpoint);
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(await harness.AddressAsync(), path));
        if (method == "POST") request.Content = new StringContent(Event("a"));
        if (encoding.Length > 0) request.Content!.Headers.ContentEncoding.Add(encoding);
        using var answer = await _client.SendAsync(request, Cancel);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(1, harness.Counters.Of(AuditOutcome.Misdirected));
        await StillWorks(harness);
    }

    [Fact]
    public async Task TooManyEventsAreToBeSentAgain()
    {
        using var harness = new AuditHarness(Endpoint with { EventsPerSecondMax = 1 });
        var address = await harness.AddressAsync();
        using var content = new StringContent($"[{string.Join(',', Enumerable.Repeat(Event("a"), 1000))}]");
        using var first = await _client.PostAsync(address, content, Cancel);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var second = await _client.PostAsync(address, content, Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("1", second.Headers.GetValues("Retry-After").Single());
        Assert.Equal(1, harness.Counters.Of(AuditOutcome.Busy));
    }

    [Fact]
    public async Task WhatMemoryDoesNotHoldIsToBeSentAgain()
    {
        using var harness = new AuditHarness(Endpoint with { MemoryBytesMax = 64 * 1024 });
        using var content = new StringContent(Event(new string('x', 200_000)));
        string reason = await Refused(await harness.AddressAsync(), content, HttpStatusCode.TooManyRequests);
        Assert.Contains("too much waits", reason, StringComparison.Ordinal);
        await StillWorks(harness);
    }

    [Fact]
    public async Task TokenIsAskedForAndReadAnew()
    {
        string file = _folder.Write("token", "s3cret\n");
        using var harness = new AuditHarness(Endpoint with { TokenFile = file });
        var address = await harness.AddressAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await WithToken(address, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await WithToken(address, "s3cre"));
        Assert.Equal(HttpStatusCode.OK, await WithToken(address, "s3cret"));
        File.Move(_folder.Write("next", "other"), file, overwrite: true);
        Assert.Equal(HttpStatusCode.Unauthorized, await WithToken(address, "s3cret"));
        Assert.Equal(HttpStatusCode.OK, await WithToken(address, "other"));
        File.WriteAllText(file, "  ");
        Assert.Equal(HttpStatusCode.OK, await WithToken(address, "other"));
        Assert.Equal(HttpStatusCode.Unauthorized, await WithToken(address, ""));
        Assert.Equal(4, harness.Counters.Of(AuditOutcome.Unauthorized));
    }

    [Fact]
    public async Task WithoutAuthenticationOnlyThisMachineIsListenedTo()
    {
        using var harness = new AuditHarness(Endpoint with { ListenAddress = IPAddress.Any });
        Assert.Equal("127.0.0.1", (await harness.AddressAsync()).Host);
        Assert.Contains(harness.Log.Lines, static line => line.Contains("only this machine", StringComparison.Ordinal));
        await StillWorks(harness);
    }

    [Fact]
    public async Task WithAuthenticationAllAreListenedTo()
    {
        string file = _folder.Write("token", "s3cret");
        using var harness = new AuditHarness(
            Endpoint with { ListenAddress = IPAddress.Any, TokenFile = file });
        Assert.Equal("0.0.0.0", (await harness.AddressAsync()).Host);
        Assert.Contains(
            harness.Log.Lines, static line => line.Contains("without ssl_certificate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PortThatIsTakenIsTold()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        using var harness = new AuditHarness(Endpoint with { ListenPort = port });
        await WaitFor(() => harness.Log.Lines.Any(line => line.Contains($":{port}", StringComparison.Ordinal)));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task StillWorks(AuditHarness harness)
    {
        int before = harness.Ids.Count;
        await Accepted(await harness.AddressAsync(), Event("still"));
        await WaitFor(() => harness.Ids.Count == before + 1);
        Assert.Equal("still", harness.Ids[^1]);
    }

    private async Task Accepted(Uri address, string body)
    {
        using var content = new StringContent(body);
        using var answer = await _client.PostAsync(address, content, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<string> Refused(Uri address, HttpContent content, HttpStatusCode expected)
    {
        using var answer = await _client.PostAsync(address, content, Cancel);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<HttpStatusCode> WithToken(Uri address, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new StringContent(Event("t"));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static ByteArrayContent Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static async Task<TcpClient> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, Cancel);
        return client;
    }

    private static async Task Send(TcpClient client, string text) =>
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancel);

    // Until it is done or the server cuts the connection; how much was sent.
    private static async Task<long> SendLarge(NetworkStream stream)
    {
        byte[] part = [.. Encoding.ASCII.GetBytes("100000\r\n"), .. new byte[1 << 20], (byte)'\r', (byte)'\n'];
        long sent = 0;
        try
        {
            for (; sent < LargeBytes; sent += 1 << 20) await stream.WriteAsync(part, Cancel);
        }
        catch (IOException)
        {
            // As expected.
        }

        return sent;
    }

    // Empty when the connection ends without one.
    private static async Task<string> AnswerOf(TcpClient client)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(AuditHarness.Limit);
        byte[] answer = new byte[1024];
        try
        {
            int read = await client.GetStream().ReadAsync(answer, limit.Token);
            return Encoding.ASCII.GetString(answer, 0, read);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
