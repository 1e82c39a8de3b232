namespace KosmosProbe.Host.Outputs;

/// <summary>How an output's queue behaves: what Falco's configuration says of all outputs alike.</summary>
internal sealed record QueueLimits
{
    /// <summary>Alerts that may wait (outputs_queue.capacity); 0 for no limit but the bytes.</summary>
    public int AlertsMax { get; init; }

    /// <summary>Bytes that may wait: some ten thousand alerts. They are shared between outputs.</summary>
    public long BytesMax { get; init; } = 16 << 20;

    /// <summary>A full queue is waited for instead of dropping what comes.</summary>
    public bool WaitsForRoom { get; init; }

    /// <summary>Alerts may be held back to be written together (buffered_outputs).</summary>
    public bool IsBuffered { get; init; }

    /// <summary>A single write that takes longer is told (output_timeout); zero: never.</summary>
    public TimeSpan WriteMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between the first and the second attempt; then twice as long each time.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two attempts at most.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(5);
}
