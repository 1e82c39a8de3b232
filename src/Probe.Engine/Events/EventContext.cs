using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Events;

/// <summary>
/// Everything a condition or an output can read: the event, the thread it belongs to, and what is known of the node.
/// Passed by <c>in</c> through compiled conditions; lives as long as the record.
/// </summary>
/// <remarks>
/// One record may be judged as two events: a clone is the parent's (result: the child's tid) and the child's (result
/// 0). Hence <see cref="Result"/> and <see cref="Thread"/> here, beside the header's.
/// </remarks>
/// <param name="view">The record.</param>
/// <param name="thread">The thread the event belongs to; <see cref="ThreadInfo.Unknown"/> when nothing is
/// known.</param>
/// <param name="node">What is known of the node.</param>
/// <param name="number">evt.num: counts from 1 in a run.</param>
/// <param name="result">What the call returned, seen from <paramref name="thread"/>.</param>
public readonly ref struct EventContext(Event view, ThreadInfo thread, NodeState node, ulong number, long result)
{
    /// <summary>The record.</summary>
    public readonly Event Event = view;

    /// <summary>The thread the event belongs to.</summary>
    public readonly ThreadInfo Thread = thread;

    /// <summary>What is known of the node.</summary>
    public readonly NodeState Node = node;

    /// <summary>evt.num.</summary>
    public readonly ulong Number = number;

    /// <summary>What the call returned, seen from <see cref="Thread"/>; -errno when it failed.</summary>
    public readonly long Result = result;

    /// <summary>
    /// fd.name.same: the path by which a rule knows the file that was opened under another name; empty: none.
    /// </summary>
    public ReadOnlyMemory<byte> SamePath { get; init; }

    /// <summary><see cref="SamePath"/> is the name that was asked for, which may lead to another file by now.</summary>
    public bool IsAskedName { get; init; }

    /// <summary>Where the names of a call lead by their links; null: they are told as they were passed.</summary>
    internal LinkQuestion? Links { get; init; }

    /// <summary>The event is judged as though that path had been opened.</summary>
    public bool IsBySamePath { get; init; }
}
