using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Containers;

/// <summary>
/// The containers of the node by id, as control groups name them and runtimes describe them. Asks once for each when it
/// is first seen, again and again more rarely for those that nobody knows. A container is kept as long as a control
/// group names it. Belongs to the event thread.
/// </summary>
public sealed class ContainerTable
{
    /// <summary>Containers kept. A node has some hundreds.</summary>
    internal const int KeptMax = 16 * 1024;

    private const int AskAgainFirstMs = 1_000;
    private const int AskAgainLastMs = 60_000;

    // For containers that runtimes tell of before they start, and for answers that are still on their way.
    private const int KeptWithoutGroupMs = 60_000;

    private readonly ContainerExchange? _exchange;
    private readonly Dictionary<byte[], Container> _byId = new(BytesComparer.Instance);

    /// <summary>A table.</summary>
    /// <param name="exchange">Where to ask; null when nobody can be: then paths alone tell.</param>
    public ContainerTable(ContainerExchange? exchange = null) => _exchange = exchange;

    /// <summary>How many are kept.</summary>
    public int Count => _byId.Count;

    /// <summary>
    /// Told when what is known of a container has changed; with true, when policies rest upon what was known before.
    /// </summary>
    internal Action<bool>? Changed { get; set; }

    /// <summary>Told when something new is known of a container; null: nobody wants to hear of it.</summary>
    internal Action<ContainerInfo>? Described { get; set; }

    /// <summary>All that is known.</summary>
    internal IEnumerable<ContainerInfo> Infos => _byId.Values.Select(static kept => kept.Info).OfType<ContainerInfo>();

    /// <summary>Takes what has been answered since; to be called between two records.</summary>
    public void TakeAnswers()
    {
        while (_exchange is not null && _exchange.TryTake(out var answer))
        {
            Take(answer);
        }
    }

    /// <summary>
    /// Asks again for containers that nobody knew or that only their bundle described, and forgets those that no group
    /// has named for a while; to be called about once a second.
    /// </summary>
    /// <param name="nowMs">As <see cref="Environment.TickCount64"/> has it.</param>
    public void AskAgain(long nowMs)
    {
        foreach (var container in _byId.Values)
        {
            if (container.Groups == 0 && nowMs >= container.ForgetAtMs)
            {
                _byId.Remove(container.FullId);
                container.Forgotten();
            }
            else if (container.IsWorthAsking && nowMs >= container.AskAgainAtMs)
            {
                Ask(container, ContainerRequestCause.AskedAgain, nowMs);
            }
        }
    }

    /// <summary>
    /// The containers that the path of a new control group names; asked for when they are new. The group names them
    /// until <see cref="Leave"/>.
    /// </summary>
    /// <param name="path">The group's path; shared.</param>
    /// <param name="cause">Why it is looked for.</param>
    internal ContainerClaims Join(byte[] path, ContainerRequestCause cause)
    {
        var claims = Find(path, cause);
        foreach (ref readonly var claim in claims.All)
        {
            claim.Container.Groups++;
        }

        return claims;
    }

    /// <summary>A group that named containers is gone.</summary>
    /// <param name="claims">The containers.</param>
    internal void Leave(ContainerClaims claims)
    {
        foreach (ref readonly var claim in claims.All)
        {
            if (--claim.Container.Groups == 0)
            {
                Forget(claim.Container);
            }
        }
    }

