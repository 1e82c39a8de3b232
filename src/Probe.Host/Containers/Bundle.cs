using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>What lies on the node's disk about a container, before and after its runtime can be asked.</summary>
/// <param name="Details">What it tells.</param>
/// <param name="IsCri">Whether a CRI runtime made it, and will tell more.</param>
/// <param name="Namespace">containerd's namespace; null where it is another runtime's.</param>
internal sealed record Bundle(ContainerDetails Details, bool IsCri, string? Namespace);
