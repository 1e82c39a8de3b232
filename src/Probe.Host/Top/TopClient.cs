using System.Net;
using System.Text.Json;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Top;

/// <summary>Asks the probe that runs on this machine.</summary>
internal sealed class TopClient : IDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly Uri _address;

    /// <summary>For the probe that runs by a configuration.</summary>
    /// <param name="server">Its web server.</param>
    public TopClient(WebServerOptions server)
    {
        // The certificate is for other names than this machine's own, and what is asked for stays on it.
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback =
            static (_, certificate, _, _) => certificate is not null;
        _client = new HttpClient(handler) { Timeout = AnswerMax };
        var host = server.ListenAddress.Equals(IPAddress.Any) ? IPAddress.Loopback
            : server.ListenAddress.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : server.ListenAddress;
        string scheme = server.SslEnabled ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        _address = new UriBuilder(scheme, host.ToString(), server.ListenPort, "/top").Uri;
    }

    /// <summary>Asks once.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ProbeException">Nobody answers, or not as a probe does.</exception>
    public async Task<TopSnapshot> AskAsync(CancellationToken cancel)
    {
        try
        {
            await using var answer = await _client.GetStreamAsync(_address, cancel).ConfigureAwait(false);
            return await JsonSerializer.DeserializeAsync(answer, TopJson.Default.TopSnapshot, cancel)
                .ConfigureAwait(false) ?? throw new JsonException("nothing");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException
            || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new ProbeException(
                $"no probe answers at {_address}: {e.Message}; top shows a probe that runs on this machine with "
                    + "webserver.enabled; name its configuration with -c, or its port with -o webserver.listen_port=N");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
