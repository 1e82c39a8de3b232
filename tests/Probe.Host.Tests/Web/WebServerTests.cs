using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KosmosProbe.Engine;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Health;
using KosmosProbe.Host.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KosmosProbe.Host.Tests.Web;

/// <summary>The server alone, with real requests over loopback.</summary>
public sealed class WebServerTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    private readonly SelfTest _selfTest = new(new SelfTestMarker(), TimeSpan.Zero, NullLogger.Instance);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _selfTest.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task HealthIs503WhileTheProbeIsBlind()
    {
        var (status, body) = await Ask("/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("\"status\": \"blind\"", body);
    }

    [Fact]
    public async Task TheHealthsPathCanBeChosen()
    {
        var options = Loopback with { HealthzEndpoint = "/live" };
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Ask("/live", options)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Ask("/healthz", options)).Status);
    }

    [Fact]
    public async Task VersionsNameTheRuleEngine()
    {
        var (status, body) = await Ask("/versions");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"engine_version\":\"63\"", body);
        Assert.Contains("\"plugin_versions\":{}", body);
    }

    [Fact]
    public async Task MetricsThatAreOffSayHowToSwitchThemOn()
    {
        var (status, body) = await Ask("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("prometheus_metrics_enabled", body);
    }

    [Fact]
    public async Task MetricsAreServedInPrometheusForm()
    {
        var (status, body) = await Ask("/metrics", Loopback with { PrometheusMetricsEnabled = true });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("some_total 1\n", body);
    }

    [Fact]
    public async Task OnlyReadingIsAllowed()
    {
        await WithServer(Loopback, async (client, address) =>
        {
            using var content = new StringContent("x");
            using var answer = await client.PostAsync(new Uri(address, "/healthz"), content);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        });
    }

    [Fact]
    public async Task ItTalksTls()
    {
        string file = _folder.Write("falco.pem", NewCertificate("localhost"));
        var options = Loopback with { SslEnabled = true, SslCertificate = file };
        await WithServer(options, async (client, address) =>
        {
            Assert.Equal("https", address.Scheme);
            using var answer = await client.GetAsync(new Uri(address, "/versions"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        });
    }

    [Fact]
    public async Task RenewedCertificateIsShownToTheNextConnection()
    {
        string file = _folder.Write("falco.pem", NewCertificate("first"));
        await WithServer(Loopback with { SslEnabled = true, SslCertificate = file }, async (_, address) =>
        {
            Assert.Equal("CN=first", await SubjectAt(address));
            string renewed = _folder.Write("renewed.pem", NewCertificate("second"));
            File.Move(renewed, file, overwrite: true);
            Assert.Equal("CN=second", await SubjectAt(address));
            File.WriteAllText(file, "half of a");
            Assert.Equal("CN=second", await SubjectAt(address));
        });
    }

    [Fact]
    public async Task ConnectionsThatSayNothingAreCut()
    {
        using var server = new WebServer(Loopback, Pages(Loopback), NullLogger<WebServer>.Instance)
        {
            IdleMax = Soon,
        };
        await WithServer(server, async (_, address) =>
        {
            using var idle = await ConnectAsync(address);
            using var limit = new CancellationTokenSource(Limit);
            Assert.Equal(0, await ReadOrEndAsync(idle, new byte[1024], limit.Token));
        });
    }

    [Fact]
    public async Task ConnectionsThatStopInTheMiddleAreAnsweredAndCut()
    {
        using var server = new WebServer(Loopback, Pages(Loopback), NullLogger<WebServer>.Instance)
        {
            RequestHeadMax = Soon,
        };
        await WithServer(server, async (_, address) =>
        {
            using var slow = await ConnectAsync(address);
            await slow.GetStream().WriteAsync("GET /versions HT"u8.ToArray());
            using var limit = new CancellationTokenSource(Limit);
            byte[] end = new byte[1024];
            int answered = await ReadOrEndAsync(slow, end, limit.Token);
            Assert.Contains(" 408 ", Encoding.ASCII.GetString(end, 0, answered));
            Assert.Equal(0, await ReadOrEndAsync(slow, end, limit.Token));
        });
    }

    [Fact]
    public async Task OneAddressMayHoldAFewConnectionsAndOthersStayServed()
    {
        using var server = new WebServer(Loopback, Pages(Loopback), NullLogger<WebServer>.Instance)
        {
            IdleMax = TimeSpan.FromHours(1),
        };
        await WithServer(server, async (_, address) =>
        {
            var held = new List<TcpClient>();
            while (await AskAndHoldAsync(address) is { } served) held.Add(served);
            Assert.Equal(16, held.Count);
            using var other = new SocketsHttpHandler
            {
                ConnectCallback = (_, cancel) => FromAsync(IPAddress.Parse("127.0.0.2"), address, cancel),
            };
            using var neighbour = new HttpClient(other) { Timeout = Limit };
            using var answer = await neighbour.GetAsync(new Uri(address, "/versions"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            held.ForEach(static one => one.Dispose());
        });
    }

    [Fact]
    public async Task APortThatIsTakenIsToldAndTheProbeGoesOn()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        var log = new ListLogger<WebServer>();
        using var server = new WebServer(Loopback with { ListenPort = port }, Pages(Loopback), log);
        await server.StartAsync(TestContext.Current.CancellationToken);
        await Until.HoldsAsync(() => log.Lines.Any(line => line.Contains($":{port}") && line.Contains("goes on")));
        await server.StopAsync(TestContext.Current.CancellationToken);
        Assert.Null(server.Address);
    }

    [Fact]
    public async Task AnAddressOfAnotherMachineIsToldAndTheProbeGoesOn()
    {
        var log = new ListLogger<WebServer>();
        // Set aside for documentation (RFC 5737): no machine has it.
        var options = Loopback with { ListenAddress = IPAddress.Parse("192.0.2.1") };
        using var server = new WebServer(options, Pages(options), log);
        await server.StartAsync(TestContext.Current.CancellationToken);
        await Until.HoldsAsync(() => server.ExecuteTask!.IsCompleted || log.Lines.Count > 0);
        Assert.Contains("192.0.2.1", Assert.Single(log.Lines));
        await server.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(server.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task ACertificateThatIsNoneIsTold()
    {
        string file = _folder.Write("falco.pem", "nonsense");
        var log = new ListLogger<WebServer>();
        var options = Loopback with { SslEnabled = true, SslCertificate = file };
        using var server = new WebServer(options, Pages(options), log);
        await server.StartAsync(TestContext.Current.CancellationToken);
        await Until.HoldsAsync(() => log.Lines.Any(line => line.Contains(file) && line.Contains("PEM")));
        await server.StopAsync(TestContext.Current.CancellationToken);
    }

    private static string NewCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static async Task<TcpClient> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        return client;
    }

    // Null when it is not served.
    private static async Task<TcpClient?> AskAndHoldAsync(Uri address)
    {
        using var limit = new CancellationTokenSource(Limit);
        byte[] answer = new byte[1];
        try
        {
            var client = await ConnectAsync(address);
            await client.GetStream().WriteAsync("GET /versions HTTP/1.1\r\nHost: here\r\n\r\n"u8.ToArray());
            if (await ReadOrEndAsync(client, answer, limit.Token) > 0) return client;
            client.Dispose();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // Cut before it could ask.
        }

        return null;
    }

    // A connection that is aborted ends, or is reset.
    private static async Task<int> ReadOrEndAsync(TcpClient client, byte[] buffer, CancellationToken cancel)
    {
        try
        {
            return await client.GetStream().ReadAsync(buffer, cancel);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async ValueTask<Stream> FromAsync(IPAddress own, Uri address, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(own, 0));
        await socket.ConnectAsync(IPAddress.Loopback, address.Port, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<string> SubjectAt(Uri address)
    {
        string subject = "";
        using var client = await ConnectAsync(address);
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) =>
        {
            subject = certificate?.Subject ?? "";
            return subject.Length > 0;
        });
        await tls.AuthenticateAsClientAsync("localhost");
        return subject;
    }

    private static WebServerOptions Loopback { get; } =
        new() { Enabled = true, ListenAddress = IPAddress.Loopback, ListenPort = 0 };

    private WebPages Pages(WebServerOptions options) => new(
        options, new MetricsOptions { Enabled = true }, new HealthCheck(_selfTest), static () => "some_total 1\n",
        static () => null);

    private async Task<(HttpStatusCode Status, string Body)> Ask(string path, WebServerOptions? options = null)
    {
        (HttpStatusCode, string) result = default;
        await WithServer(options ?? Loopback, async (client, address) =>
        {
            using var answer = await client.GetAsync(new Uri(address, path));
            result = (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        });
        return result;
    }

    private async Task WithServer(WebServerOptions options, Func<HttpClient, Uri, Task> use)
    {
        using var server = new WebServer(options, Pages(options), NullLogger<WebServer>.Instance);
        await WithServer(server, use);
    }

    private static async Task WithServer(WebServer server, Func<HttpClient, Uri, Task> use)
    {
        await server.StartAsync(TestContext.Current.CancellationToken);
        await Until.HoldsAsync(() => server.Address is not null);
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var client = new HttpClient(handler) { Timeout = Limit };
        await use(client, server.Address!);
        await server.StopAsync(TestContext.Current.CancellationToken);
    }
}
