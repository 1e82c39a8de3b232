using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace KosmosProbe.Host.Web;

/// <summary>What a server serves with.</summary>
/// <param name="Answer">Answers a request.</param>
/// <param name="Certificate">What it shows; null: it speaks without TLS.</param>
/// <param name="Demand">What it asks of clients beside; null: nothing.</param>
internal sealed record HttpService(
    RequestDelegate Answer, ServerCertificate? Certificate, Action<HttpsConnectionAdapterOptions>? Demand = null);
