using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Configuration.Options;

/// <summary>How log records travel.</summary>
internal enum OtlpProtocol
{
    /// <summary>In protobuf over HTTP.</summary>
    Http,

    /// <summary>Over gRPC.</summary>
    Grpc,
}

/// <summary>otlp_output: alerts become log records of OpenTelemetry, sent in batches.</summary>
internal sealed record OtlpOutputOptions
{
    /// <summary>Records are sent.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where to, with the path for HTTP: absolute, http or https. Null only where not enabled.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How they travel.</summary>
    public OtlpProtocol Protocol { get; init; }

    /// <summary>Requests are compressed.</summary>
    public bool CompressUploads { get; init; }

    /// <summary>Headers beside the usual ones, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The least important priority that is sent.</summary>
    public Priority MinimumPriority { get; init; } = Priority.Debug;

    /// <summary>How it talks TLS.</summary>
    public TlsOptions Tls { get; init; } = new();
}
