using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Policies;

/// <summary>
/// Events that came for proof alone: the kernel marks what its policy would have left out. None of them may match a
/// rule. Counted by the event thread, read by any.
/// </summary>
public sealed class PolicyDifferences
{
    private long _proven;
    private long _count;
    private volatile string _last = "";

    /// <summary>Events that would have been left out.</summary>
    public long Proven => Volatile.Read(ref _proven);

    /// <summary>Those of them that a rule held for.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The last of these: event, class and rule; empty while there is none.</summary>
    public string Last => _last;

    /// <summary>Whether an event came for proof alone.</summary>
    /// <param name="view">The event.</param>
    internal static bool IsProof(in Event view) => (view.Header.Flags & RecordFlags.LeftOut) != 0;

    /// <summary>Counts an event that came for proof.</summary>
    internal void Prove() => Volatile.Write(ref _proven, _proven + 1);

    /// <summary>A rule holds for such an event.</summary>
    /// <param name="context">The event.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="matches">Those that hold.</param>
    internal void Hold(in EventContext context, RuleSet rules, RuleMatches matches)
    {
        if (matches.Count == 0) return;
        string container = System.Text.Encoding.UTF8.GetString(context.Thread.Cgroup.ContainerId);
        _last = $"{EventTable.Name(context.Event.Type)} (class {EventClasses.Of(context.Event)}) of "
            + $"{container} for the rule \"{rules.Rules[matches.Rules[0]].Name}\"";
        Volatile.Write(ref _count, _count + 1);
    }
}
