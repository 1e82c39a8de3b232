using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>A question about a text: whether it passes a test against one of several constants.</summary>
/// <param name="test">The test.</param>
/// <param name="values">What to compare with.</param>
internal sealed class TextPredicate(TextTest test, IReadOnlyList<byte[]> values) : Predicate
{
    private TextMatcher? _matcher;

    /// <summary>A question whose matcher is made already.</summary>
    /// <param name="test">The test.</param>
    /// <param name="values">What to compare with.</param>
    /// <param name="matcher">The matcher for them.</param>
    public TextPredicate(TextTest test, IReadOnlyList<byte[]> values, TextMatcher matcher)
        : this(test, values) => _matcher = matcher;

    /// <summary>The test.</summary>
    public TextTest Test { get; } = test;

    /// <summary>What to compare with.</summary>
    public IReadOnlyList<byte[]> Values { get; } = values;

    /// <inheritdoc/>
    public override int Cost => Test switch
    {
        TextTest.Equal or TextTest.Prefix or TextTest.Suffix => 4,
        TextTest.Contains => 10,
        TextTest.Regex => 60,
        TextTest.PathPrefix => 15,
        TextTest.ContainsIgnoreCase => 15,
        TextTest.Glob or TextTest.GlobIgnoreCase => 20 * Values.Count,
        _ => 5,
    };

    /// <summary>The answer for a text that is known before any event is.</summary>
    /// <param name="value">The text.</param>
    public bool Holds(ReadOnlySpan<byte> value) => (_matcher ??= TextMatcher.Create(Test, Values)).Matches(value);

    /// <inheritdoc/>
    public override Expression Emit(Expression value, ConstantPool constants) =>
        constants.Call(_matcher ??= TextMatcher.Create(Test, Values), nameof(TextMatcher.Matches), value);

    /// <inheritdoc/>
    public override Predicate? TryUnite(Predicate other)
    {
        bool isOrder = Test is TextTest.Less or TextTest.LessOrEqual or TextTest.Greater or TextTest.GreaterOrEqual;
        return other is TextPredicate text && text.Test == Test && Test != TextTest.Regex && !isOrder
            ? new TextPredicate(Test, [.. Values, .. text.Values])
            : null;
    }
}
