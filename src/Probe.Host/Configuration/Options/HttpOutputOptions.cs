namespace KosmosProbe.Host.Configuration.Options;

/// <summary>http_output: each alert is posted to a URL.</summary>
internal sealed record HttpOutputOptions
{
    /// <summary>What the server is told that the client is, unless the configuration says otherwise.</summary>
    public const string UsualUserAgent = "falcosecurity/falco";

    /// <summary>Alerts are posted.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where to: absolute, http or https. Null only where not enabled.</summary>
    public Uri? Url { get; init; }

    /// <summary>What the server answers is printed.</summary>
    public bool Echo { get; init; }

    /// <summary>The header User-Agent.</summary>
    public string UserAgent { get; init; } = UsualUserAgent;

    /// <summary>Further headers, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How it talks TLS.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>Bodies are compressed.</summary>
    public bool CompressUploads { get; init; }

    /// <summary>TCP probes keep an idle connection open.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>How often in a row one alert may time out before it counts as not taken; from 0 to 255.</summary>
    public int MaxConsecutiveTimeouts { get; init; } = 5;
}
