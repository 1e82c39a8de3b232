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

            // Needles in needles add nothing: what contains the longer contains the shorter.
            TextTest.Contains => CreateContains(Shortest(constants, static (needle, part) =>
                needle.AsSpan().IndexOf(part) >= 0)),
            TextTest.Prefix => CreateAny(test, Shortest(constants, static (prefix, part) =>
                prefix.AsSpan().StartsWith(part))),
            TextTest.Suffix => CreateAny(test, Shortest(constants, static (suffix, part) =>
                suffix.AsSpan().EndsWith(part))),
            _ => CreateAny(test, constants),
        };
    }

    private static TextMatcher CreateContains(List<byte[]> needles) => needles.Count switch
    {
        1 => new ContainsMatcher(needles[0]),
        _ => new ContainsAnyMatcher(needles),
    };

    private static TextMatcher CreateAny(TextTest test, IReadOnlyList<byte[]> constants) =>
        constants.Count == 1
            ? CreateOne(test, constants[0])
            : new AnyMatcher([.. constants.Select(c => CreateOne(test, c))]);

    private static TextMatcher CreateOne(TextTest test, byte[] constant) => test switch
    {
        TextTest.Prefix => new PrefixMatcher(constant),
        TextTest.Suffix => new SuffixMatcher(constant),
        TextTest.ContainsIgnoreCase => new ContainsIgnoreCaseMatcher(constant),
        TextTest.Glob => new GlobMatcher(GlobPattern.Parse(constant, ignoreCase: false)),
        TextTest.GlobIgnoreCase => new GlobMatcher(GlobPattern.Parse(constant, ignoreCase: true)),
        _ => new OrderMatcher(test, constant),
    };

    /// <summary>Leaves out constants that another one covers, and repetitions.</summary>
    private static List<byte[]> Shortest(IReadOnlyList<byte[]> constants, Func<byte[], byte[], bool> isCoveredBy)
    {
        var kept = new List<byte[]>();
        foreach (byte[] constant in constants.OrderBy(c => c.Length))
        {
            if (!kept.Exists(k => isCoveredBy(constant, k)))
            {
                kept.Add(constant);
            }
        }

        return kept;
    }
}
