namespace KosmosProbe.Engine.Explaining;

/// <summary>Something that the kernel looks for in an event before it sends it.</summary>
/// <param name="What">What it looks at: <c>path is</c>.</param>
/// <param name="Values">What that may be; any of them will do.</param>
public sealed record SentMark(string What, IReadOnlyList<string> Values);

/// <summary>Events that the kernel sends for a rule.</summary>
/// <param name="Events">The names of their types.</param>
/// <param name="Facts">Which of their events, in words; none: all.</param>
/// <param name="Marks">What they must have, any of it; none: nothing.</param>
public sealed record SentEvents(
    IReadOnlyList<string> Events, IReadOnlyList<string> Facts, IReadOnlyList<SentMark> Marks)
{
    /// <summary>They are sent whether a rule wants them or not.</summary>
    public bool IsForState { get; init; }
}
