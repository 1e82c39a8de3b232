using System.Collections.Concurrent;
using KosmosProbe.Engine.Identities;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Identities;

/// <summary>
/// Hands each question to the lane of who asks. Lanes that hang are bounded in number; whoever got an answer before has
/// room also when strangers hold all of that. One thread.
/// </summary>
/// <param name="look">Looks at one question, and may hang; on several threads.</param>
/// <param name="log">Where the limit is told.</param>
internal sealed class LinkLanes(Action<LinkQuestion> look, ILogger log)
{
    /// <summary>Lanes of who was never answered, at most, and as many again of those who were.</summary>
    internal const int LanesMax = 128;

    private const int KnownMax = 4096;
    private const long TellEveryMs = 600_000;

    private readonly Dictionary<LinkOrigin, LinkLane> _lanes = [];
    private readonly HashSet<LinkOrigin> _known = [];
    private readonly ConcurrentQueue<LinkOrigin> _answered = new();
    private long _nextTellMs;

    /// <summary>Has a question looked at; it gets no answer when there is no room.</summary>
    /// <param name="question">The question.</param>
    public void Hand(LinkQuestion question)
    {
        var origin = question.Origin;
        while (_answered.TryDequeue(out var answered)) Know(answered);
        if (_lanes.TryGetValue(origin, out var lane) && lane.TryAdd(question)) return;
        _lanes.Remove(origin);
        if (_lanes.Count >= LanesMax) Sweep();
        if (_lanes.Count >= (_known.Contains(origin) ? 2 * LanesMax : LanesMax))
        {
            TellFull();
            return;
        }

        _lanes[origin] = lane = new LinkLane(one => Look(one, origin));
        lane.TryAdd(question);
        lane.Start();
    }

    private void Look(LinkQuestion question, LinkOrigin origin)
    {
        look(question);
        _answered.Enqueue(origin);
    }

    private void Know(LinkOrigin origin)
    {
        if (_known.Count >= KnownMax) _known.Clear();
        _known.Add(origin);
    }

    private void Sweep()
    {
        foreach (var ended in _lanes.Where(static one => one.Value.HasEnded).ToList()) _lanes.Remove(ended.Key);
    }

    private void TellFull()
    {
        if (Environment.TickCount64 < _nextTellMs) return;
        _nextTellMs = Environment.TickCount64 + TellEveryMs;
        log.LinksNotFollowed(_lanes.Count);
    }
}
