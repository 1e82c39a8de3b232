using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KosmosProbe.Host.Health;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Web;

/// <summary>
/// The web server's certificate: read again by the next connection after its file has changed, so that a renewed one
/// is shown without a restart. A file that cannot be read (perhaps it is just being replaced) leaves the former one.
/// </summary>
internal sealed class ServerCertificate
{
    private readonly string _file;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private X509Certificate2 _current;
    private FileStamp _stamp;

    /// <summary>Reads it.</summary>
    /// <param name="file">With certificate and private key, PEM.</param>
    /// <param name="log">Where changes are told.</param>
    /// <exception cref="CryptographicException">It does not hold what it should.</exception>
    public ServerCertificate(string file, ILogger log)
    {
        (_file, _log) = (file, log);
        _stamp = FileStamp.Of(file);
        _current = Read(file);
    }

    /// <summary>What to show to whoever connects now. The former one is not disposed of: it may be in use.</summary>
    public X509Certificate2 Current()
    {
        lock (_lock)
        {
            var stamp = FileStamp.Of(_file);
            if (stamp == _stamp) return _current;
            _stamp = stamp;
            try
            {
                _current = Read(_file);
                _log.WebCertificateRead(_file, _current.NotAfter.ToUniversalTime());
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                _log.WebCertificateKept(e.Message);
            }

            return _current;
        }
    }

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
