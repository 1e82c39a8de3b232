namespace KosmosProbe.Triggers.Tests;

/// <summary>Where a trigger's script runs.</summary>
internal enum Place
{
    /// <summary>On the node, as root, with mounts and a network of its own.</summary>
    Host,

    /// <summary>In a container of a pod, as root with a runtime's usual capabilities.</summary>
    Container,

    /// <summary>In a privileged container.</summary>
    Privileged,

    /// <summary>In a container, as user 1000 (zeus there).</summary>
    User,

    /// <summary>As the first process of a container of its own.</summary>
    Entry,

    /// <summary>As the first process of a privileged container of its own.</summary>
    PrivilegedEntry,

    /// <summary>As the first process of a container of its own, which sees the node's /etc, read-only.</summary>
    MountedEntry,

    /// <summary>As the first process of a container of its own, which has a terminal.</summary>
    TerminalEntry,
}
