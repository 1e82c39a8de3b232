using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>A request that a receiver got, its body as it was before any compression.</summary>
internal sealed record Received(
    string Path, string Type, string Encoding, IReadOnlyDictionary<string, string> Headers, byte[] Body, int Status)
{
    /// <summary>The number in the alert.</summary>
    public int Number => SentAlerts.NumberOf(Body);

    /// <summary>The id that the sender gave it.</summary>
    public string Id => Headers["Idempotency-Key"];
}

/// <summary>
/// A web server that remembers what it gets and answers as told. It has an address of its own, so that nobody else
/// takes its port while it is down.
/// </summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly IPAddress _address = new([127, AnyPart(), AnyPart(), AnyPart()]);

    private WebApplication? _server;
    private int _port;

    /// <summary>What it got, in the order of the answers.</summary>
    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>What it accepted.</summary>
    public IEnumerable<Received> Accepted => Requests.Where(request => request.Status is >= 200 and < 300);

    /// <summary>The status of an answer.</summary>
    public Func<Received, int> Answer { get; set; } = _ => 200;

    /// <summary>Anything more to be said in an answer.</summary>
    public Func<HttpContext, Received, Task> Say { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>How long each answer takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>With it the server talks TLS.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Asks clients for a certificate, which this accepts or not.</summary>
    public Func<X509Certificate2, bool>? AcceptsClient { get; set; }

    /// <summary>HTTP/2, as gRPC needs it.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>Its own address.</summary>
    public IPAddress Address => _address;

    /// <summary>Where it is, once started.</summary>
    public Uri Url => new($"{(Certificate is null ? "http" : "https")}://{_address}:{_port}/");

    /// <summary>Starts it, at the same place as before.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(_address, _port, Listen));
        _server = builder.Build();
        _server.Run(TakeAsync);
        await _server.StartAsync();
        _port = new Uri(_server.Urls.First()).Port;
    }

    /// <summary>Stops it; connections are refused.</summary>
    public async Task StopAsync()
    {
        if (_server is null) return;
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Waits until something is so.</summary>
    public async Task WaitFor(Func<bool> condition, string what)
    {
        for (long end = Environment.TickCount64 + 60_000; !condition(); await Task.Delay(5))
        {
            Assert.True(
                Environment.TickCount64 < end,
                $"waited in vain for {what}; got {Requests.Count}, accepted {Accepted.Count()}");
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static byte AnyPart() => (byte)Random.Shared.Next(2, 250);

    private void Listen(ListenOptions listen)
    {
        listen.Protocols = IsHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1;
        if (Certificate is not { } certificate) return;
        listen.UseHttps(certificate, https =>
        {
            if (AcceptsClient is not { } accepts) return;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (client, _, _) => accepts(client);
        });
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var raw = new MemoryStream();
        await context.Request.Body.CopyToAsync(raw);
        string encoding = context.Request.Headers.ContentEncoding.ToString();
        var request = new Received(
            context.Request.Path, context.Request.ContentType ?? "", encoding,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            encoding == "gzip" ? Decompress(raw) : raw.ToArray(), 0);
        if (Delay > TimeSpan.Zero) await Task.Delay(Delay);
        int status = Answer(request);

        // Before the answer: whoever sees that the sender goes on also sees the request.
        Requests.Enqueue(request with { Status = status });
        context.Response.StatusCode = status;
        await Say(context, request);
    }

    private static byte[] Decompress(MemoryStream raw)
    {
        raw.Position = 0;
        using var gzip = new GZipStream(raw, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
