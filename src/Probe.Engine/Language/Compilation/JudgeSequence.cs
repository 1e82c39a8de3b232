using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>Judges in a row, for an event type with more rules than one lambda should hold.</summary>
/// <param name="parts">The judges, in order of evaluation.</param>
/// <param name="firstMatchOnly">Stop at the first part that finds a match.</param>
internal sealed class JudgeSequence(Judge[] parts, bool firstMatchOnly)
{
    /// <summary>Asks each part.</summary>
    /// <param name="context">What to judge.</param>
    /// <param name="matches">Where matches go.</param>
    public void Judge(in EventContext context, RuleMatches matches)
    {
        int before = matches.Count;
        foreach (var part in parts)
        {
            part(context, matches);
            if (firstMatchOnly && matches.Count > before)
            {
                return;
            }
        }
    }
}
