namespace KosmosProbe.Host.Health;

/// <summary>How the last self-test went.</summary>
internal enum SelfTestState
{
    /// <summary>The first has not ended.</summary>
    NotYet,

    /// <summary>Its exec was seen.</summary>
    Seen,

    /// <summary>Its exec was not seen.</summary>
    Missed,

    /// <summary>There is none.</summary>
    Off,
}
