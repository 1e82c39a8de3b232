using System.Net;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Configuration;

/// <summary>Reads what the probe tells of itself: web server, losses, self-test.</summary>
internal static class ServiceSettings
{
    private const string ActionsKey = "syscall_event_drops.actions";

    /// <summary>webserver</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">The address is no IP address, or the path none.</exception>
    public static WebServerOptions WebServerOf(ConfigValues values)
    {
        var usual = new WebServerOptions();
        return new WebServerOptions
        {
            Enabled = values.Boolean("webserver.enabled", usual.Enabled),
            Threadiness = values.Integer("webserver.threadiness", usual.Threadiness),
            ListenAddress = AddressOf(values, usual),
            ListenPort = values.Integer("webserver.listen_port", usual.ListenPort),
            HealthzEndpoint = HealthzOf(values, usual),
            PrometheusMetricsEnabled = values.Boolean("webserver.prometheus_metrics_enabled", false),
            SslEnabled = values.Boolean("webserver.ssl_enabled", usual.SslEnabled),
            SslCertificate = values.Text("webserver.ssl_certificate", usual.SslCertificate),
        };
    }

    /// <summary>syscall_event_drops</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">A number is out of bounds, or the actions contradict each other.</exception>
    public static EventDropOptions EventDropsOf(ConfigValues values)
    {
        var usual = new EventDropOptions();
        return new EventDropOptions
        {
            Threshold = values.Number("syscall_event_drops.threshold", usual.Threshold, 0, 1),
            Actions = values.Find(ActionsKey) is null ? usual.Actions : ActionsOf(values),
            Rate = values.Number("syscall_event_drops.rate", usual.Rate, 0, 1e9),
            MaxBurst = values.Number("syscall_event_drops.max_burst", usual.MaxBurst, 0, 1e9),
            SimulateDrops = values.Boolean("syscall_event_drops.simulate_drops", usual.SimulateDrops),
        };
    }

    /// <summary>self_test</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">It is made too often.</exception>
    public static SelfTestOptions SelfTestOf(ConfigValues values)
    {
        var usual = new SelfTestOptions();
        return new SelfTestOptions
        {
            Enabled = values.Boolean("self_test.enabled", usual.Enabled),
            Interval = values.Duration("self_test.interval", usual.Interval, TimeSpan.FromSeconds(1)),
        };
    }

    private static EventDropActions ActionsOf(ConfigValues values)
    {
        var actions = EventDropActions.Ignore;
        ConfigScalar? ignore = null;
        foreach (var action in values.Texts(ActionsKey))
        {
            var meant = Enum.Parse<EventDropActions>(action.Text, ignoreCase: true);
            if (meant == EventDropActions.Ignore) ignore = action;
            actions |= meant;
        }

        return ignore is not null && (actions & (EventDropActions.Log | EventDropActions.Alert)) != 0
            ? throw new ProbeException($"{ignore.Place}: `{ActionsKey}`: ignore does not go with log or alert")
            : actions;
    }

    private static IPAddress AddressOf(ConfigValues values, WebServerOptions usual)
    {
        const string Key = "webserver.listen_address";
        if (values.Find(Key) is not ConfigScalar text) return usual.ListenAddress;

        // The parser takes `1` for 0.0.0.1, which nobody means.
        return IPAddress.TryParse(text.Text, out var address) && text.Text.AsSpan().IndexOfAny('.', ':') >= 0
            ? address
            : throw values.Wrong(text, Key, "an IP address");
    }

    private static string HealthzOf(ConfigValues values, WebServerOptions usual)
    {
        const string Key = "webserver.k8s_healthz_endpoint";
        string path = values.Text(Key, usual.HealthzEndpoint);
        return path.StartsWith('/') ? path : throw values.Wrong(values.Find(Key)!, Key, "a path that begins with /");
    }
}
