using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>
/// A value that a field can have, or a whole sort of values. Says which answers a question about it can get; an answer
/// that it takes for possible may never come, but none comes that it takes for impossible.
/// </summary>
internal abstract record PossibleValue
{
    /// <summary>Whether a question can get an answer.</summary>
    /// <param name="question">About this value.</param>
    /// <param name="answer">The answer.</param>
    public bool MayGet(Predicate question, bool answer) => question switch
    {
        ConstantPredicate constant => constant.Answer == answer,
        NotPredicate not => MayGet(not.Inner, !answer),
        GroupPredicate group => group.Connective == Connective.And == answer
            ? group.Children.All(child => MayGet(child, answer))
            : group.Children.Any(child => MayGet(child, answer)),
        _ => MayGetFrom(question, answer),
    };

    /// <summary>The same for a question that is not made of others.</summary>
    /// <param name="question">About this value.</param>
    /// <param name="answer">The answer.</param>
    protected virtual bool MayGetFrom(Predicate question, bool answer) => true;
}

/// <summary>This text.</summary>
/// <param name="Text">The text.</param>
internal sealed record KnownText(byte[] Text) : PossibleValue
{
    /// <summary>The same text.</summary>
    /// <param name="other">Any.</param>
    public bool Equals(KnownText? other) => other is not null && Text.AsSpan().SequenceEqual(other.Text);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.Length;

    /// <inheritdoc/>
    protected override bool MayGetFrom(Predicate question, bool answer) =>
        question is not TextPredicate text || text.Holds(Text) == answer;
}

/// <summary>Any text but these.</summary>
/// <param name="Texts">The texts.</param>
internal sealed record OtherText(byte[][] Texts) : PossibleValue
{
    /// <inheritdoc/>
    protected override bool MayGetFrom(Predicate question, bool answer) =>
        !answer || question is not TextPredicate { Test: TextTest.Equal } text || !text.Values.All(IsOneOf);

    private bool IsOneOf(byte[] value) => Array.Exists(Texts, text => text.AsSpan().SequenceEqual(value));
}

/// <summary>Some of these words, joined by bars.</summary>
/// <param name="Words">The words; of capital letters and underscores.</param>
internal sealed record JoinedWords(byte[][] Words) : PossibleValue
{
    /// <inheritdoc/>
    protected override bool MayGetFrom(Predicate question, bool answer) =>
        !answer || question is not TextPredicate { Test: TextTest.Contains } text || !text.Values.All(IsInNone);

    // What has no bar is within one word, if anywhere.
    private bool IsInNone(byte[] value) => !value.Contains((byte)'|')
        && !Array.Exists(Words, word => word.AsSpan().IndexOf(value) >= 0);
}

/// <summary>A number, from one to another.</summary>
/// <param name="First">The least.</param>
/// <param name="Last">The greatest.</param>
internal sealed record NumberRange(long First, long Last) : PossibleValue
{
    /// <inheritdoc/>
    protected override bool MayGetFrom(Predicate question, bool answer) => question switch
    {
        NumberSetPredicate set => answer
            ? set.Numbers.Any(number => number >= First && number <= Last)
            : First != Last || !set.Numbers.Contains(First),
        NumberOrderPredicate { IsUnsigned: true } when First < 0 => true,
        NumberOrderPredicate { IsUnsigned: true, Number: < 0 } => true,
        NumberOrderPredicate order => Holds(order.Order, First, order.Number) == answer
            || Holds(order.Order, Last, order.Number) == answer,
        _ => true,
    };

    private static bool Holds(ExpressionType order, long left, long right) => order switch
    {
        ExpressionType.LessThan => left < right,
        ExpressionType.LessThanOrEqual => left <= right,
        ExpressionType.GreaterThan => left > right,
        _ => left >= right,
    };
}

/// <summary>Yes or no.</summary>
/// <param name="Value">Which.</param>
internal sealed record KnownTruth(bool Value) : PossibleValue
{
    /// <inheritdoc/>
    protected override bool MayGetFrom(Predicate question, bool answer) =>
        question is not BooleanPredicate truth || (truth.Expected == Value) == answer;
}

/// <summary>An address in one of these ranges.</summary>
/// <param name="Ranges">The ranges, all of one family.</param>
internal sealed record AddressIn(AddressRange[] Ranges) : PossibleValue
{
    /// <inheritdoc/>
    protected override bool MayGetFrom(Predicate question, bool answer)
    {
        if (question is not AddressPredicate address) return true;
        return answer
            ? Array.Exists(Ranges, own => address.Ranges.Any(other => Overlap(own, other)))
            : Array.Exists(Ranges, own => !address.Ranges.Any(other => Covers(other, own)));
    }

    private static bool Overlap(AddressRange left, AddressRange right) => left.First.IsV6 == right.First.IsV6
        && left.First.IsUpTo(right.Last) && right.First.IsUpTo(left.Last);

    private static bool Covers(AddressRange outer, AddressRange inner) => outer.First.IsV6 == inner.First.IsV6
        && outer.First.IsUpTo(inner.First) && inner.Last.IsUpTo(outer.Last);
}
