using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>
/// What fields that are fixed for a container's life say of its threads: read of such a thread, and of one that the
/// table of threads does not know, for that can be where an event is judged.
/// </summary>
internal sealed class ContainerFacts
{
    private static readonly byte[] AnyPath = "/policy"u8.ToArray();

    private readonly NodeState _node = new();
    private readonly byte[] _record;
    private readonly ThreadInfo _thread;
    private bool _isKnown = true;

    private ContainerFacts(Cgroup group)
    {
        _record = ClassExamples.Plain(EventType.Openat);
        _thread = new ThreadInfo { Tid = 1, Pid = 1, Cgroup = group };
    }

    /// <summary>Of threads of which nothing is known, not even whether they are in a container.</summary>
    public static ContainerFacts OfAny() => new(Cgroup.Unknown) { _isKnown = false };

    /// <summary>What they say of threads in no container.</summary>
    public static ContainerFacts OfHost() => new(new Cgroup(AnyPath, ContainerClaims.None));

    /// <summary>What they say of a container's threads.</summary>
    /// <param name="info">All that is known of it.</param>
    public static ContainerFacts Of(ContainerInfo info)
    {
        var container = new Container(info.FullId, info.Id, AnyPath, needsProof: false);
        container.Take(ContainerAnswer.Known(info));
        var claims = new ContainerClaims(AnyPath, [new ContainerClaim(container, 1)]);
        return new ContainerFacts(new Cgroup(AnyPath, claims));
    }

    /// <summary>What a field can be; null: not known here.</summary>
    /// <param name="field">Any field.</param>
    public Possible? Of(Field field)
    {
        bool isTold = _isKnown && field.Lifetime == FieldLifetime.Container;
        if (!isTold || !Event.TryView(_record, out var view, out _)) return null;
        var known = ReadValues.Of(field, new EventContext(view, _thread, _node, 1, view.Header.Result));
        var unknown = ReadValues.Of(field, new EventContext(view, ThreadInfo.Unknown, _node, 1, view.Header.Result));
        return known is null || unknown is null ? null : new Possible([known, unknown]);
    }
}
