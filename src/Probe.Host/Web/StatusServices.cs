using System.Text;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Metrics;
using KosmosProbe.Host.Top;
using KosmosProbe.Native;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Web;

/// <summary>
/// Adds what tells how the probe is: the web server and the metrics snapshots. Last of all services, so that they start
/// when there is something to tell and end while there still is.
/// </summary>
internal static class StatusServices
{
    /// <summary>Adds them.</summary>
    /// <param name="builder">The host that is being built.</param>
    /// <param name="options">The run's.</param>
    public static void AddStatusServices(this HostApplicationBuilder builder, ProbeOptions options)
    {
        builder.Services.AddHostedService(services => new MetricsSnapshot(
            options.Metrics,
            new SnapshotFields(options.Metrics, services.GetRequiredService<ServiceFacts>()),
            services.GetRequiredService<ProbeStatus>(),
            services.GetRequiredService<ILogger<MetricsSnapshot>>()));
        builder.Services.AddSingleton(static _ => new ServiceFacts
        {
            KernelRelease = KernelFacts.Read().Release,
            HostName = Encoding.UTF8.GetString(NodeState.ReadHostName()),
        });
        builder.Services.AddHostedService(services => Server(services, options));
    }

    private static WebServer Server(IServiceProvider services, ProbeOptions options)
    {
        var status = services.GetRequiredService<ProbeStatus>();
        var page = new MetricsPage(
            options.Metrics,
            services.GetRequiredService<ServiceFacts>(),
            status,
            services.GetRequiredService<RuntimeWatch>());
        var top = new TopSource(status, services.GetRequiredService<ServiceFacts>());
        return new WebServer(
            options.WebServer,
            new WebPages(options.WebServer, options.Metrics, status.Health, page.Write, top.Json),
            services.GetRequiredService<ILogger<WebServer>>());
    }
}
