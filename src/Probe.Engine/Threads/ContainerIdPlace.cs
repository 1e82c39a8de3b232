namespace KosmosProbe.Engine.Threads;

/// <summary>Where a control group's path has a container's id.</summary>
/// <param name="Start">Of the id.</param>
/// <param name="Length">Of the whole id.</param>
/// <param name="ShortLength">Of <c>container.id</c>, the start of it.</param>
/// <param name="PathLength">How much of the path is the container's own group or one below it.</param>
/// <param name="NeedsProof">The form fits others than containers too.</param>
internal readonly record struct ContainerIdPlace(
    int Start, int Length, int ShortLength, int PathLength, bool NeedsProof);
