using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Configuration.Options;

/// <summary>otlp_output: alerts become log records of OpenTelemetry, sent over HTTP.</summary>
internal sealed record OtlpOutputOptions
{
    /// <summary>Records are sent.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where to, path included: absolute, http or https. Null only where not enabled.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Headers beside the usual ones, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The least important priority that is sent.</summary>
    public Priority MinimumPriority { get; init; } = Priority.Debug;

    /// <summary>How it talks TLS.</summary>
    public TlsOptions Tls { get; init; } = new();
}
