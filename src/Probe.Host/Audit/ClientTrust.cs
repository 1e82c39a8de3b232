using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KosmosProbe.Host.Web;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Audit;

/// <summary>Which clients' certificates count: those that lead to one of a file's.</summary>
internal sealed class ClientTrust
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly WatchedFile<X509Certificate2Collection> _file;

    /// <summary>Reads them.</summary>
    /// <param name="file">Certificates, PEM.</param>
    /// <param name="log">Where changes are told.</param>
    /// <exception cref="CryptographicException">It holds none.</exception>
    public ClientTrust(string file, ILogger log) =>
        _file = new WatchedFile<X509Certificate2Collection>(file, Read, log.AuditTrustKept);

    /// <summary>Whether a certificate counts.</summary>
    /// <param name="certificate">The client's; null: it has none.</param>
    /// <param name="shown">The chain as the client showed it.</param>
    public bool Allows(X509Certificate2? certificate, X509Chain? shown)
    {
        if (certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.CustomTrustStore.AddRange(_file.Current());
        if (shown is not null)
        {
            foreach (var between in shown.ChainElements) chain.ChainPolicy.ExtraStore.Add(between.Certificate);
        }

        return chain.Build(certificate);
    }

    private static X509Certificate2Collection Read(string file)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(file);
        return found.Count > 0 ? found : throw new CryptographicException($"{file} holds no certificate");
    }
}
