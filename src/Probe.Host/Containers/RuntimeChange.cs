namespace KosmosProbe.Host.Containers;

/// <summary>A line of a runtime's event stream.</summary>
/// <param name="Id">Of the container.</param>
/// <param name="IsRemoval">True when it is gone; else it was made or started.</param>
internal readonly record struct RuntimeChange(string Id, bool IsRemoval);
