using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KosmosProbe.Host.Health;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Web;

/// <summary>The certificate that a server of ours shows; the next connection is shown a renewed one.</summary>
internal sealed class ServerCertificate
{
    private readonly WatchedFile<X509Certificate2> _file;

    /// <summary>Reads it.</summary>
    /// <param name="file">With certificate and private key, PEM.</param>
    /// <param name="log">Where changes are told.</param>
    /// <exception cref="CryptographicException">It does not hold what it should.</exception>
    public ServerCertificate(string file, ILogger log) =>
        _file = new WatchedFile<X509Certificate2>(file, Read, log.WebCertificateKept)
        {
            Changed = certificate => log.WebCertificateRead(file, certificate.NotAfter.ToUniversalTime()),
        };

    /// <summary>What to show to whoever connects now.</summary>
    public X509Certificate2 Current() => _file.Current();

    private static X509Certificate2 Read(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(file);
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException(
                $"{file} must hold a certificate and its private key, PEM: {e.Message}", e);
        }
    }
}
