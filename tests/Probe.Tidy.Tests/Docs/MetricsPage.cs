using System.Reflection;
using KosmosProbe.Host.Metrics;

namespace KosmosProbe.Tidy.Tests.Docs;

/// <summary>docs/metrics.md, from every <see cref="Metric"/> that a class of the namespace declares.</summary>
internal static class MetricsPage
{
    private static readonly (Type Home, string Title, string Labels)[] Groups =
    [
        (typeof(ServiceMetrics), "The process", "`file_name`, `sha256`; the other infos: what they are called after"),
        (typeof(HealthMetrics), "Health", "none"),
        (typeof(ReloadMetrics), "Reloading", "`result`: success, failure"),
        (typeof(OutputMetrics), "Alerts and outputs", "`sink`: stdout, file, http, webhook:NAME, otlp, ...; `result`"),
        (typeof(AuditMetrics), "Kubernetes audit events (where the source is on)", "`result`, `stage`"),
        (typeof(RuleMetrics), "Rules (`metrics.rules_counters_enabled`)",
            "`rule_name`, `priority` (a number, 0 is emergency), `source`, `tag_TAG`; `type`: the event"),
        (typeof(KernelMetrics), "Events and losses (`metrics.kernel_event_counters_enabled`)",
            "`type`: the event; `stage`; `drop`: Falco's group of events; `program`: of the kernel's side"),
        (typeof(ProgramMetrics), "Kernel programs (`metrics.libbpf_stats_enabled`)", "`program`"),
        (typeof(StateMetrics), "Threads and containers (`metrics.state_counters_enabled`)",
            "`socket`, `state`, `result`"),
        (typeof(ResourceMetrics), "Resources (`metrics.resource_utilization_enabled`)", "none"),
    ];

    /// <summary>Writes the page.</summary>
    public static void Write(PageText page)
    {
        page.Heading(1, "Metrics");
        page.Paragraph(
            """
            `/metrics` on the web server's port shows them in Prometheus' text form, where `metrics.enabled` and
            `webserver.prometheus_metrics_enabled` are true, as they are in the shipped configuration. What begins with
            `falcosecurity_` has Falco's name and meaning, so that its dashboards and alarms work; the rest is ours.
            Most of it can also be told as the alert `Falco internal: metrics snapshot`, see `metrics` in
            [configuration.md](configuration.md). Counters begin at 0 with the process. What to do about them is in
            [operating.md](operating.md).
            """);
        foreach (var (home, title, labels) in Groups)
        {
            page.Heading(2, title);
            page.Paragraph($"Labels: {labels}.");
            page.Table(["Metric", "Kind", "What it tells"], MetricsOf(home).Select(Row));
        }
    }

    /// <summary>The metrics that a class declares, alone or in a table.</summary>
    public static IEnumerable<Metric> MetricsOf(Type home) =>
        home.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(static field => field.GetValue(null))
            .SelectMany(static value => value switch
            {
                Metric one => [one],
                (Metric Metric, Func<ResourceUse, double>)[] rows => rows.Select(static row => row.Metric),
                _ => Enumerable.Empty<Metric>(),
            });

    /// <summary>The classes that declare metrics and have no place on the page.</summary>
    public static IEnumerable<string> Forgotten() => typeof(Metric).Assembly.GetTypes()
        .Where(static type => !type.ContainsGenericParameters)
        .Where(static type => MetricsOf(type).Any() && Groups.All(group => group.Home != type))
        .Select(static type => type.Name);

    private static string[] Row(Metric metric) =>
        [PageText.Code(metric.Name), metric.Kind == MetricKind.Counter ? "counter" : "gauge", metric.Help];
}
