using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>Events of system calls, told field by field.</summary>
/// <param name="fields">What reads the events.</param>
/// <param name="events">The events, in order.</param>
internal sealed class InlineEvents(InlineFields fields, IReadOnlyList<InlineEvent> events) : ICaseEvents
{
    private readonly NodeState _node = new() { HostName = [.. "node"u8] };

    /// <inheritdoc/>
    public int Count => events.Count;

    /// <inheritdoc/>
    public string NameOf(int number) => EventTable.Name(events[number - 1].Type);

    /// <inheritdoc/>
    public string? WhyNotJudged(CompiledRule rule, int number) =>
        rule.Source != SyscallFields.Source ? $"it is of the source {rule.Source}"
        : rule.Condition.EventTypes.Contains(events[number - 1].Type) ? null
        : "it is for other types of events";

    /// <inheritdoc/>
    public void Match(RuleSet rules, in EventContext context, RuleMatches matches) => rules.Match(context, matches);

    /// <inheritdoc/>
    public T Ask<T>(int number, Question<T> question)
    {
        var inline = events[number - 1];
        byte[] record = inline.Record(number);
        if (!Event.TryViewRecorded(record, out var view, out var fault))
        {
            throw new System.Diagnostics.UnreachableException($"an event of a test is no record: {fault}");
        }

        fields.Use(inline);
        _node.FirstTimeNs = InlineEvent.TimeNs(1);
        _node.PreviousTimeNs = number > 1 ? InlineEvent.TimeNs(number - 1) : 0;
        _node.Scratch.Reset();
        return question(new EventContext(view, ThreadInfo.Unknown, _node, (ulong)number, result: 0));
    }
}
