using System.Net;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Health;
using KosmosProbe.Host.Listing;
using KosmosProbe.Host.Metrics;
using Microsoft.AspNetCore.Http;

namespace KosmosProbe.Host.Web;

/// <summary>What the web server answers, by path.</summary>
/// <param name="options">The path of the health.</param>
/// <param name="metrics">Whether metrics are shown, and which.</param>
/// <param name="health">Whether the probe sees.</param>
/// <param name="page">The metrics; null while events are not handled yet.</param>
/// <param name="top">A snapshot for <c>top</c>, as JSON; null while events are not handled yet.</param>
internal sealed class WebPages(
    WebServerOptions options, MetricsOptions metrics, HealthCheck health, Func<string?> page, Func<string?> top)
{
    private const string Json = "application/json";

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return SendAsync(context, StatusCodes.Status405MethodNotAllowed, "text/plain", "only GET and HEAD\n");
        }

        string path = context.Request.Path.Value ?? "";
        if (path == options.HealthzEndpoint) return HealthAsync(context);
        return path switch
        {
            "/versions" => SendAsync(context, StatusCodes.Status200OK, Json, VersionText.WebJson()),
            "/metrics" when options.PrometheusMetricsEnabled && metrics.Enabled =>
                SendAsync(context, page(), MetricText.ContentType),
            "/top" when IsFromHere(context) => SendAsync(context, top(), Json),
            "/top" => SendAsync(context, StatusCodes.Status403Forbidden, "text/plain", "only from this machine\n"),
            "/metrics" => SendAsync(
                context, StatusCodes.Status404NotFound, "text/plain",
                "metrics are off: set metrics.enabled and webserver.prometheus_metrics_enabled\n"),
            _ => SendAsync(
                context, StatusCodes.Status404NotFound, "text/plain",
                $"there are {options.HealthzEndpoint}, /versions and /metrics\n"),
        };
    }

    private Task HealthAsync(HttpContext context)
    {
        var report = health.Look();
        int status = report.IsOk ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return SendAsync(context, status, Json, report.ToJson());
    }

    // It names programs and containers, which are nobody else's business.
    private static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote && (IPAddress.IsLoopback(remote)
            || remote.Equals(context.Connection.LocalIpAddress));

    private static Task SendAsync(HttpContext context, string? body, string type) => body is not null
        ? SendAsync(context, StatusCodes.Status200OK, type, body)
        : SendAsync(context, StatusCodes.Status503ServiceUnavailable, "text/plain", "not started yet\n");

    private static Task SendAsync(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}
