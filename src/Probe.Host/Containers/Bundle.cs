using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>What lies on the node's disk about a container, before and after its runtime can be asked.</summary>
/// <param name="Details">What it tells.</param>
/// <param name="IsCri">Whether a CRI runtime made it, and will tell more.</param>
/// <param name="Namespace">containerd's namespace; null where it is another runtime's.</param>
internal sealed record Bundle(ContainerDetails Details, bool IsCri, string? Namespace)
{
    /// <summary>Adds what runtimes do not tell.</summary>
    /// <param name="told">What a runtime told of the same container.</param>
    public void Complete(ContainerDetails told)
    {
        told.RootPath ??= Details.RootPath;
        told.CgroupsPath ??= Details.CgroupsPath;
        told.UserIds ??= Details.UserIds;
        told.GroupIds ??= Details.GroupIds;
    }
}
