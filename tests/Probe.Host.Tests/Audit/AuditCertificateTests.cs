using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KosmosProbe.Host.Configuration.Options;
using Xunit;
using static KosmosProbe.Host.Tests.Audit.AuditHarness;

namespace KosmosProbe.Host.Tests.Audit;

/// <summary>The endpoint over TLS: who has a certificate that counts may send.</summary>
public sealed class AuditCertificateTests : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OnlyCertificatesOfTheAuthorityCount()
    {
        using var authority = Authority("ours");
        using var stranger = Authority("theirs");
        using var served = Signed("localhost", authority, ForServers);
        using var ours = Signed("kube-apiserver", authority);
        using var theirs = Signed("kube-apiserver", stranger);
        var options = ForClientsOf(authority, served) with { ListenAddress = IPAddress.Any };
        using var harness = new AuditHarness(options);
        var address = new UriBuilder(await harness.AddressAsync()) { Host = "127.0.0.1" }.Uri;
        Assert.Equal("https", address.Scheme);
        Assert.Equal(HttpStatusCode.OK, await Post(address, ours));
        Assert.Null(await Post(address, null));
        Assert.Null(await Post(address, theirs));
        await WaitFor(() => harness.Counters.Judged == 1);

        File.Move(
            _folder.Write("next.pem", stranger.ExportCertificatePem()), options.ClientCa, overwrite: true);
        Assert.Null(await Post(address, ours));
        Assert.Equal(HttpStatusCode.OK, await Post(address, theirs));
    }

    [Fact]
    public async Task CertificateForServersIsNoneForClients()
    {
        using var authority = Authority("ours");
        using var served = Signed("localhost", authority, ForServers);
        using var server = Signed("other", authority, ForServers);
        using var harness = new AuditHarness(ForClientsOf(authority, served));
        using var client = Signed("client", authority);
        Assert.Null(await Post(await harness.AddressAsync(), server));
        Assert.Equal(HttpStatusCode.OK, await Post(await harness.AddressAsync(), client));
    }

    [Fact]
    public async Task CertificateCountsWhileItIsValidOnly()
    {
        using var authority = Authority("ours");
        using var served = Signed("localhost", authority, ForServers);
        using var harness = new AuditHarness(ForClientsOf(authority, served));
        var address = await harness.AddressAsync();
        var now = DateTimeOffset.UtcNow;
        using var past = Signed("past", authority, from: now.AddHours(-9), until: now.AddHours(-1));
        using var future = Signed("future", authority, from: now.AddHours(9), until: now.AddHours(10));
        using var own = Authority("kube-apiserver");
        using var valid = Signed("valid", authority);
        Assert.Null(await Post(address, past));
        Assert.Null(await Post(address, future));
        Assert.Null(await Post(address, own));
        Assert.Equal(HttpStatusCode.OK, await Post(address, valid));
    }

    [Fact]
    public async Task RenewedCertificateOfTheEndpointIsShownToTheNextConnection()
    {
        using var authority = Authority("ours");
        using var first = Signed("first", authority, ForServers);
        using var second = Signed("second", authority, ForServers);
        string file = _folder.Write("server.pem", PemOf(first));
        using var harness = new AuditHarness(Endpoint with { SslCertificate = file });
        var address = await harness.AddressAsync();
        Assert.Equal("CN=first", await SubjectOf(address));
        File.Move(_folder.Write("next.pem", PemOf(second)), file, overwrite: true);
        Assert.Equal("CN=second", await SubjectOf(address));
        File.WriteAllText(file, "nonsense");
        Assert.Equal("CN=second", await SubjectOf(address));
        Assert.Equal(3, harness.Counters.Received);
    }

    [Fact]
    public async Task AuthorityThatCannotBeReadIsTold()
    {
        using var authority = Authority("ours");
        using var served = Signed("localhost", authority, ForServers);
        using var harness = new AuditHarness(Endpoint with
        {
            SslCertificate = _folder.Write("server.pem", PemOf(served)),
            ClientCa = _folder.Write("ca.pem", "nonsense"),
        });
        await WaitFor(() => harness.Log.Lines.Any(static line =>
            line.Contains("holds no certificate", StringComparison.Ordinal)));
        Assert.Null(harness.Run.Address);
    }

    private AuditOptions ForClientsOf(X509Certificate2 authority, X509Certificate2 served) => Endpoint with
    {
        SslCertificate = _folder.Write("server.pem", PemOf(served)),
        ClientCa = _folder.Write("ca.pem", authority.ExportCertificatePem()),
    };

    // Null when the connection was refused.
    private static async Task<HttpStatusCode?> Post(Uri address, X509Certificate2? certificate)
    {
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        if (certificate is not null) handler.ClientCertificates.Add(certificate);
        using var client = new HttpClient(handler) { Timeout = Limit };
        using var content = new StringContent(Event("a", "list"));
        try
        {
            using var answer = await client.PostAsync(address, content, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    // The endpoint's certificate, as an event that is sent meets it.
    private static async Task<string> SubjectOf(Uri address)
    {
        string subject = "";
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, shown, _, _) =>
            {
                subject = shown!.Subject;
                return true;
            },
        };
        using var client = new HttpClient(handler) { Timeout = Limit };
        using var content = new StringContent(Event("a", "list"));
        using var answer = await client.PostAsync(address, content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return subject;
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 Signed(
        string name, X509Certificate2 authority, string usage = ForClients, DateTimeOffset? from = null,
        DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using var certificate = request.Create(
            authority, from ?? DateTimeOffset.UtcNow.AddHours(-1), until ?? DateTimeOffset.UtcNow.AddDays(1),
            RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    private static string PemOf(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n"
        + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n";
}
