namespace KosmosProbe.Engine.Containers;

/// <summary>What came of asking for a container.</summary>
public enum ContainerOutcome
{
    /// <summary>A runtime described it; nothing more will come unless it changes.</summary>
    Known,

    /// <summary>What its bundle tells; a further answer with another outcome follows.</summary>
    Partial,

    /// <summary>Nobody knows it, or nobody who could was there in time.</summary>
    Unknown,

    /// <summary>A runtime says that it was removed.</summary>
    Gone,
}
