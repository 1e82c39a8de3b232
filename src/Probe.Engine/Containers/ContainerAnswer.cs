namespace KosmosProbe.Engine.Containers;

/// <summary>
/// What a runtime said of a container. Answers also come unasked: for what runs at the start, and by the runtimes'
/// event streams. A later answer for the same id replaces an earlier one.
/// </summary>
/// <param name="FullId">The container's whole id; of a question, the question's own bytes.</param>
/// <param name="Outcome">What came of asking.</param>
/// <param name="Info">The description, where there is one.</param>
public sealed record ContainerAnswer(byte[] FullId, ContainerOutcome Outcome, ContainerInfo? Info)
{
    /// <summary>True when nobody knows it for want of time.</summary>
    public bool IsUnheard { get; private init; }

    /// <summary>True when it is the bundle's word, which is less than a runtime's.</summary>
    public bool IsOfBundle { get; private init; }

    /// <summary>A description.</summary>
    /// <param name="info">All that the runtime tells.</param>
    public static ContainerAnswer Known(ContainerInfo info) => new(info.FullId, ContainerOutcome.Known, info);

    /// <summary>A description that will be followed by a fuller one, or by the word that there is none.</summary>
    /// <param name="info">What is known so far.</param>
    public static ContainerAnswer Partial(ContainerInfo info) =>
        new(info.FullId, ContainerOutcome.Partial, info) { IsOfBundle = true };

    /// <summary>What its bundle tells, for want of a runtime's word: to be asked for again.</summary>
    /// <param name="info">What is known so far.</param>
    public static ContainerAnswer OfBundle(ContainerInfo info) => Known(info) with { IsOfBundle = true };

    /// <summary>Nobody knows it.</summary>
    /// <param name="fullId">Whole id.</param>
    public static ContainerAnswer Unknown(byte[] fullId) => new(fullId, ContainerOutcome.Unknown, null);

    /// <summary>Somebody may know it and has not said so in time.</summary>
    /// <param name="fullId">Whole id.</param>
    public static ContainerAnswer Unheard(byte[] fullId) => Unknown(fullId) with { IsUnheard = true };

    /// <summary>It was removed.</summary>
    /// <param name="fullId">Whole id.</param>
    public static ContainerAnswer Gone(byte[] fullId) => new(fullId, ContainerOutcome.Gone, null);
}
