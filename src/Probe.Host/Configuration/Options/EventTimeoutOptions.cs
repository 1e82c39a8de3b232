namespace KosmosProbe.Host.Configuration.Options;

/// <summary>syscall_event_timeouts: when the absence of events is told.</summary>
internal sealed record EventTimeoutOptions
{
    /// <summary>Waits for an event, in a row, that may end without one.</summary>
    public int MaxConsecutives { get; init; } = 1000;
}
