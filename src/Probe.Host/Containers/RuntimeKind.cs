namespace KosmosProbe.Host.Containers;

/// <summary>Which interface is spoken at a socket.</summary>
internal enum RuntimeKind
{
    /// <summary>The Kubernetes Container Runtime Interface: containerd, K3s, CRI-O.</summary>
    Cri,

    /// <summary>The docker engine's.</summary>
    Docker,

    /// <summary>podman's form of it.</summary>
    Podman,
}
