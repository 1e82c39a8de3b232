namespace KosmosProbe.Engine.Policies.Needs;

/// <summary>
/// What a condition needs of an event of a class to hold: nothing helps, something that the kernel can look for, or
/// nothing that it could look for. Immutable.
/// </summary>
internal sealed class EventNeed
{
    private EventNeed(IReadOnlyList<MarkSet> marks, EndNeed? ends) => (Marks, Ends) = (marks, ends);

    /// <summary>The condition cannot hold.</summary>
    public static EventNeed Never { get; } = new([], null);

    /// <summary>The condition may hold for any event.</summary>
    public static EventNeed All { get; } = new([], null);

    /// <summary>Sets of marks, any mark of which an open must bear.</summary>
    public IReadOnlyList<MarkSet> Marks { get; }

    /// <summary>What the other end of a socket must be; null: nothing is asked.</summary>
    public EndNeed? Ends { get; }

    /// <summary>The marks are looked for in the name that was asked for as well.</summary>
    public bool AskedNames { get; private init; }

    /// <summary>Files that are watched pass, whatever their name.</summary>
    public bool Identities { get; private init; }

    /// <summary>How many events that is, and what it costs to look for them: less is tighter, or cheaper.</summary>
    public double Width => this == All ? double.PositiveInfinity : Marks.Sum(static set => set.Width);

    /// <summary>An open that bears one of some marks.</summary>
    /// <param name="marks">The marks.</param>
    public static EventNeed Of(MarkSet marks) => new([marks], null);

    /// <summary>A socket with such another end.</summary>
    /// <param name="ends">The other end.</param>
    public static EventNeed Of(EndNeed ends) => new([], ends);

    /// <summary>What both of two conditions need: the tighter of the two.</summary>
    /// <param name="other">The other's need.</param>
    public EventNeed And(EventNeed other)
    {
        if (this == Never || other == Never) return Never;
        if (this == All) return other;
        if (other == All) return this;
        if (Ends is { } own && other.Ends is { } others) return Of(own.And(others));
        return other.Width < Width ? other : this;
    }

    /// <summary>What either of two conditions needs.</summary>
    /// <param name="other">The other's need.</param>
    public EventNeed Or(EventNeed other)
    {
        if (this == Never || other == All) return other;
        if (other == Never || this == All) return this;
        if (Ends is { } own && other.Ends is { } others) return own.Or(others) is { } ends ? Of(ends) : All;
        return Ends is not null || other.Ends is not null
            ? All
            : new EventNeed([.. Marks.Union(other.Marks)], null)
            {
                AskedNames = AskedNames || other.AskedNames,
                Identities = Identities || other.Identities,
            };
    }

    /// <summary>The same, with what is judged once more under another name.</summary>
    /// <param name="asked">Under the name that was asked for.</param>
    /// <param name="identities">Under other names of the same file.</param>
    public EventNeed Again(bool asked, bool identities)
    {
        bool isByPath = Marks.Any(static set => set.IsByPath);
        return !isByPath || !(asked || identities)
            ? this
            : new EventNeed(Marks, Ends) { AskedNames = asked, Identities = identities };
    }
}
