using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Containers;

/// <summary>
/// The containers of the node by id, as control groups name them and runtimes describe them. Asks once for each when it
/// is first seen, again and again more rarely for those that nobody knows. Belongs to the event thread.
/// </summary>
public sealed class ContainerTable
{
    /// <summary>Containers kept. A node has some hundreds.</summary>
    internal const int KeptMax = 16 * 1024;

    private const int AskAgainFirstMs = 1_000;
    private const int AskAgainLastMs = 60_000;

    private readonly ContainerExchange? _exchange;
    private readonly Dictionary<byte[], Container> _byId = new(BytesComparer.Instance);

    /// <summary>A table.</summary>
    /// <param name="exchange">Where to ask; null when nobody can be: then paths alone tell.</param>
    public ContainerTable(ContainerExchange? exchange = null) => _exchange = exchange;

    /// <summary>How many are kept.</summary>
    public int Count => _byId.Count;

    /// <summary>Takes what has been answered since; to be called between two records.</summary>
    /// <returns>True when there was an answer.</returns>
    public bool TakeAnswers()
    {
        bool any = false;
        while (_exchange is not null && _exchange.TryTake(out var answer))
        {
            Take(answer);
            any = true;
        }

        return any;
    }

    /// <summary>Asks again for containers that nobody knew; to be called about once a second.</summary>
    /// <param name="nowMs">As <see cref="Environment.TickCount64"/> has it.</param>
    public void AskAgain(long nowMs)
    {
        foreach (var container in _byId.Values)
        {
            if (container.Knowledge == ContainerKnowledge.Unknown && nowMs >= container.AskAgainAtMs)
            {
                Ask(container, ContainerRequestCause.AskedAgain, nowMs);
            }
        }
    }

    /// <summary>The container that a control group's path names; asked for when it is new.</summary>
    /// <param name="path">The group's path; shared.</param>
    /// <param name="cause">Why it is looked for.</param>
    internal Container? Find(byte[] path, ContainerRequestCause cause)
    {
        if (!ContainerId.TryFind(path, out var id, out var shortId, out bool needsProof))
        {
            return null;
        }

        var lookup = _byId.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(id, out var known))
        {
            return known;
        }

        var added = new Container(
            id.ToArray(), shortId.ToArray(), path, needsProof: needsProof && _exchange is not null);
        Add(added);
        Ask(added, cause, Environment.TickCount64);
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

        container.Take(answer);
        if (answer.Outcome == ContainerOutcome.Gone)
        {
            // Its last processes keep what is known of it through their groups.
            _byId.Remove(answer.FullId);
        }
    }

    private void Add(Container container)
    {
        if (_byId.Count >= KeptMax)
        {
            // Groups keep the containers they show; what still lives is asked for again with its next group.
            _byId.Clear();
        }

        _byId.Add(container.FullId, container);
    }

    private void Ask(Container container, ContainerRequestCause cause, long nowMs)
    {
        long pauseMs = (long)AskAgainFirstMs << Math.Min(container.Unanswered, 16);
        container.AskAgainAtMs = nowMs + Math.Min(pauseMs, AskAgainLastMs);
        if (_exchange?.Ask(new ContainerRequest(container.FullId, container.CgroupPath, cause)) == true)
        {
            container.Asked();
        }
    }
}
