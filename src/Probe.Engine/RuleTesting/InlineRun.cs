using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.RuleTesting.Inline;
using KosmosProbe.Engine.RuleTesting.Verdicts;

namespace KosmosProbe.Engine.RuleTesting;

/// <summary>
/// Judges events that stand in a test: by the rules as they are compiled for captures, written as alerts like any
/// other.
/// </summary>
/// <param name="rules">Compiled against the fields that read the events.</param>
/// <param name="events">The events, in order.</param>
internal sealed class InlineRun(RuleSet rules, ICaseEvents events)
{
    private readonly RuleMatches _matches = rules.CreateMatches();
    private readonly AlertWriter _writer = new(ActualAlert.Options);

    /// <summary>Judges all of them.</summary>
    public List<ActualAlert> Judge()
    {
        var alerts = new List<ActualAlert>();
        for (int number = 1; number <= events.Count; number++)
        {
            alerts.AddRange(events.Ask(number, Alerts));
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
            var (why, checks) = events.Ask(number, (in context) => Explain(rule, number, context));
            if (checks >= least) continue;
            (nearest, least) = (why, checks);
        }

        return nearest;
    }

    private (WhyNot Why, int Checks) Explain(CompiledRule rule, int number, in EventContext context)
    {
        string where = $"event {number} ({events.NameOf(number)})";
        if (events.WhyNotJudged(rule, number) is { } reason)
        {
            return (new WhyNot($"the rule is not judged on {where}: {reason}"), int.MaxValue - 1);
        }

        if (FalseParts.Of(rule.Condition.Root, context) is { } part)
        {
            return (new WhyNot($"its condition is false for {where}", part), FalseParts.Count(part));
        }

        events.Match(rules, context, _matches);
        string first = _matches.Count == 0 ? "another rule" : $"\"{rules.Rules[_matches.Rules[0]].Name}\"";
        return (new WhyNot($"it holds for {where}, but {first} comes first (rule_matching: first)"), 0);
    }

    private List<ActualAlert> Alerts(in EventContext context)
    {
        var alerts = new List<ActualAlert>();
        events.Match(rules, context, _matches);
        foreach (int number in _matches.Rules)
        {
            var buffer = new ByteBuffer();
            context.Node.Scratch.Reset();
            _writer.Write(new Alert(rules.Rules[number].Output, context), buffer);
            alerts.Add(ActualAlert.Read(buffer.Written.ToArray()));
        }

        return alerts;
    }
}
