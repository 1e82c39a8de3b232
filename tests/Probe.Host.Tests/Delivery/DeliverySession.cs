using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Outputs.Delivery;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>The outputs of a configuration at work, without a probe.</summary>
internal sealed class DeliverySession : IDisposable
{
    private readonly Deliveries _deliveries;

    private DeliverySession(ProbeOptions options)
    {
        _deliveries = Deliveries.Create(options, "n1", Internals, Log);
        _deliveries.Start();
        foreach (var sink in _deliveries.Sinks) sink.Start();
    }

    /// <summary>What it tells as alerts of its own.</summary>
    public InternalAlerts Internals { get; } = new();

    /// <summary>What it tells in the log.</summary>
    public LogLines Log { get; } = new();

    /// <summary>The only output.</summary>
    public IAlertSink Sink => Assert.Single(_deliveries.Sinks);

    /// <summary>Short waits between tries.</summary>
    public static DeliveryOptions Quick { get; } = new()
    {
        SpoolDirectory = "",
        RetryIntervalMin = TimeSpan.FromMilliseconds(10),
        RetryIntervalMax = TimeSpan.FromMilliseconds(40),
        RequestTimeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>With http_output alone.</summary>
    public static DeliverySession OfHttp(HttpOutputOptions http, DeliveryOptions? delivery = null) =>
        new(Options(delivery) with { HttpOutput = http with { Enabled = true } });

    /// <summary>With a webhook.</summary>
    public static DeliverySession OfWebhook(WebhookOptions webhook) =>
        new(Options(null) with { Webhooks = [webhook] });

    /// <summary>With otlp_output alone.</summary>
    public static DeliverySession OfOtlp(OtlpOutputOptions otlp) =>
        new(Options(null) with { OtlpOutput = otlp with { Enabled = true } });

    /// <summary>Offers alerts of consecutive numbers.</summary>
    public void Offer(int first, int count)
    {
        for (int i = first; i < first + count; i++) Sink.Offer(SentAlerts.Numbered(i));
    }

    public void Dispose() => _deliveries.Dispose();

    private static ProbeOptions Options(DeliveryOptions? delivery) =>
        new() { ConfigFile = "", RulesPaths = [], Delivery = delivery ?? Quick };
}

/// <summary>Remembers what is logged.</summary>
internal sealed class LogLines : ILogger
{
    private readonly List<string> _lines = [];

    /// <summary>The lines so far.</summary>
    public string Text
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        lock (_lines) _lines.Add(formatter(state, exception));
    }
}
