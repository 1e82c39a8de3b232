using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting.Inline;
using KosmosProbe.Engine.RuleTesting.Verdicts;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.RuleTesting;

/// <summary>
/// Judges events that stand in a test: by the rules as they are compiled for captures, written as alerts like any
/// other.
/// </summary>
/// <param name="rules">Compiled against <paramref name="fields"/>.</param>
/// <param name="fields">What reads the events.</param>
/// <param name="events">The events, in order.</param>
internal sealed class InlineRun(RuleSet rules, InlineFields fields, IReadOnlyList<InlineEvent> events)
{
    private readonly NodeState _node = new() { HostName = [.. "node"u8] };
    private readonly RuleMatches _matches = rules.CreateMatches();
    private readonly AlertWriter _writer = new(ActualAlert.Options);

    private delegate T Question<out T>(in EventContext context);

    /// <summary>Judges all of them.</summary>
    public List<ActualAlert> Judge()
    {
        var alerts = new List<ActualAlert>();
        for (int number = 1; number <= events.Count; number++)
        {
            alerts.AddRange(Ask(number, Alerts));
        }

        return alerts;
    }

    /// <summary>Why a rule did not alert.</summary>
    /// <param name="expected">The alert that did not come.</param>
    public WhyNot? Explain(ExpectedAlert expected)
    {
        var rule = rules.Rules.First(rule => rule.Name == expected.Rule);
        if (!rules.Active.Contains(rule)) return new WhyNot("the rule is not enabled here");
        WhyNot? nearest = null;
        int least = int.MaxValue;
        for (int number = 1; number <= events.Count; number++)
        {
            if (expected.Event is { } only && only != number) continue;
            var (why, checks) = Ask(number, (in context) => Explain(rule, context));
            if (checks >= least) continue;
            (nearest, least) = (why, checks);
        }

        return nearest;
    }

    private (WhyNot Why, int Checks) Explain(CompiledRule rule, in EventContext context)
    {
        string type = EventTable.Name(context.Event.Type);
        string where = $"event {context.Number} ({type})";
        if (!rule.Condition.EventTypes.Contains(context.Event.Type))
        {
            var why = new WhyNot($"the rule is not judged on {where}: it is for other types of events");
            return (why, int.MaxValue - 1);
        }

        if (FalseParts.Of(rule.Condition.Root, context) is { } part)
        {
            return (new WhyNot($"its condition is false for {where}", part), FalseParts.Count(part));
        }

        rules.Match(context, _matches);
        string first = _matches.Count == 0 ? "another rule" : $"\"{rules.Rules[_matches.Rules[0]].Name}\"";
        return (new WhyNot($"it holds for {where}, but {first} comes first (rule_matching: first)"), 0);
    }

    private List<ActualAlert> Alerts(in EventContext context)
    {
        var alerts = new List<ActualAlert>();
        rules.Match(context, _matches);
        foreach (int number in _matches.Rules)
        {
            var buffer = new ByteBuffer();
            _node.Scratch.Reset();
            _writer.Write(new Alert(rules.Rules[number].Output, context), buffer);
            alerts.Add(ActualAlert.Read(buffer.Written.ToArray()));
        }

        return alerts;
    }

    private T Ask<T>(int number, Question<T> question)
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
