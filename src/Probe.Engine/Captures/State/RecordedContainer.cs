using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// A container of a capture: its id, and what the capture has told of it so far. The host is one as well, of which
/// everything is known.
/// </summary>
/// <param name="id">container.id.</param>
internal sealed class RecordedContainer(byte[] id)
{
    /// <summary>Where threads are that are in no container.</summary>
    public static readonly RecordedContainer Host = new("host"u8.ToArray())
    {
        Info = new ContainerInfo(RecordedContainerJson.Empty("host", name: "host")),
    };

    /// <summary>container.id.</summary>
    public byte[] Id { get; } = id;

    /// <summary>True for the node itself.</summary>
    public bool IsHost => this == Host;

    /// <summary>
    /// Of captures of our own: the form of its group fits others than containers too, and it is none until it is
    /// described.
    /// </summary>
    public bool NeedsProof { get; init; }

    /// <summary>
    /// Of captures of our own: its users; null while they are not known, and then the node's names hold.
    /// </summary>
    public Dictionary<uint, NamedId>? Users { get; set; }

    /// <summary>The same of groups.</summary>
    public Dictionary<uint, NamedId>? Groups { get; set; }

    /// <summary>What was told of it; null before that, and after it was removed.</summary>
    public ContainerInfo? Info { get; set; }

    /// <summary>As an event showed it of which nothing was kept, the latest: it is often told the same again.</summary>
    public RecordedContainer? Shown { get; set; }

    /// <summary>Bytes of the description that <see cref="Info"/> was read from.</summary>
    public int InfoBytes { get; set; }

    /// <summary>
    /// Who tells the pod's labels and addresses: its sandbox; null when the container's own description has them.
    /// </summary>
    public RecordedContainer? Sandbox { get; set; }

    /// <summary>Who tells the pod's addresses; null while that one is not known.</summary>
    public ContainerInfo? PodInfo => Sandbox is { } sandbox ? sandbox.Info : Info;
}
