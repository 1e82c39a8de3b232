using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// A rule that held for an event. Lives as long as the event; <see cref="AlertWriter"/> makes bytes of it that last.
/// </summary>
/// <param name="output">What the rule's alerts are made of.</param>
/// <param name="context">The event and what is known around it.</param>
public readonly ref struct Alert(AlertOutput output, EventContext context)
{
    /// <summary>What the rule's alerts are made of.</summary>
    public readonly AlertOutput Output = output;

    /// <summary>The event and what is known around it.</summary>
    public readonly EventContext Context = context;
}