    /// <summary>A group that is not kept is gone; a runtime may have told of the container that it named.</summary>
    /// <param name="path">The group's path.</param>
    internal void Removed(ReadOnlySpan<byte> path)
    {
        if (ContainerId.TryFind(path, out var id, out _, out _)
            && _byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out var container)
            && container.Groups == 0)
        {
            Forget(container);
        }
    }

    /// <summary>The first process is seen in a group: who was asked too early is asked once more.</summary>
    /// <param name="claims">The containers that the group names.</param>
    internal void Entered(ContainerClaims claims)
    {
        for (int i = 0; i < claims.All.Length; i++)
        {
            var container = claims.All[i].Container;
            if (container.Knowledge == ContainerKnowledge.Unknown && IsKept(container))
            {
                bool isNested = i < claims.All.Length - 1;
                Ask(container, ContainerRequestCause.ProcessSeen, Environment.TickCount64, isNested);
            }
        }
    }

    private ContainerClaims Find(byte[] path, ContainerRequestCause cause)
    {
        var ids = ContainerId.FindAll(path);
        if (ids.Count == 0)
        {
            return ContainerClaims.None;
        }

        var claims = new ContainerClaim[ids.Count];
        for (int i = 0; i < claims.Length; i++)
        {
            claims[i] = new ContainerClaim(Find(path, ids[i], isNested: i < claims.Length - 1, cause), ids[i].Start);
        }

        return new ContainerClaims(path, claims);
    }

    private Container Find(byte[] path, in ContainerIdPlace place, bool isNested, ContainerRequestCause cause)
    {
        var id = path.AsSpan(place.Start, place.Length);
        if (_byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out var known))
        {
            return known;
        }

        var added = new Container(
            id.ToArray(), id[..place.ShortLength].ToArray(),
            place.PathLength == path.Length ? path : path[..place.PathLength],
            needsProof: place.NeedsProof && _exchange is not null);
        Add(added);
        Ask(added, cause, Environment.TickCount64, isNested);
        return added;
    }

    private void Take(ContainerAnswer answer)
    {
        if (!_byId.TryGetValue(answer.FullId, out var container))
        {
            if (answer.Info is not { } info)
            {
                return;
            }

            // Runs already, or was told of before any of its processes was seen.
            container = new Container(info.FullId, info.Id, [], needsProof: false);
            Add(container);
        }

        var (former, home, knowledge) = (container.Info, container.Home, container.Knowledge);
        container.Take(answer);
        if (container.Info != former || container.Home != home || container.Knowledge != knowledge)
        {
            Changed?.Invoke(container.IsJudged);
        }

        if (answer.Info is not null && container.Info == answer.Info)
        {
            Described?.Invoke(answer.Info);
        }

        if (answer.Outcome == ContainerOutcome.Gone || (container is { Groups: 0, IsLeft: true, IsOutstanding: false }))
        {
            // Its last processes keep what is known of it through their groups.
            _byId.Remove(answer.FullId);
        }
    }

    // Events may wait for an answer even when all groups are gone: it must find whom it is about.
    private void Forget(Container container)
    {
        container.IsLeft = true;
        container.ForgetAtMs = Environment.TickCount64 + KeptWithoutGroupMs;
        if (!container.IsOutstanding && IsKept(container))
        {
            _byId.Remove(container.FullId);
        }
    }

    // After a removal and a new beginning the table may have another container of the same id.
    private bool IsKept(Container container) =>
        _byId.TryGetValue(container.FullId, out var kept) && kept == container;

    private void Add(Container container)
    {
        if (_byId.Count >= KeptMax)
        {
            // Groups keep the containers they show; what still lives is asked for again with its next group.
            foreach (var kept in _byId.Values)
            {
                kept.Forgotten();
            }

            _byId.Clear();
        }

        container.ForgetAtMs = Environment.TickCount64 + KeptWithoutGroupMs;
        _byId.Add(container.FullId, container);
    }

    private void Ask(Container container, ContainerRequestCause cause, long nowMs, bool isNested = false)
    {
        long pauseMs = (long)AskAgainFirstMs << Math.Min(container.Unanswered, 16);
        container.AskAgainAtMs = nowMs + Math.Min(pauseMs, AskAgainLastMs);
        var request = new ContainerRequest(container.FullId, container.CgroupPath, cause) { IsNested = isNested };
        if (_exchange?.Ask(request) == true)
        {
            container.Asked(cause);
        }
    }
}
