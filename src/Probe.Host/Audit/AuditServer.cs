using System.Net;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// Listens for audit events. A port that is taken or a certificate that cannot be read is told and tried again: an API
/// server keeps what it cannot send for a while.
/// </summary>
/// <param name="options">Where to listen, and who may send.</param>
/// <param name="intake">Where events go.</param>
/// <param name="log">Where changes are told.</param>
internal sealed class AuditServer(AuditOptions options, AuditIntake intake, ILogger log) : IDisposable
{
    // An API server keeps one or two connections; a cluster has few of them.
    private const int ConnectionsMax = 64;
    private const int ConnectionsOfOneMax = 16;

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private Task _serving = Task.CompletedTask;

    /// <summary>How long a request's head, or a handshake, may take.</summary>
    public TimeSpan RequestHeadMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may say nothing; an API server sends now and then or opens another.</summary>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a body may take.</summary>
    public TimeSpan BodyMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where it listens; null while it does not.</summary>
    public Uri? Address { get; private set; }

    /// <summary>What it listens on: this machine alone, unless clients show who they are.</summary>
    public IPEndPoint Local => new(
        options.Authenticates || IPAddress.IsLoopback(options.ListenAddress) ? options.ListenAddress
            : options.ListenAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? IPAddress.IPv6Loopback
            : IPAddress.Loopback,
        options.ListenPort);

    /// <summary>Starts to listen.</summary>
    public void Start() => _serving = Task.Run(() => ServeAsync(_stop.Token));

    /// <summary>Takes no more requests; those that have come are answered.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _serving.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task ServeAsync(CancellationToken stop)
    {
        bool isTold = false;
        while (!stop.IsCancellationRequested)
        {
            string? fault = await ServeOnceAsync(stop).ConfigureAwait(false);
            if (fault is null) return;
            if (!isTold) log.AuditServerFailed(Local.ToString(), fault);
            isTold = true;
            await Task.Delay(TryAgainAfter, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Null when asked to end, else why it cannot be done.
    private async Task<string?> ServeOnceAsync(CancellationToken stop)
    {
        try
        {
            await using var server = Build();
            await server.StartAsync(stop).ConfigureAwait(false);
            var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
            var address = new Uri(addresses.Addresses.First());
            Tell(address);
            Address = address;
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception e)
        {
            // The libraries have an exception of their own for each thing that can be wrong; none may end the probe.
            return e.Message;
        }
        finally
        {
            Address = null;
        }
    }

    private void Tell(Uri address)
    {
        log.AuditServerReady(new Uri(address, options.Endpoint).ToString());
        if (!options.Authenticates && !IPAddress.IsLoopback(options.ListenAddress)) log.AuditOnlyFromHere();
        bool isOpen = options.SslCertificate.Length == 0 && !IPAddress.IsLoopback(Local.Address);
        if (isOpen) log.AuditWithoutTls();
    }

    private WebApplication Build()
    {
        var certificate = options.SslCertificate.Length > 0 ? new ServerCertificate(options.SslCertificate, log) : null;
        var trust = options.ClientCa.Length > 0 ? new ClientTrust(options.ClientCa, log) : null;
        var token = options.TokenFile.Length > 0 ? new BearerToken(options.TokenFile, log) : null;
        var endpoint = new AuditEndpoint(options, intake, token) { BodyMax = BodyMax };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, certificate, trust));
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        var server = builder.Build();
        server.Run(endpoint.AnswerAsync);
        return server;
    }

    private void Limit(KestrelServerOptions kestrel, ServerCertificate? certificate, ClientTrust? trust)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.BodyBytesMax;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        kestrel.Limits.RequestHeadersTimeout = RequestHeadMax;
        kestrel.Limits.KeepAliveTimeout = IdleMax;
        kestrel.Listen(Local, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(new AddressLimit(ConnectionsOfOneMax).Before);
            if (certificate is null) return;
            listen.UseHttps(https =>
            {
                https.HandshakeTimeout = RequestHeadMax;
                https.ServerCertificateSelector = (_, _) => certificate.Current();
                if (trust is null) return;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (client, chain, _) => trust.Allows(client, chain);
            });
        });
    }
}
