using System.Globalization;
using KosmosProbe.Engine;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Metrics;

/// <summary>What rules matched and what judging costs.</summary>
internal static class RuleMetrics
{
    private static readonly Metric Matches = Metric.Counter(
        "falcosecurity_falco_rules_matches_total", "Matches by rule, suppressed ones included.");

    private static readonly Metric RuleSeconds = Metric.Gauge(
        "kosmosprobe_rule_evaluation_seconds",
        "Time spent on a rule, estimated: what judging its event types took, shared out among their rules by the kind "
            + "and number of checks.");

    private static readonly Metric Loaded = Metric.Gauge(
        "kosmosprobe_rules", "Rules in force, by whether they are judged.");

    private static readonly Metric JudgedSeconds = Metric.Counter(
        "kosmosprobe_rules_evaluation_seconds_total",
        "Time spent on judging the events that were measured, one of "
            + EvaluationSamples.OneOf.ToString(CultureInfo.InvariantCulture) + ", by event type.");

    private static readonly Metric JudgedEvents = Metric.Counter(
        "kosmosprobe_rules_evaluation_events_total", "Events whose judging was measured, by event type.");

    /// <summary>Adds them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="run">Of which run.</param>
    public static void Add(MetricText page, RunningProbe run)
    {
        var rules = run.Rules;
        foreach (var rule in rules.Rules) page.Add(Matches, rule.Matches, Labels(rule));
        var samples = run.Syscalls?.Pipeline.Samples;
        var seconds = samples is null ? [] : SecondsByRule(samples, rules);
        foreach (var rule in rules.Active)
        {
            page.Add(RuleSeconds, seconds.GetValueOrDefault(rule), new MetricLabel("rule_name", rule.Name));
        }

        page.Add(Loaded, rules.Active.Count, new MetricLabel("state", "enabled"));
        page.Add(Loaded, rules.Rules.Count - rules.Active.Count, new MetricLabel("state", "disabled"));
        if (samples is null) return;
        foreach (var type in rules.WantedTypes)
        {
            page.Add(JudgedSeconds, samples.TimeOf(type).TotalSeconds, Type(type));
        }

        foreach (var type in rules.WantedTypes)
        {
            page.Add(JudgedEvents, samples.CountOf(type), Type(type));
        }
    }

    // Rules of one type are judged together, by one function that shares what they have in common.
    private static Dictionary<CompiledRule, double> SecondsByRule(EvaluationSamples samples, RuleSet rules)
    {
        var seconds = new Dictionary<CompiledRule, double>();
        foreach (var type in rules.WantedTypes)
        {
            double ofType = samples.TimeOf(type).TotalSeconds * EvaluationSamples.OneOf;
            var judged = rules.Active.Where(rule => rule.Condition.EventTypes.Contains(type)).ToList();
            double cost = judged.Sum(static rule => rule.Condition.Cost);
            foreach (var rule in judged)
            {
                seconds[rule] = seconds.GetValueOrDefault(rule) + (ofType * rule.Condition.Cost / cost);
            }
        }

        return seconds;
    }

    private static MetricLabel Type(EventType type) => new("type", EventTable.Name(type));

    private static MetricLabel[] Labels(CompiledRule rule) =>
    [
        new("priority", ((int)rule.Priority).ToString(CultureInfo.InvariantCulture)),
        new("rule_name", rule.Name),
        new("source", rule.Source),
        .. rule.Tags.Select(static tag => Tag(tag)).Distinct().Select(static name => new MetricLabel(name, "true")),
    ];

    // A label's name may hold letters, digits and _ only.
    private static string Tag(string tag) =>
        "tag_" + string.Concat(tag.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
