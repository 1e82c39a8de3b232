using System.Net;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Web;
using Microsoft.AspNetCore.Server.Kestrel.Https;
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
    private readonly CancellationTokenSource _stop = new();
    private HttpListening? _listening;
    private Task _serving = Task.CompletedTask;

    /// <summary>How long a request's head, or a handshake, may take.</summary>
    public TimeSpan RequestHeadMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may say nothing; an API server sends now and then or opens another.</summary>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a body may take.</summary>
    public TimeSpan BodyMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where it listens; null while it does not.</summary>
    public Uri? Address => _listening?.Address;

    /// <summary>What it listens on: this machine alone, unless clients show who they are.</summary>
    public IPEndPoint Local => new(
        options.Authenticates || IPAddress.IsLoopback(options.ListenAddress) ? options.ListenAddress
            : options.ListenAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? IPAddress.IPv6Loopback
            : IPAddress.Loopback,
        options.ListenPort);

    /// <summary>Starts to listen.</summary>
    public void Start()
    {
        _listening = new HttpListening(Tell, fault => log.AuditServerFailed(Local.ToString(), fault))
        {
            Local = Local,
            BodyBytesMax = options.BodyBytesMax,
            RequestHeadMax = RequestHeadMax,
            IdleMax = IdleMax,
            AnswersLast = true,
        };
        _serving = Task.Run(() => _listening.RunAsync(Prepare, _stop.Token));
    }

    /// <summary>Takes no more requests; those that have come are answered.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _serving.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void Tell(Uri address)
    {
        log.AuditServerReady(new Uri(address, options.Endpoint).ToString());
        if (!options.Authenticates && !IPAddress.IsLoopback(options.ListenAddress)) log.AuditOnlyFromHere();
        bool isOpen = options.SslCertificate.Length == 0 && !IPAddress.IsLoopback(Local.Address);
        if (isOpen) log.AuditWithoutTls();
    }

    private HttpService Prepare()
    {
        var certificate = options.SslCertificate.Length > 0 ? new ServerCertificate(options.SslCertificate, log) : null;
        var trust = options.ClientCa.Length > 0 ? new ClientTrust(options.ClientCa, log) : null;
        var token = options.TokenFile.Length > 0 ? new BearerToken(options.TokenFile, log) : null;
        var endpoint = new AuditEndpoint(options, intake, token) { BodyMax = BodyMax };
        return new HttpService(endpoint.AnswerAsync, certificate, trust is null ? null : https => Demand(https, trust));
    }

    private static void Demand(HttpsConnectionAdapterOptions https, ClientTrust trust)
    {
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (client, chain, _) => trust.Allows(client, chain);
    }
}
