using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>Compares the values of two list fields. Lists are short, so that every pair is looked at.</summary>
/// <param name="left">A list field of texts or numbers.</param>
/// <param name="right">Another, of the same kind.</param>
internal sealed class ListComparison(Field left, Field right)
{
    private readonly TextItemReader? _leftText = left.Reader as TextItemReader;
    private readonly TextItemReader? _rightText = right.Reader as TextItemReader;
    private readonly NumberItemReader? _leftNumber = left.Reader as NumberItemReader;
    private readonly NumberItemReader? _rightNumber = right.Reader as NumberItemReader;

    /// <summary>Whether every value of the left list is in the right one; false when either is missing.</summary>
    /// <param name="context">What is judged.</param>
    public bool AllOfLeft(in EventContext context)
    {
        int leftCount = left.Count!(context);
        int rightCount = right.Count!(context);
        for (int i = 0; i < leftCount; i++)
        {
            if (!IsInRight(context, i, rightCount))
            {
                return false;
            }
        }

        return leftCount >= 0 && rightCount >= 0;
    }

    /// <summary>Whether any value of the left list is in the right one; false when either is missing.</summary>
    /// <param name="context">What is judged.</param>
    public bool AnyOfLeft(in EventContext context)
    {
        int leftCount = left.Count!(context);
        int rightCount = right.Count!(context);
        for (int i = 0; i < leftCount; i++)
        {
            if (IsInRight(context, i, rightCount))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInRight(in EventContext context, int index, int rightCount)
    {
        for (int i = 0; i < rightCount; i++)
        {
            bool isSame = _leftText is not null
                ? IsSameText(context, index, i)
                : _leftNumber!(context, index, out long number) && _rightNumber!(context, i, out long other)
                    && number == other;
            if (isSame)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSameText(in EventContext context, int leftIndex, int rightIndex) =>
        _leftText!(context, leftIndex, out var text) && _rightText!(context, rightIndex, out var other)
        && text.SequenceEqual(other);
}
