using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Outputs.Otlp;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>
/// The outputs that promise delivery, and the spool that they share. Where the configuration names none, nothing is
/// opened, started or loaded.
/// </summary>
internal sealed class Deliveries : IDisposable
{
    // What the disk may hold up the other outputs; they go on without it then.
    private static readonly TimeSpan WrittenMax = TimeSpan.FromSeconds(1);

    private readonly List<ReliableSink> _sinks = [];
    private readonly DeliveryOptions _options;
    private readonly InternalAlerts _internals;
    private readonly ILogger _log;
    private Spool? _spool;
    private bool _isDisposed;

    private Deliveries(DeliveryOptions options, InternalAlerts internals, ILogger log)
    {
        _options = options;
        _internals = internals;
        _log = log;
    }

    /// <summary>The outputs, in the configuration's order.</summary>
    public IReadOnlyList<IAlertSink> Sinks => _sinks;

    /// <summary>Makes them; none is started.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="hostName">This machine's name, as alerts tell it.</param>
    /// <param name="internals">Where losses are told.</param>
    /// <param name="log">Where failures are told.</param>
    /// <exception cref="ProbeException">A file of TLS cannot be used.</exception>
    public static Deliveries Create(ProbeOptions options, string hostName, InternalAlerts internals, ILogger log)
    {
        var deliveries = new Deliveries(options.Delivery, internals, log);
        if (options.HttpOutput is { Enabled: true, Url: { } url }) deliveries.AddHttp(options.HttpOutput, url);
        foreach (var webhook in options.Webhooks) deliveries.AddWebhook(webhook);
        if (options.OtlpOutput is { Enabled: true, Endpoint: { } endpoint })
        {
            deliveries.AddOtlp(options.OtlpOutput, endpoint, hostName);
        }

        return deliveries;
    }

    /// <summary>Starts the spool; the outputs are started as all others are.</summary>
    public void Start() => _spool?.Start();

    /// <summary>
    /// Waits until what the outputs were offered would outlive the probe; a slow disk is not waited for.
    /// </summary>
    public void WaitUntilWritten() => _spool?.WaitUntilWritten(WrittenMax);

    /// <summary>Ends the spool, after its outputs.</summary>
    /// <param name="max">How long that may take.</param>
    public void Stop(TimeSpan max) => _spool?.Stop(max);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        foreach (var sink in _sinks) sink.Dispose();
        _spool?.Dispose();
    }

    private void AddHttp(HttpOutputOptions http, Uri url)
    {
        const string Name = "http";
        var connections = new HttpConnections("http_output", url, http.Tls, http.KeepAlive);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["User-Agent"] = http.UserAgent,
        };
        foreach (var (header, value) in http.Headers) headers[header] = value;
        var post = new HttpPost(Name, url, headers, connections, http.CompressUploads, _log);
        var sender = new HttpSender(Name, post, BodyForm.AsConfigured, http.Echo, _log);
        Add(Name, Priority.Debug, sender, wantsJson: false, http.MaxConsecutiveTimeouts);
    }

    private void AddWebhook(WebhookOptions webhook)
    {
        string name = $"webhook:{webhook.Name}";
        var connections = new HttpConnections(
            $"webhooks, {webhook.Name}", webhook.Url, webhook.Tls, probesIdle: true);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["User-Agent"] = HttpOutputOptions.UsualUserAgent,
        };
        foreach (var (header, value) in webhook.Headers) headers[header] = value;
        var post = new HttpPost(name, webhook.Url, headers, connections, compressed: false, _log);
        var form = webhook.Form == WebhookForm.Aegis ? BodyForm.Aegis : BodyForm.Falco;
        var sender = new HttpSender(name, post, form, isEchoed: false, _log);
        Add(name, webhook.MinimumPriority, sender, wantsJson: true);
    }

    private void AddOtlp(OtlpOutputOptions otlp, Uri endpoint, string hostName)
    {
        const string Name = "otlp";
        var connections = new HttpConnections("otlp_output", endpoint, otlp.Tls, probesIdle: true);
        string version = typeof(Deliveries).Assembly.GetName().Version!.ToString(3);
        var records = LogRecords.ForHost(hostName, version);
        IAlertSender sender = otlp.Protocol == OtlpProtocol.Grpc
            ? new OtlpGrpcSender(endpoint, otlp.Headers, connections, otlp.CompressUploads, records)
            : new OtlpHttpSender(
                new HttpPost(Name, endpoint, otlp.Headers, connections, otlp.CompressUploads, _log), records);
        Add(Name, otlp.MinimumPriority, sender, wantsJson: true);
    }

    private void Add(string name, Priority least, IAlertSender sender, bool wantsJson, int timeoutsMax = 1)
    {
        _spool ??= new Spool(
            new SpoolOptions(_options.SpoolDirectory, _options.SpoolBytesMax, _options.MemoryBytesMax), _log, TellLost);
        _sinks.Add(new ReliableSink(name, least, _spool, sender, _options, _log, TellRefused)
        {
            WantsJson = wantsJson,
            TimeoutsMax = timeoutsMax,
        });
    }

    private void TellLost(string sink, long alerts) => Tell(
        sink, alerts, "the spool's bound was reached or its file was damaged",
        $"KosmosProbe internal: {alerts} alerts for {sink} were given up, oldest first.");

    private void TellRefused(string sink, string rule, string reason) => Tell(
        sink, 1, reason, $"KosmosProbe internal: {sink} refuses alerts, such as one of the rule '{rule}'.");

    private void Tell(string sink, long alerts, string reason, string message) => _internals.Post(
        "KosmosProbe internal: alerts lost", Priority.Error, message,
        InternalField.Text("alerts.sink", sink), InternalField.Number("alerts.lost", alerts),
        InternalField.Text("alerts.reason", reason));
}
