namespace KosmosProbe.Host.Configuration.Options;

/// <summary>delivery: how long and where alerts wait for sinks on the network that do not take them.</summary>
internal sealed record DeliveryOptions
{
    /// <summary>A folder of the probe's own. Empty: alerts wait in memory only.</summary>
    public string SpoolDirectory { get; init; } = "/var/lib/kosmos-probe/spool";

    /// <summary>Bytes that may wait there for all sinks together; then the oldest are lost, and that is told.</summary>
    public long SpoolBytesMax { get; init; } = 256L << 20;

    /// <summary>Bytes that may wait in memory while the folder takes nothing, or where there is none.</summary>
    public long MemoryBytesMax { get; init; } = 16L << 20;

    /// <summary>The wait after a first failure; it doubles with each further one.</summary>
    public TimeSpan RetryIntervalMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan RetryIntervalMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
