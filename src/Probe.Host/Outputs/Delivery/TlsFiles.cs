using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>
/// The certificates that a sink's configuration names. They are read again when the files change, so that renewed ones
/// are used without a restart.
/// </summary>
/// <param name="key">The configuration's key of the sink, for messages.</param>
/// <param name="options">Which files.</param>
internal sealed class TlsFiles(string key, TlsOptions options)
{
    // What the system trusts anyway, without reading the folder.
    private static readonly string UsualPath = new TlsOptions().CaPath;

    /// <summary>Changes when one of the files does, or a link on the way to it: Kubernetes swaps links.</summary>
    public long Stamp()
    {
        var stamp = new HashCode();
        foreach (string path in Files()) stamp.Add(FileStamp.Of(path));
        return stamp.ToHashCode();
    }

    /// <summary>How a connection is made.</summary>
    /// <exception cref="ProbeException">A file cannot be read, or does not hold what it should.</exception>
    public SslClientAuthenticationOptions Read()
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.Mtls) tls.ClientCertificateContext = ReadClient();
        if (options.Insecure)
        {
            // As asked: whoever the certificate is for, and whoever gave it.
            tls.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        }
        else if (ReadTrusted() is { } trusted)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }

        return tls;
    }

    // The first that is named counts, as in Falco. Null: what the system trusts.
    private X509Certificate2Collection? ReadTrusted()
    {
        if (options.CaCert.Length > 0) return ReadTrustedFile("ca_cert", options.CaCert);
        if (options.CaBundle.Length > 0) return ReadTrustedFile("ca_bundle", options.CaBundle);
        return options.CaPath.Length > 0 && options.CaPath != UsualPath ? ReadTrustedFolder() : null;
    }

    private X509Certificate2Collection ReadTrustedFile(string name, string path)
    {
        var found = new X509Certificate2Collection();
        Try(name, path, () => found.ImportFromPemFile(path));
        return found.Count > 0 ? found : throw new ProbeException($"{key}.{name}: {path} holds no certificate");
    }

    // Such folders hold links to the same files, and other things.
    private X509Certificate2Collection ReadTrustedFolder()
    {
        var found = new X509Certificate2Collection();
        Try("ca_path", options.CaPath, () =>
        {
            foreach (string path in Directory.EnumerateFiles(options.CaPath).Order(StringComparer.Ordinal))
            {
                string text = File.ReadAllText(path);
                if (text.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal)) found.ImportFromPem(text);
            }
        });
        return found.Count > 0
            ? found
            : throw new ProbeException($"{key}.ca_path: {options.CaPath} holds no certificate");
    }

    private SslStreamCertificateContext ReadClient()
    {
        SslStreamCertificateContext? context = null;
        Try("client_cert", options.ClientCert, () =>
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.ClientCert);
            var own = X509Certificate2.CreateFromPemFile(options.ClientCert, options.ClientKey);
            context = SslStreamCertificateContext.Create(own, chain, offline: true);
        });
        return context!;
    }

    private void Try(string name, string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException
            or ArgumentException)
        {
            throw new ProbeException($"{key}.{name}: {path} cannot be used: {e.Message}");
        }
    }

    private IEnumerable<string> Files()
    {
        if (options.CaCert.Length > 0) yield return options.CaCert;
        if (options.CaBundle.Length > 0) yield return options.CaBundle;
        yield return options.CaPath;
        if (!options.Mtls) yield break;
        yield return options.ClientCert;
        yield return options.ClientKey;
    }
}
