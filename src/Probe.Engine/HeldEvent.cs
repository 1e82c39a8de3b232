using System.Diagnostics;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine;

/// <summary>
/// An event that is judged later: a copy of its record, and of its thread as it was. Memory is reused. One thread.
/// </summary>
internal sealed class HeldEvent
{
    // An exec's record may have a thousand times the bytes of others: what is kept for the next event to be held is
    // bounded too.
    private const int RecordKeptMax = 4096;

    private byte[] _record = [];
    private ulong _number;
    private ulong _previousTimeNs;

    /// <summary>Bytes of its record.</summary>
    public int Length { get; private set; }

    /// <summary>Its thread as it was.</summary>
    public ThreadInfo Thread { get; private set; } = ThreadInfo.Unknown;

    /// <summary>What the call returned, seen from the thread.</summary>
    public long Result { get; private set; }

    /// <summary>Copies an event.</summary>
    /// <param name="context">The event.</param>
    /// <param name="record">Its record.</param>
    /// <param name="parentOf">Finds the parent process of a process.</param>
    public void Take(in EventContext context, ReadOnlySpan<byte> record, Func<ThreadInfo, ThreadInfo?> parentOf)
    {
        if (_record.Length < record.Length) _record = new byte[record.Length];
        record.CopyTo(_record);
        Length = record.Length;
        Thread = context.Thread.IsKnown
            ? context.Node.Threads.Snapshots.Take(context.Thread, parentOf)
            : context.Thread;
        (_number, Result) = (context.Number, context.Result);
        _previousTimeNs = context.Node.PreviousTimeNs;
    }

    /// <summary>Judges the event as it was when it was copied.</summary>
    /// <param name="node">What is known of the node.</param>
    /// <param name="judge">Judges it.</param>
    public void Judge(NodeState node, EventJudge judge)
    {
        ulong previous = node.PreviousTimeNs;
        node.PreviousTimeNs = _previousTimeNs;
        judge(new EventContext(View, Thread, node, _number, Result));
        node.PreviousTimeNs = previous;
    }

    /// <summary>Gives back what the copy holds.</summary>
    /// <param name="node">That of <see cref="Take"/>.</param>
    public void Return(NodeState node)
    {
        if (Thread.IsKnown) node.Threads.Snapshots.Return(Thread);
        Thread = ThreadInfo.Unknown;
        if (_record.Length > RecordKeptMax) _record = [];
    }

    private Event View => Event.TryView(_record.AsSpan(0, Length), out var view, out _)
        ? view
        : throw new UnreachableException("the record was an event when it was put aside");
}
