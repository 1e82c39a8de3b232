using System.Globalization;
using System.Net;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Reads <c>engine.k8s_audit</c>, and what a configuration of Falco says of its plugin <c>k8saudit</c>, which switches
/// the source on as well. What is said in both places counts as <c>engine.k8s_audit</c> has it.
/// </summary>
internal static class AuditSettings
{
    private const string Key = "engine.k8s_audit";
    private const string UsualCertificate = "/etc/falco/falco.pem";

    /// <summary>Reads it.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">A value cannot be used.</exception>
    public static AuditOptions Read(ConfigValues values)
    {
        var plugin = PluginSettings.Find(values, AuditSource.Plugin);
        var usual = plugin is null ? new AuditOptions() : OfPlugin(plugin);
        var options = usual with
        {
            Enabled = values.Boolean($"{Key}.enabled", usual.Enabled),
            File = PathOf(values, "file", usual.File),
            PositionsFile = PathOf(values, "positions_file", usual.PositionsFile),
            ReadsFromStart = values.Boolean($"{Key}.file_from_start", usual.ReadsFromStart),
            ListenAddress = AddressOf(values, usual),
            ListenPort = values.Integer($"{Key}.listen_port", usual.ListenPort),
            Endpoint = EndpointOf(values, usual),
            SslCertificate = PathOf(values, "ssl_certificate", usual.SslCertificate),
            ClientCa = PathOf(values, "client_ca", usual.ClientCa),
            TokenFile = PathOf(values, "token_file", usual.TokenFile),
            BodyBytesMax = values.Integer($"{Key}.max_body_bytes", usual.BodyBytesMax),
            MemoryBytesMax = values.Integer($"{Key}.max_waiting_bytes", usual.MemoryBytesMax),
            EventsPerSecondMax = values.Integer($"{Key}.max_events_per_second", usual.EventsPerSecondMax),
            ClusterName = values.Text($"{Key}.cluster_name", usual.ClusterName),
            ShippedRules = values.Boolean($"{Key}.shipped_rules", usual.ShippedRules),
            Limits = usual.Limits with { DepthMax = values.Integer($"{Key}.max_depth", usual.Limits.DepthMax) },
        };
        return options.ClientCa.Length > 0 && options.SslCertificate.Length == 0
            ? throw values.Missing($"{Key}.client_ca", $"{Key}.ssl_certificate", "a client's certificate")
            : options;
    }

    private static AuditOptions OfPlugin(ConfigMap plugin)
    {
        var values = new ConfigValues(plugin);

        // A plugin reads its file whole each time that it is started.
        var options = new AuditOptions { ShippedRules = false, PositionsFile = "" };
        if (InitOf(plugin) is { } init)
        {
            options = options with { BodyBytesMax = BytesOf(init, "webhookMaxBatchSize", options.BodyBytesMax) };
        }

        if (plugin.Find("open_params") is not ConfigScalar { IsNull: false, Text.Length: > 0 } open)
        {
            return options with { Enabled = true };
        }

        int scheme = open.Text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return options with { File = open.Place.Beside(open.Text.Trim()) };
        string certificate = InitOf(plugin)?.Text("sslCertificate", UsualCertificate) ?? UsualCertificate;
        return open.Text[..scheme] switch
        {
            "http" => At(options, open, open.Text[(scheme + 3)..]),
            "https" => At(options, open, open.Text[(scheme + 3)..]) with { SslCertificate = certificate },
            _ => throw values.Wrong(open, "plugins[].open_params", "http://..., https://... or the name of a file"),
        };
    }

    // Falco's way to say it: `:9765/k8s-audit` is any address of the machine.
    private static AuditOptions At(AuditOptions options, ConfigScalar open, string place)
    {
        int slash = place.IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? place : place[..slash];
        string path = slash < 0 ? options.Endpoint : place[slash..];
        int colon = host.LastIndexOf(':');
        string name = (colon < 0 || host.EndsWith(']') ? host : host[..colon]).Trim('[', ']');
        int port = options.ListenPort;
        bool hasPort = colon >= 0 && !host.EndsWith(']');
        bool isPort = !hasPort || (int.TryParse(
            host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535);
        var address = name is "" ? IPAddress.Any : name == "localhost" ? IPAddress.Loopback : null;
        if (!isPort || (address is null && !IPAddress.TryParse(name, out address)))
        {
            throw new ProbeException(
                $"{open.Place}: `plugins[].open_params` must name an IP address and a port, found {open.Kind}");
        }

        return options with { Enabled = true, ListenAddress = address, ListenPort = port, Endpoint = path };
    }

    // Falco takes the plugin's settings as a mapping, or as a text that holds JSON.
    private static ConfigValues? InitOf(ConfigMap plugin) => plugin.Find("init_config") switch
    {
        ConfigMap map => new ConfigValues(map),
        ConfigScalar { IsNull: false, Text.Length: > 0 } text
            when ConfigText.ParseNode(text.Text, text.Place.ToString()) is ConfigMap map => new ConfigValues(map),
        _ => null,
    };

    private static int BytesOf(ConfigValues init, string key, int otherwise)
    {
        if (init.Find(key) is not { } found) return otherwise;
        return found is ConfigScalar scalar && int.TryParse(
            scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) && bytes > 0
                ? bytes
                : throw init.Wrong(found, $"init_config.{key}", "a number of bytes");
    }

    private static string PathOf(ConfigValues values, string key, string usual) =>
        values.Find($"{Key}.{key}") is ConfigScalar { Text.Length: > 0 } path ? path.Place.Beside(path.Text)
        : values.Find($"{Key}.{key}") is ConfigScalar ? ""
        : usual;

    private static IPAddress AddressOf(ConfigValues values, AuditOptions usual)
    {
        const string Path = $"{Key}.listen_address";
        if (values.Find(Path) is not ConfigScalar text) return usual.ListenAddress;
        return IPAddress.TryParse(text.Text, out var address) && text.Text.AsSpan().IndexOfAny('.', ':') >= 0
            ? address
            : throw values.Wrong(text, Path, "an IP address");
    }

    private static string EndpointOf(ConfigValues values, AuditOptions usual)
    {
        const string Path = $"{Key}.endpoint";
        string path = values.Text(Path, usual.Endpoint);
        return path.StartsWith('/') ? path : throw values.Wrong(values.Find(Path)!, Path, "a path that begins with /");
    }
}
