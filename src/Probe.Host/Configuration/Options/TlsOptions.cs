namespace KosmosProbe.Host.Configuration.Options;

/// <summary>How a sink talks TLS: whom it trusts and who it says it is. Keys as of <c>http_output</c>.</summary>
internal sealed record TlsOptions
{
    /// <summary>Anybody is trusted.</summary>
    public bool Insecure { get; init; }

    /// <summary>A file with the one authority to trust; before <see cref="CaBundle"/>. Empty: none.</summary>
    public string CaCert { get; init; } = "";

    /// <summary>A file with several authorities to trust; before <see cref="CaPath"/>. Empty: none.</summary>
    public string CaBundle { get; init; } = "";

    /// <summary>A folder with authorities to trust.</summary>
    public string CaPath { get; init; } = "/etc/ssl/certs";

    /// <summary>Whether <see cref="ClientCert"/> and <see cref="ClientKey"/> are shown to the server.</summary>
    public bool Mtls { get; init; }

    /// <summary>A file with the client's certificate, PEM.</summary>
    public string ClientCert { get; init; } = "/etc/ssl/certs/client.crt";

    /// <summary>A file with the client's private key, PEM.</summary>
    public string ClientKey { get; init; } = "/etc/ssl/certs/client.key";
}
