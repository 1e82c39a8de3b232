namespace KosmosProbe.Host.Configuration.Options;

/// <summary>delivery: how long and where alerts wait for sinks on the network that do not take them.</summary>
internal sealed record DeliveryOptions
{
    /// <summary>A folder of the probe's own; each sink has a folder in it. Empty: alerts wait in memory only.</summary>
    public string SpoolDirectory { get; init; } = "/var/lib/kosmos-probe/spool";

    /// <summary>Bytes that one sink may hold on disk; then the oldest are lost, and that is told.</summary>
    public long SpoolBytesMax { get; init; } = 64L << 20;

    /// <summary>Alerts of one sink that may wait in memory.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>The wait after a first failure; it doubles with each further one.</summary>
    public TimeSpan RetryIntervalMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan RetryIntervalMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
