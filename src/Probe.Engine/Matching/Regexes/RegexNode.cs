namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>A part of a parsed regular expression.</summary>
internal abstract record RegexNode
{
    /// <summary>How often repetitions within one another write their innermost part, at most.</summary>
    public virtual int Copies => 1;
}

/// <summary>One character of a set.</summary>
/// <param name="Set">The set.</param>
internal sealed record RegexSetNode(RuneSet Set) : RegexNode;

/// <summary>The begin or the end of a line; no character.</summary>
/// <param name="IsBegin">Which.</param>
internal sealed record RegexLineNode(bool IsBegin) : RegexNode;

/// <summary>One part behind the other; none is the empty text.</summary>
/// <param name="Parts">The parts.</param>
internal sealed record RegexSequenceNode(IReadOnlyList<RegexNode> Parts) : RegexNode
{
    /// <inheritdoc/>
    public override int Copies { get; } = Parts.Count == 0 ? 1 : Parts.Max(part => part.Copies);
}

/// <summary>Any of several parts.</summary>
/// <param name="Parts">The parts.</param>
internal sealed record RegexAnyNode(IReadOnlyList<RegexNode> Parts) : RegexNode
{
    /// <inheritdoc/>
    public override int Copies { get; } = Parts.Max(part => part.Copies);
}

/// <summary>A part several times.</summary>
/// <param name="Part">The part.</param>
/// <param name="Least">At least so often.</param>
/// <param name="Most">At most so often; <see cref="NoLimit"/> is any number.</param>
internal sealed record RegexRepeatNode(RegexNode Part, int Least, int Most) : RegexNode
{
    /// <summary>No upper limit.</summary>
    public const int NoLimit = -1;

    /// <inheritdoc/>
    public override int Copies { get; } = Part.Copies * Math.Max(1, Most == NoLimit ? Least : Most);

    /// <summary>Whether it is <c>*</c>, <c>+</c> or <c>?</c>.</summary>
    public bool IsSimple => (Least <= 1 && Most == NoLimit) || (Least == 0 && Most == 1);
}
