using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine;

/// <summary>Judges an event; see <see cref="WaitingEvents"/>.</summary>
/// <param name="context">The event, with its thread as it was.</param>
internal delegate void EventJudge(in EventContext context);

/// <summary>
/// Events put aside until the runtime has described their container: each with a copy of its record and of its thread
/// as it was. Bounded in number, bytes and time; an event that waited too long, or finds no room, is judged with what
/// is known and counted. Memory is reused. One thread.
/// </summary>
/// <param name="node">Whose threads and containers the events are about.</param>
/// <param name="time">Measures how long they wait.</param>
internal sealed class WaitingEvents(NodeState node, TimeProvider time)
{
    /// <summary>Events that wait at most.</summary>
    internal const int CountMax = 4096;

    /// <summary>Bytes of records that wait at most.</summary>
    internal const int BytesMax = 8 << 20;

    /// <summary>How long an event waits at most, of the time in which the event thread runs.</summary>
    internal static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// What a pause between two looks counts at most. After a longer one the machine or the process stood still, and
    /// who answers stood still with it: an answer must have its time to come.
    /// </summary>
    internal static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(20);

    private readonly LinkedList<Waiting> _waiting = new();
    private readonly Stack<LinkedListNode<Waiting>> _free = new();
    private readonly Func<ThreadInfo, ThreadInfo?> _parentOf = node.Threads.ParentOf;
    private readonly long _pauseMaxTicks = PauseMax.Ticks * time.TimestampFrequency / TimeSpan.TicksPerSecond;
    private int _bytes;
    private long _lookedAt;
    private long _runTicks;

    /// <summary>Events that wait now.</summary>
    public int Count => _waiting.Count;

    /// <summary>Events that were put aside.</summary>
    public ulong Held { get; private set; }

    /// <summary>
    /// Events that were judged without the answer they waited for, or for which there was no room.
    /// </summary>
    public ulong Late { get; private set; }

    /// <summary>Puts an event aside. False, and counted, when there is no room.</summary>
    /// <param name="context">The event; copied.</param>
    /// <param name="record">Its record; copied.</param>
    public bool TryHold(in EventContext context, ReadOnlySpan<byte> record)
    {
        if (_waiting.Count >= CountMax || _bytes + record.Length > BytesMax)
        {
            Late++;
            return false;
        }

        var entry = _free.TryPop(out var free) ? free : new LinkedListNode<Waiting>(new Waiting());
        var waiting = entry.Value;
        waiting.Event.Take(context, record, _parentOf);
        waiting.SinceTicks = RunTicks();
        _waiting.AddLast(entry);
        _bytes += record.Length;
        Held++;
        return true;
    }

    /// <summary>Judges the events whose answer is there and those that waited too long, in their order.</summary>
    /// <param name="judge">Judges one.</param>
    public void Release(EventJudge judge) => Release(judge, WaitMax);

    /// <summary>Judges all, answered or not: for the end of a run.</summary>
    /// <param name="judge">Judges one.</param>
    public void ReleaseAll(EventJudge judge) => Release(judge, TimeSpan.Zero);

    private void Release(EventJudge judge, TimeSpan waitMax)
    {
        long nowTicks = RunTicks();
        for (var entry = _waiting.First; entry is not null;)
        {
            var next = entry.Next;
            var waiting = entry.Value;
            bool isAnswered = !waiting.Event.Thread.Cgroup.Claims.IsOutstanding;
            if (isAnswered || time.GetElapsedTime(waiting.SinceTicks, nowTicks) >= waitMax)
            {
                if (!isAnswered || waiting.Event.Thread.Cgroup.Claims.IsUnheard)
                {
                    Late++;
                }

                _waiting.Remove(entry);
                waiting.Event.Judge(node, judge);
                Recycle(entry);
            }

            entry = next;
        }
    }

    // A clock that stands still while nobody looks at it.
    private long RunTicks()
    {
        long now = time.GetTimestamp();
        _runTicks += Math.Min(now - _lookedAt, _pauseMaxTicks);
        _lookedAt = now;
        return _runTicks;
    }

    private void Recycle(LinkedListNode<Waiting> entry)
    {
        _bytes -= entry.Value.Event.Length;
        entry.Value.Event.Return(node);
        _free.Push(entry);
    }

    private sealed class Waiting
    {
        public readonly HeldEvent Event = new();
        public long SinceTicks;
    }
}
