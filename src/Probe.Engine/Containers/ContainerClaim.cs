namespace KosmosProbe.Engine.Containers;

/// <summary>A container that a part of a control group's path names, rightly or not.</summary>
/// <param name="Container">The container.</param>
/// <param name="IdStart">Where the path has its id.</param>
internal readonly record struct ContainerClaim(Container Container, int IdStart);
