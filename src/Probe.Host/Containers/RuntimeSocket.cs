namespace KosmosProbe.Host.Containers;

/// <summary>Where runtimes may listen.</summary>
/// <param name="Kind">What is spoken there.</param>
/// <param name="Path">Of the socket; podman's may have <c>*</c> for one folder.</param>
internal sealed record RuntimeSocket(RuntimeKind Kind, string Path)
{
    /// <summary>Falco's places, K3s' first: that is where this probe's users are.</summary>
    public static readonly IReadOnlyList<RuntimeSocket> Usual =
    [
        new(RuntimeKind.Cri, "/run/k3s/containerd/containerd.sock"),
        new(RuntimeKind.Cri, "/run/containerd/containerd.sock"),
        new(RuntimeKind.Cri, "/run/crio/crio.sock"),
        new(RuntimeKind.Cri, "/run/host-containerd/containerd.sock"),
        new(RuntimeKind.Docker, "/var/run/docker.sock"),
        new(RuntimeKind.Podman, "/run/podman/podman.sock"),
        new(RuntimeKind.Podman, "/run/user/*/podman/podman.sock"),
    ];

    /// <summary>The sockets that are meant: itself, or what a star stands for now.</summary>
    /// <param name="hostRoot">Where the node's root directory is seen; empty: it is the own one.</param>
    public IEnumerable<RuntimePlace> Places(string hostRoot)
    {
        int star = Path.IndexOf("/*/", StringComparison.Ordinal);
        if (star < 0) return [new RuntimePlace(Kind, Place(hostRoot))];
        string parent = hostRoot + Path[..star];
        string rest = Path[(star + "/*/".Length)..];
        try
        {
            return Directory.Exists(parent)
                ? [.. Directory.EnumerateDirectories(parent).Select(folder => OfUser(folder, rest))]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // A node has /run under two names, of which a pod may see one or both: the place must be the same whenever the
    // socket comes, or one runtime would be asked twice.
    private string Place(string hostRoot)
    {
        const string Var = "/var";
        string place = HostPath.Resolve(hostRoot, Path);
        if (!Path.StartsWith($"{Var}/run/", StringComparison.Ordinal)) return place;
        string newer = HostPath.Resolve(hostRoot, Path[Var.Length..]);
        bool isThere = File.Exists(newer) || (!File.Exists(place) && Directory.Exists(hostRoot + "/run"));
        return isThere ? newer : place;
    }

    // Whoever the folder belongs to can answer there what he likes, so he is asked about his own containers only.
    private RuntimePlace OfUser(string folder, string rest) => new(
        Kind, System.IO.Path.Combine(folder, rest), $"/user-{System.IO.Path.GetFileName(folder)}.slice/");
}
