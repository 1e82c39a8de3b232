using System.Security.Cryptography.X509Certificates;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Outputs.Delivery;
using KosmosProbe.Host.Tests.Reloading;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

public sealed class TlsTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("ours");
    private readonly TestAuthority _other = new("another");
    private readonly Receiver _receiver = new();

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _receiver.Certificate?.Dispose();
        _authority.Dispose();
        _other.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task CertificateOfTheAuthorityIsTrusted()
    {
        var tls = new TlsOptions { CaCert = _folder.Write("ca.pem", _authority.Pem) };
        await ArrivesAsync(tls);
    }

    [Fact]
    public async Task AuthorityIsFoundInABundleAndInAFolder()
    {
        string bundle = _folder.Write("bundle.pem", $"{_other.Pem}\n{_authority.Pem}\n");
        await ArrivesAsync(new TlsOptions { CaBundle = bundle });
        _folder.Write("readme", "none of them");
        await _receiver.StopAsync();
        await ArrivesAsync(new TlsOptions { CaPath = _folder.Path });
    }

    [Fact]
    public async Task CertificateOfAnotherAuthorityIsRefusedAndTheAlertWaits()
    {
        var tls = new TlsOptions
        {
            CaCert = _folder.Write("ca.pem", _other.Pem),
            CaBundle = _folder.Write("bundle.pem", _authority.Pem),
        };
        await StartAsync();
        using var session = DeliverySession.OfHttp(new HttpOutputOptions { Url = _receiver.Url, Tls = tls });
        session.Offer(0, 1);
        await _receiver.WaitFor(() => session.Sink.Counters.Failing, "the failure");
        Assert.Contains("certificate", session.Sink.Counters.LastError);
        Assert.Empty(_receiver.Requests);
    }

    [Fact]
    public async Task InsecureTrustsAnybody() => await ArrivesAsync(new TlsOptions { Insecure = true });

    [Fact]
    public async Task ClientShowsItsCertificate()
    {
        using var client = _authority.Issue("probe-1");
        var seen = new List<string>();
        _receiver.AcceptsClient = shown =>
        {
            lock (seen) seen.Add(shown.Subject);
            return shown.Subject == "CN=probe-1";
        };
        await ArrivesAsync(new TlsOptions
        {
            CaCert = _folder.Write("ca.pem", _authority.Pem),
            Mtls = true,
            ClientCert = _folder.Write("client.crt", client.ExportCertificatePem()),
            ClientKey = _folder.Write("client.key", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
        });
        lock (seen) Assert.Contains("CN=probe-1", seen);
    }

    [Fact]
    public async Task FileThatCannotBeUsedIsNamed()
    {
        await StartAsync();
        string Refusal(TlsOptions tls) => Assert.Throws<ProbeException>(
            () => DeliverySession.OfHttp(new HttpOutputOptions { Url = _receiver.Url, Tls = tls })).Message;
        Assert.StartsWith(
            "http_output.ca_cert: /nonexistent/ca.pem cannot be used: ",
            Refusal(new TlsOptions { CaCert = "/nonexistent/ca.pem" }));
        string empty = _folder.Write("empty.pem", "nothing\n");
        Assert.Equal(
            $"http_output.ca_bundle: {empty} holds no certificate", Refusal(new TlsOptions { CaBundle = empty }));
        Assert.StartsWith(
            $"http_output.client_cert: {empty} cannot be used: ",
            Refusal(new TlsOptions { Mtls = true, ClientCert = empty, ClientKey = empty }));
    }

    // The links of the files stay as they are; what they lead through is swapped.
    [Fact]
    public void RenewedFilesOfAMountedSecretAreNoticed()
    {
        var secret = new MountedConfigMap(_folder.Path);
        secret.Swap(("ca.pem", _other.Pem));
        var files = new TlsFiles("http_output", new TlsOptions { CaCert = secret.At("ca.pem") });
        long before = files.Stamp();
        Assert.Equal(before, files.Stamp());
        secret.Swap(("ca.pem", _authority.Pem));
        Assert.NotEqual(before, files.Stamp());
    }

    private async Task ArrivesAsync(TlsOptions tls)
    {
        await StartAsync();
        int before = _receiver.Requests.Count;
        using var session = DeliverySession.OfHttp(new HttpOutputOptions { Url = _receiver.Url, Tls = tls });
        session.Offer(0, 2);
        await _receiver.WaitFor(
            () => _receiver.Requests.Count == before + 2, "the alerts; " + session.Sink.Counters.LastError);
    }

    private async Task StartAsync()
    {
        _receiver.Certificate ??= _authority.Issue("server", _receiver.Address);
        await _receiver.StartAsync();
    }
}
