namespace KosmosProbe.Host.Configuration.Options;

/// <summary>self_test: an exec of the probe's own, which must come back as an event.</summary>
internal sealed record SelfTestOptions
{
    /// <summary>It is made.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often, beside the first one at start; at least 1 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);
}
