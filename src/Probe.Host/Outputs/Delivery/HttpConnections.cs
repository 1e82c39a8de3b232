using System.Net.Sockets;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>
/// A sink's connections to its receiver. Used by one task. Names are resolved anew every few minutes, and everything
/// is set up again when the files of TLS have changed.
/// </summary>
internal sealed class HttpConnections : IDisposable
{
    private const long LookAtFilesEveryMs = 30_000;
    private const int HeadersKbMax = 16;

    private static readonly TimeSpan ConnectionAgeMax = TimeSpan.FromMinutes(2);

    // As libcurl, so that an environment made for Falco works.
    private static readonly string[] ProxyVariables =
        ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

    private readonly TlsFiles? _files;
    private readonly bool _probesIdle;
    private SocketsHttpHandler _handler;
    private long _stamp;
    private long _lookAtMs;

    /// <summary>Connections; none is made yet.</summary>
    /// <param name="key">The sink's key in the configuration, for messages.</param>
    /// <param name="url">Where to.</param>
    /// <param name="tls">How it talks TLS.</param>
    /// <param name="probesIdle">Whether TCP probes an idle connection.</param>
    /// <exception cref="ProbeException">A file of TLS cannot be used.</exception>
    public HttpConnections(string key, Uri url, TlsOptions tls, bool probesIdle)
    {
        _files = url.Scheme == Uri.UriSchemeHttps ? new TlsFiles(key, tls) : null;
        _probesIdle = probesIdle;
        _stamp = _files?.Stamp() ?? 0;
        _lookAtMs = Environment.TickCount64 + LookAtFilesEveryMs;
        _handler = Create();
    }

    /// <summary>What sends requests; another one than before where the files of TLS have changed.</summary>
    public SocketsHttpHandler Handler
    {
        get
        {
            if (_files is not null && Environment.TickCount64 >= _lookAtMs) LookAtFiles(_files);
            return _handler;
        }
    }

    /// <summary>Has the files of TLS looked at before the next request.</summary>
    public void LookSoon() => _lookAtMs = 0;

    /// <inheritdoc/>
    public void Dispose() => _handler.Dispose();

    private void LookAtFiles(TlsFiles files)
    {
        _lookAtMs = Environment.TickCount64 + LookAtFilesEveryMs;
        long stamp = files.Stamp();
        if (stamp == _stamp) return;
        try
        {
            var renewed = Create();
            _handler.Dispose();
            _handler = renewed;
            _stamp = stamp;
        }
        catch (ProbeException)
        {
            // Perhaps caught while they are being replaced; what was read before serves on, and they are looked at
            // again.
        }
    }

    private SocketsHttpHandler Create()
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = ConnectionAgeMax,
            UseProxy = ProxyVariables.Any(static name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }),
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxResponseHeadersLength = HeadersKbMax,
            ActivityHeadersPropagator = null,
        };
        if (_files is not null) handler.SslOptions = _files.Read();
        if (_probesIdle) handler.ConnectCallback = ConnectAsync;
        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
