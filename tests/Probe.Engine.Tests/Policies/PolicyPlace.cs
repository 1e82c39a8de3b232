using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Tests.Policies;

/// <summary>Where events happen that a policy is for: on the host, or in a container.</summary>
/// <param name="Info">The container; null: the host.</param>
internal sealed record PolicyPlace(ContainerInfo? Info)
{
    private static readonly byte[] Path = "/somewhere"u8.ToArray();

    /// <summary>The host, a plain container, and one that much is known of.</summary>
    public static readonly PolicyPlace[] All =
    [
        new(Info: null),
        new(new ContainerInfo(new ContainerDetails { FullId = new string('a', 64), Name = "web" })),
        new(new ContainerInfo(new ContainerDetails
        {
            FullId = new string('b', 64),
            Name = "zeus",
            Type = "containerd",
            Image = "docker.io/kosmos/zeus:1",
            IsPrivileged = true,
            HasHostNetwork = false,
            Mounts = [],
            Labels = new Dictionary<string, string> { ["app"] = "zeus" },
            PodName = "zeus-1",
            PodNamespace = "kosmos",
        })),
    ];

    /// <summary>A thread there.</summary>
    public ThreadInfo Thread { get; } = new() { Tid = 100, Pid = 100, Uid = 0, Cgroup = Group(Info) };

    public KernelPolicy PolicyOf(PolicyCompiler compiler) =>
        Info is { } info ? compiler.For(info) : compiler.ForHost();

    /// <summary>An event there, by a thread that is known or not.</summary>
    public EventContext Event(byte[] record, NodeState node, bool isKnown)
    {
        var view = Records.View(record);
        return new EventContext(view, isKnown ? Thread : ThreadInfo.Unknown, node, 7, view.Header.Result);
    }

    private static Cgroup Group(ContainerInfo? info)
    {
        if (info is null) return new Cgroup(Path, ContainerClaims.None);
        var container = new Container(info.FullId, info.Id, Path, needsProof: false);
        container.Take(ContainerAnswer.Known(info));
        return new Cgroup(Path, new ContainerClaims(Path, [new ContainerClaim(container, 1)]));
    }
}
