namespace KosmosProbe.Engine.Captures;

/// <summary>The kinds of containers, container.type, by the numbers of Falco's container plugin.</summary>
internal static class ContainerTypes
{
    private const int Containerd = 7;

    // Others have no name.
    private static readonly string[] Names =
    [
        "docker", "lxc", "libvirt-lxc", "mesos", "rkt", "", "cri", "containerd", "cri-o", "bpm", "", "podman",
    ];

    /// <summary>The kind of a number; empty for one that has no name.</summary>
    /// <param name="number">The plugin's.</param>
    public static string Name(uint number) => number < (uint)Names.Length ? Names[number] : "";

    /// <summary>The number of a kind; that of containerd for one that has none.</summary>
    /// <param name="name">container.type.</param>
    public static int Number(string name) =>
        name.Length > 0 && Array.IndexOf(Names, name) is >= 0 and var number ? number : Containerd;
}
