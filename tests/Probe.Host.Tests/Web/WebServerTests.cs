using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string file = _folder.Write(
            "falco.pem", certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        var options = Loopback with { SslEnabled = true, SslCertificate = file };
        await WithServer(options, async (client, address) =>
        {
            Assert.Equal("https", address.Scheme);
            using var answer = await client.GetAsync(new Uri(address, "/versions"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
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
        await WaitFor(() => log.Lines.Any(line => line.Contains($":{port}") && line.Contains("goes on")));
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
        await WaitFor(() => server.ExecuteTask!.IsCompleted || log.Lines.Count > 0);
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
        await WaitFor(() => log.Lines.Any(line => line.Contains(file) && line.Contains("PEM")));
        await server.StopAsync(TestContext.Current.CancellationToken);
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
        await server.StartAsync(TestContext.Current.CancellationToken);
        await WaitFor(() => server.Address is not null);
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var client = new HttpClient(handler) { Timeout = Limit };
        await use(client, server.Address!);
        await server.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task WaitFor(Func<bool> condition)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(10))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, "waited in vain");
        }
    }
}
