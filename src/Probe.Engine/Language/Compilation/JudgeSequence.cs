using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>Judges in a row, for an event type with more rules than one lambda should hold.</summary>
/// <param name="parts">The judges.</param>
internal sealed class JudgeSequence(Judge[] parts)
{
    /// <summary>Asks each part.</summary>
    /// <param name="context">What to judge.</param>
    /// <param name="matches">Where matches go.</param>
    public void Judge(in EventContext context, RuleMatches matches)
    {
        foreach (var part in parts) part(context, matches);
    }
}
