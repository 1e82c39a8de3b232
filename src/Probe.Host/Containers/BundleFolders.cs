namespace KosmosProbe.Host.Containers;

/// <summary>Where runtimes keep bundles.</summary>
/// <param name="ContainerdStates">containerd's state folders.</param>
/// <param name="Storages">Folders of containers/storage, which CRI-O and podman use.</param>
/// <param name="HostRoot">Where the node's root directory is seen; bundles name paths from there.</param>
internal sealed record BundleFolders(
    IReadOnlyList<string> ContainerdStates, IReadOnlyList<string> Storages, string HostRoot = "")
{
    /// <summary>The usual places.</summary>
    /// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
    public static BundleFolders Usual(string hostRoot) => new(
        [$"{hostRoot}/run/k3s/containerd", $"{hostRoot}/run/containerd", $"{hostRoot}/run/docker/containerd/daemon"],
        [$"{hostRoot}/run/containers/storage", $"{hostRoot}/var/lib/containers/storage"],
        hostRoot);
}
