using System.Net;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Health;
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

    private HttpListening? _listening;

    /// <summary>How long a request's head, or a handshake, may take.</summary>
    public TimeSpan RequestHeadMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a connection may say nothing. What the kubelet or Prometheus keeps open for longer it opens again.
    /// </summary>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where it listens; null while it does not.</summary>
    public Uri? Address => _listening?.Address;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled) return;

        // What the start still has to do comes first.
        await Task.Yield();
        _listening = new HttpListening(
            address => log.WebServerReady(address.ToString()),
            fault => log.WebServerFailed($"{options.ListenAddress}:{options.ListenPort}", fault))
        {
            Local = new IPEndPoint(options.ListenAddress, options.ListenPort),
            BodyBytesMax = RequestBytesMax,
            RequestHeadMax = RequestHeadMax,
            IdleMax = IdleMax,
        };
        await _listening.RunAsync(Prepare, stoppingToken).ConfigureAwait(false);
    }

    private HttpService Prepare() => new(
        pages.AnswerAsync, options.SslEnabled ? new ServerCertificate(options.SslCertificate, log) : null);
}
