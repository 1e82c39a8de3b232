using System.Net;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Web;

/// <summary>
/// Health, versions and metrics over HTTP. Beside the main job: a port that is taken or a certificate that cannot be
/// read is told and tried again, and the probe watches on.
/// </summary>
/// <param name="options">Where to listen.</param>
/// <param name="pages">What is served.</param>
/// <param name="log">Where changes are told.</param>
internal sealed class WebServer(WebServerOptions options, WebPages pages, ILogger<WebServer> log) : BackgroundService
{
    // Requests are tiny; nobody needs more of the probe's memory.
    private const int RequestBytesMax = 16 * 1024;
    private const int ConnectionsMax = 64;
    private const int ConnectionsOfOneMax = 16;

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>How long a request's head, or a handshake, may take.</summary>
    public TimeSpan RequestHeadMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a connection may say nothing. What the kubelet or Prometheus keeps open for longer it opens again.
    /// </summary>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where it listens; null while it does not.</summary>
    public Uri? Address { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled) return;

        // What the start still has to do comes first.
        await Task.Yield();
        bool isTold = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            string? fault = await ServeAsync(stoppingToken).ConfigureAwait(false);
            if (fault is null) return;
            if (!isTold) log.WebServerFailed($"{options.ListenAddress}:{options.ListenPort}", fault);
            isTold = true;
            await Task.Delay(TryAgainAfter, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Null when asked to end, else why it cannot be done.
    private async Task<string?> ServeAsync(CancellationToken stop)
    {
        try
        {
            var certificate = options.SslEnabled ? new ServerCertificate(options.SslCertificate, log) : null;
            await using var server = Build(certificate);
            await server.StartAsync(stop).ConfigureAwait(false);
            var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
            Address = new Uri(addresses.Addresses.First());
            log.WebServerReady(Address.ToString());
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception e)
        {
            // An address that is not this machine's, a port one may not take, a certificate for something else: the
            // libraries have an exception of their own for each, and none of them may end the probe.
            return e.Message;
        }
        finally
        {
            Address = null;
        }
    }

    private WebApplication Build(ServerCertificate? certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, certificate));
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        var server = builder.Build();
        server.Run(pages.AnswerAsync);
        return server;
    }

    private void Limit(KestrelServerOptions kestrel, ServerCertificate? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = RequestBytesMax;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        kestrel.Limits.RequestHeadersTimeout = RequestHeadMax;
        kestrel.Limits.KeepAliveTimeout = IdleMax;
        kestrel.Listen(new IPEndPoint(options.ListenAddress, options.ListenPort), listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(new AddressLimit(ConnectionsOfOneMax).Before);
            if (certificate is null) return;
            listen.UseHttps(https =>
            {
                https.HandshakeTimeout = RequestHeadMax;
                https.ServerCertificateSelector = (_, _) => certificate.Current();
            });
        });
    }
}
