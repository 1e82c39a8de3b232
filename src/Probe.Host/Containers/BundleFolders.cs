namespace KosmosProbe.Host.Containers;

/// <summary>Where runtimes keep bundles.</summary>
/// <param name="ContainerdStates">containerd's state folders.</param>
/// <param name="Storages">Folders of containers/storage, which CRI-O and podman use.</param>
/// <param name="HostRoot">Where the node's root directory is seen; bundles name paths from there.</param>
internal sealed record BundleFolders(
    IReadOnlyList<string> ContainerdStates, IReadOnlyList<string> Storages, string HostRoot = "")
{
    private static readonly string[] UsualStates =
        ["/run/k3s/containerd", "/run/containerd", "/run/docker/containerd/daemon"];

    /// <summary>The usual places, and those beside sockets: containerd keeps its socket in its state folder.</summary>
    /// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
    /// <param name="sockets">Where runtimes listen.</param>
    public static BundleFolders Usual(string hostRoot, IEnumerable<RuntimeSocket> sockets) => new(
        [
            .. UsualStates
                .Concat(sockets.Where(static socket => socket.Kind == RuntimeKind.Cri)
                    .Select(static socket => Path.GetDirectoryName(socket.Path)!))
                .Distinct().Select(path => hostRoot + path),
        ],
        [$"{hostRoot}/run/containers/storage", $"{hostRoot}/var/lib/containers/storage"],
        hostRoot);
}
