namespace KosmosProbe.Engine.Containers;

/// <summary>A mount as a runtime tells it.</summary>
/// <param name="Source">Path on the host.</param>
/// <param name="Destination">Path in the container.</param>
/// <param name="Mode">Docker's mode; else empty.</param>
/// <param name="IsWritable">Whether it can be written to.</param>
/// <param name="Propagation">Word for the propagation.</param>
public sealed record MountDetails(
    string Source, string Destination, string Mode, bool IsWritable, string Propagation);
