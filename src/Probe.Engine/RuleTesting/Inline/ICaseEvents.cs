using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>Something to be known of an event while it is the one that is judged.</summary>
/// <typeparam name="T">What is known of it.</typeparam>
/// <param name="context">The event.</param>
internal delegate T Question<out T>(in EventContext context);

/// <summary>The events that stand in a case, all of one source; numbers are from 1.</summary>
internal interface ICaseEvents
{
    /// <summary>How many.</summary>
    int Count { get; }

    /// <summary>What an event is, in a word or two.</summary>
    /// <param name="number">Its number.</param>
    string NameOf(int number);

    /// <summary>Why a rule is not judged on an event; null: it is.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="number">The event's number.</param>
    string? WhyNotJudged(CompiledRule rule, int number);

    /// <summary>Judges the event that is current.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="context">The event.</param>
    /// <param name="matches">Of the rules; emptied, then filled.</param>
    void Match(RuleSet rules, in EventContext context, RuleMatches matches);

    /// <summary>Makes an event the current one, and asks.</summary>
    /// <typeparam name="T">What is asked for.</typeparam>
    /// <param name="number">The event's number.</param>
    /// <param name="question">What to ask.</param>
    T Ask<T>(int number, Question<T> question);
}
