using System.Text;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Linting.Facts;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Linting.Logic;

/// <summary>
/// Whether a text can pass some tests and fail others. A test against several constants is one way for each; ways that
/// the other tests exclude are crossed out, and a test with no way left cannot be passed.
/// </summary>
internal static class TextTheory
{
    /// <summary>False only when no text does.</summary>
    /// <param name="field">Whose text it is.</param>
    /// <param name="passed">Tests to pass; there is at least one.</param>
    /// <param name="failed">Tests to fail.</param>
    public static bool MayHold(Field field, IReadOnlyList<Predicate> passed, IReadOnlyList<Predicate> failed)
    {
        if (KnownValues.Of(field) is { } known && !known.Any(value => Fits(value, passed, failed)))
        {
            return false;
        }

        foreach (var predicate in passed)
        {
            if (predicate is ConstantPredicate { Answer: false } || failed.Any(other => IsSame(predicate, other)))
            {
                return false;
            }

            if (predicate is TextPredicate text
                && !text.Values.Any(value => IsOpen(field, text, value, passed, failed)))
            {
                return false;
            }
        }

        return !failed.Any(predicate => predicate is ConstantPredicate { Answer: true });
    }

    /// <summary>Whether a text passes a test; null for a test that is not understood here.</summary>
    /// <param name="text">The text.</param>
    /// <param name="predicate">The test.</param>
    public static bool? Passes(byte[] text, Predicate predicate) => predicate switch
    {
        ConstantPredicate constant => constant.Answer,
        TextPredicate test => test.Values.Any(value => TextImplication.Passes(text, test.Test, value)),
        NotPredicate not => !Passes(text, not.Inner),
        ExactlyOnePredicate one => one.Children.All(child => Passes(text, child) is not null)
            ? one.Children.Count(child => Passes(text, child) == true) == 1
            : null,
        _ => null,
    };

    private static bool Fits(string value, IReadOnlyList<Predicate> passed, IReadOnlyList<Predicate> failed)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        return passed.All(test => Passes(text, test) is not false)
            && failed.All(test => Passes(text, test) is not true);
    }

    private static bool IsOpen(
        Field field,
        TextPredicate test,
        byte[] value,
        IReadOnlyList<Predicate> passed,
        IReadOnlyList<Predicate> failed)
    {
        if (KnownValues.WhyNever(field, test.Test, value) is not null)
        {
            return false;
        }

        if (test.Test == TextTest.Equal)
        {
            return passed.All(other => Passes(value, other) is not false)
                && failed.All(other => Passes(value, other) is not true);
        }

        return failed.All(other => other is not TextPredicate text
                || !text.Values.Any(constant => TextImplication.Implies(test.Test, value, text.Test, constant)))
            && passed.All(other => other is not TextPredicate text
                || !text.Values.All(constant => TextImplication.Exclude(test.Test, value, text.Test, constant)));
    }

    private static bool IsSame(Predicate left, Predicate right) => ReferenceEquals(left, right)
        || (left is TextPredicate one && right is TextPredicate other && one.Test == other.Test
            && one.Values.Count == other.Values.Count
            && one.Values.Zip(other.Values).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)));
}
