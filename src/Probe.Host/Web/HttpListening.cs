using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace KosmosProbe.Host.Web;

/// <summary>
/// Listens for requests, within limits that keep a client from taking the probe's memory. What keeps it from listening,
/// a port that is taken or a certificate that cannot be read, is told once and tried again.
/// </summary>
/// <param name="ready">Told where it listens, each time.</param>
/// <param name="failed">Told why it does not, the first time.</param>
internal sealed class HttpListening(Action<Uri> ready, Action<string> failed)
{
    // Clients of both servers are few and keep one or two connections.
    private const int ConnectionsMax = 64;
    private const int ConnectionsOfOneMax = 16;

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>Where to listen.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>The longest body, in bytes.</summary>
    public required long BodyBytesMax { get; init; }

    /// <summary>How long a request's head, or a handshake, may take.</summary>
    public required TimeSpan RequestHeadMax { get; init; }

    /// <summary>How long a connection may say nothing.</summary>
    public required TimeSpan IdleMax { get; init; }

    /// <summary>At the end, what has come is answered.</summary>
    public bool AnswersLast { get; init; }

    /// <summary>Where it listens; null while it does not.</summary>
    public Uri? Address { get; private set; }

    /// <summary>Listens until it is asked to end.</summary>
    /// <param name="prepare">What to serve with; anew at each try, for files may have been mended.</param>
    /// <param name="stop">Asks it to.</param>
    public async Task RunAsync(Func<HttpService> prepare, CancellationToken stop)
    {
        bool isTold = false;
        while (!stop.IsCancellationRequested)
        {
            string? fault = await ServeAsync(prepare, stop).ConfigureAwait(false);
            if (fault is null) return;
            if (!isTold) failed(fault);
            isTold = true;
            await Task.Delay(TryAgainAfter, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Null when asked to end, else why it cannot be done.
    private async Task<string?> ServeAsync(Func<HttpService> prepare, CancellationToken stop)
    {
        try
        {
            await using var server = Build(prepare());
            await server.StartAsync(stop).ConfigureAwait(false);
            var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
            var address = new Uri(addresses.Addresses.First());
            Address = address;
            ready(address);
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (AnswersLast) await server.StopAsync(CancellationToken.None).ConfigureAwait(false);
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

    private WebApplication Build(HttpService service)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, service));
        if (service.Certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        var server = builder.Build();
        server.Run(service.Answer);
        return server;
    }

    private void Limit(KestrelServerOptions kestrel, HttpService service)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        kestrel.Limits.RequestHeadersTimeout = RequestHeadMax;
        kestrel.Limits.KeepAliveTimeout = IdleMax;
        kestrel.Listen(Local, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(new AddressLimit(ConnectionsOfOneMax).Before);
            if (service.Certificate is not { } certificate) return;
            listen.UseHttps(https =>
            {
                https.HandshakeTimeout = RequestHeadMax;
                https.ServerCertificateSelector = (_, _) => certificate.Current();
                service.Demand?.Invoke(https);
            });
        });
    }
}
