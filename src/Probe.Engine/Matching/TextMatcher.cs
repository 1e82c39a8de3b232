namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Answers one question about texts. Made once, when rules are loaded; asked for every event, so that matching
/// allocates nothing. Compiled conditions call the sealed classes directly.
/// </summary>
internal abstract class TextMatcher
{
    /// <summary>Whether the text passes.</summary>
    /// <param name="value">Any bytes.</param>
    public abstract bool Matches(ReadOnlySpan<byte> value);

    /// <summary>Looks at the constants once and picks the cheapest matcher that answers for any of them.</summary>
    /// <param name="test">The question.</param>
    /// <param name="constants">What to compare with; the text passes if it passes for one.</param>
    public static TextMatcher Create(TextTest test, IReadOnlyList<byte[]> constants)
    {
        if (constants.Count == 0)
        {
            return new SetMatcher([]);
        }

        return test switch
        {
            TextTest.Equal => constants.Count == 1 ? new EqualsMatcher(constants[0]) : new SetMatcher(constants),

            // All paths share one tree, so that a long list costs as many steps as the path is deep.
            TextTest.PathPrefix => new PathPrefixMatcher(constants),

            TextTest.Contains or TextTest.ContainsIgnoreCase or TextTest.Prefix => CreateSorted(test, constants),
            TextTest.Suffix when constants.Count > 1 => new SuffixSetMatcher(constants),
            _ => CreateAny(test, constants),
        };
    }

    private static TextMatcher CreateSorted(TextTest test, IReadOnlyList<byte[]> constants)
    {
        bool ignoreCase = test == TextTest.ContainsIgnoreCase;
        var sorted = new SortedConstants(constants, ignoreCase);
        if (sorted.Constants is [var only])
        {
            return CreateOne(test, only);
        }

        return test == TextTest.Prefix ? new PrefixSetMatcher(sorted) : new ContainsAnyMatcher(sorted, ignoreCase);
    }

    private static TextMatcher CreateAny(TextTest test, IReadOnlyList<byte[]> constants) =>
        constants.Count == 1
            ? CreateOne(test, constants[0])
            : new AnyMatcher([.. constants.Select(c => CreateOne(test, c))]);

    private static TextMatcher CreateOne(TextTest test, byte[] constant) => test switch
    {
        TextTest.Prefix => new PrefixMatcher(constant),
        TextTest.Suffix => new SuffixMatcher(constant),
        TextTest.Contains => new ContainsMatcher(constant),
        TextTest.ContainsIgnoreCase => new ContainsIgnoreCaseMatcher(constant),
        TextTest.Glob => new GlobMatcher(GlobPattern.Parse(constant, ignoreCase: false)),
        TextTest.GlobIgnoreCase => new GlobMatcher(GlobPattern.Parse(constant, ignoreCase: true)),
        _ => new OrderMatcher(test, constant),
    };
}
