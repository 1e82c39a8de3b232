using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>An authority that makes certificates for servers on loopback and for their clients.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset To = DateTimeOffset.UtcNow.AddDays(1);

    private readonly X509Certificate2 _own;

    /// <summary>An authority of that name.</summary>
    public TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _own = request.CreateSelfSigned(From, To);
    }

    /// <summary>What clients are to trust.</summary>
    public string Pem => _own.ExportCertificatePem();

    /// <summary>A certificate with its key.</summary>
    /// <param name="name">The subject.</param>
    /// <param name="address">What it is valid for; null for a client.</param>
    public X509Certificate2 Issue(string name, IPAddress? address = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        byte[] serial = RandomNumberGenerator.GetBytes(8);
        serial[0] &= 0x7f;
        using var issued = request.Create(_own, From, To, serial);
        using var whole = issued.CopyWithPrivateKey(key);

        // Some uses of a key need one that was imported.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose() => _own.Dispose();
}
