using System.Net;

namespace KosmosProbe.Host.Configuration.Options;

/// <summary>webserver: health, versions and metrics over HTTP.</summary>
internal sealed record WebServerOptions
{
    /// <summary>The server listens.</summary>
    public bool Enabled { get; init; }

    /// <summary>Requests served at the same time; 0: as many as there are processors.</summary>
    public int Threadiness { get; init; }

    /// <summary>The address to listen on.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Any;

    /// <summary>The port to listen on; 0: any that is free.</summary>
    public int ListenPort { get; init; } = 8765;

    /// <summary>The path that tells the health; begins with a slash.</summary>
    public string HealthzEndpoint { get; init; } = "/healthz";

    /// <summary>Metrics are served, where <see cref="MetricsOptions.Enabled"/> says so too.</summary>
    public bool PrometheusMetricsEnabled { get; init; }

    /// <summary>It talks TLS.</summary>
    public bool SslEnabled { get; init; }

    /// <summary>A file with certificate and private key, PEM.</summary>
    public string SslCertificate { get; init; } = "/etc/falco/falco.pem";
}
