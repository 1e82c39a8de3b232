using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Identities;

/// <summary>
/// Names of calls in which there may be links: chmod, unlink, rename and their kin leave no object that would say what
/// they were about. The event thread judges such a call by the names that were passed, and puts it aside; another
/// thread looks where they lead, and the call is judged once more where that is elsewhere. Bounded in number and time.
/// </summary>
public sealed class LinkedNames : IDisposable
{
    /// <summary>Calls that wait at most.</summary>
    internal const int CountMax = 4096;

    /// <summary>Calls of one container that wait at most, or of one mount namespace of the host.</summary>
    internal const int OriginMax = 512;

    /// <summary>Calls of one process that wait at most: the others of its container are to have room, too.</summary>
    internal const int ProcessMax = 128;

    private readonly RequestQueue<LinkQuestion> _questions = new(CountMax);
    private readonly LinkedList<LinkQuestion> _asked = new();
    private readonly Stack<LinkedListNode<LinkQuestion>> _free = new();
    private readonly Dictionary<LinkOrigin, int> _waiting = [];
    private readonly Dictionary<uint, int> _waitingOfProcess = [];
    private readonly EventJudge _judgeCurrent;
    private Func<ThreadInfo, ThreadInfo?>? _parentOf;
    private LinkQuestion? _current;
    private EventJudge? _judge;
    private long _answered;
    private long _led;
    private long _late;

    /// <summary>Nothing is asked yet.</summary>
    public LinkedNames() => _judgeCurrent = JudgeCurrent;

    /// <summary>How long a call waits at most, in milliseconds.</summary>
    public long WaitMaxMs { get; init; } = 2000;

    /// <summary>Calls whose names somebody has looked at.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Those of them whose names led elsewhere.</summary>
    public long Led => Volatile.Read(ref _led);

    /// <summary>Calls of which it was not found out in time, or for which there was no room.</summary>
    public long Late => Volatile.Read(ref _late);

    /// <summary>Calls that wait. Event thread.</summary>
    internal int Waiting => _asked.Count;

    /// <summary>Who looks: waits for a question; one thread. False when none came in time.</summary>
    /// <param name="timeout">How long at most; finite.</param>
    public bool Wait(TimeSpan timeout) => _questions.Wait(timeout);

    /// <summary>Who looks: takes the oldest question, which is to be answered.</summary>
    /// <param name="question">The question.</param>
    public bool TryTake(out LinkQuestion question) => _questions.TryTake(out question!);

    /// <inheritdoc/>
    public void Dispose() => _questions.Dispose();

    /// <summary>Asks where the names of a call lead, if it has any that may lead elsewhere. Event thread.</summary>
    /// <param name="context">The call; copied.</param>
    /// <param name="record">Its record; copied.</param>
    internal void Ask(in EventContext context, ReadOnlySpan<byte> record)
    {
        if (context.Result < 0 || !(AskedName.MayLead(context, 0) || AskedName.MayLead(context, 1))) return;
        uint pid = context.Event.Header.Pid;
        int waiting = _waiting.GetValueOrDefault(LinkQuestion.OriginOf(context));
        int ofProcess = _waitingOfProcess.GetValueOrDefault(pid);
        if (_asked.Count >= CountMax || waiting >= OriginMax || ofProcess >= ProcessMax)
        {
            Interlocked.Increment(ref _late);
            return;
        }

        var entry = _free.TryPop(out var free) ? free : new LinkedListNode<LinkQuestion>(new LinkQuestion());
        if (!entry.Value.TryTake(context))
        {
            _free.Push(entry);
            return;
        }

        _parentOf ??= context.Node.Threads.ParentOf;
        entry.Value.Event.Take(context, record, _parentOf);
        _asked.AddLast(entry);
        _waiting[entry.Value.Origin] = waiting + 1;
        _waitingOfProcess[pid] = ofProcess + 1;
        _questions.TryAdd(entry.Value);
    }

    /// <summary>Judges the calls whose names are known to lead elsewhere, in their order. Event thread.</summary>
    /// <param name="node">Whose threads the calls are of.</param>
    /// <param name="judge">Judges one; its context has the paths.</param>
    internal void Release(NodeState node, EventJudge judge)
    {
        long nowMs = Environment.TickCount64;
        for (var entry = _asked.First; entry is not null;)
        {
            var next = entry.Next;
            bool isOver = nowMs - entry.Value.SinceMs >= WaitMaxMs;
            if (entry.Value.IsAnswered && (isOver || !entry.Value.Event.Thread.Cgroup.Claims.IsOutstanding))
            {
                Remove(entry);
                Interlocked.Increment(ref _answered);
                _current = entry.Value;
                Judge(node, judge);
                entry.Value.Event.Return(node);
                _free.Push(entry);
            }
            else if (isOver && !entry.Value.IsAnswered)
            {
                // Who looks may still do so: what it looks at is not used again.
                Remove(entry);
                Interlocked.Increment(ref _late);
                entry.Value.Event.Return(node);
            }

            entry = next;
        }
    }

    private void Remove(LinkedListNode<LinkQuestion> entry)
    {
        _asked.Remove(entry);
        Leave(_waiting, entry.Value.Origin);
        Leave(_waitingOfProcess, entry.Value.Pid);
    }

    private static void Leave<T>(Dictionary<T, int> waiting, T one)
        where T : struct
    {
        int left = waiting[one] - 1;
        if (left > 0) waiting[one] = left;
        else waiting.Remove(one);
    }

    private void Judge(NodeState node, EventJudge judge)
    {
        _judge = judge;
        _current!.Event.Judge(node, _judgeCurrent);
        _current = null;
    }

    private void JudgeCurrent(in EventContext context)
    {
        context.Node.Scratch.Reset();
        if (!_current!.LeadsElsewhere(context)) return;
        Interlocked.Increment(ref _led);
        _judge!(context with { Links = _current });
    }
}
