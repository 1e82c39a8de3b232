using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Live;

namespace KosmosProbe.Host.Recording;

/// <summary>The one rule that chooses what is recorded, made of the condition that the verb was given.</summary>
internal static class RecordRules
{
    private const string Everything = "evt.num > 0";

    /// <summary>Compiles the condition.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="record">What was asked for.</param>
    /// <exception cref="ProbeException">The condition has an error.</exception>
    public static RuleSet Load(ProbeOptions options, RecordOptions record)
    {
        string asked = record.Condition.ReplaceLineEndings(" ").Trim();
        string condition = asked.Length == 0 ? Everything : asked;
        string text = $"""
            - rule: record
              desc: What is recorded
              condition: >-
                {condition}
              output: recorded
              priority: DEBUG

            """;
        var chosen = options with
        {
            Rules = new RuleSetOptions { Strict = options.Rules.Strict, FileIdentity = false },
        };
        return RuleLoading.Load([new RuleFile("condition", text)], chosen, options.Fields, out _).Rules;
    }

    /// <summary>What is traced: what the condition is about, and what keeps the state of threads.</summary>
    /// <param name="rules">Of <see cref="Load"/>.</param>
    public static IEnumerable<EventType> Traced(RuleSet rules) =>
        rules.WantedTypes.Concat(EventTable.Types.Where(static type => type <= EventType.Procexit)).Distinct();
}
