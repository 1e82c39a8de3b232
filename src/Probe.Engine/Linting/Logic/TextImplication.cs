using System.Text;
using KosmosProbe.Engine.Matching;
using KosmosProbe.Engine.Matching.Regexes;

namespace KosmosProbe.Engine.Linting.Logic;

/// <summary>
/// Whether passing one test of texts means passing another, or failing it. Says yes only where it is certain.
/// </summary>
internal static class TextImplication
{
    /// <summary>Whether every text that passes the first test passes the second.</summary>
    /// <param name="test">The first test.</param>
    /// <param name="value">Its constant.</param>
    /// <param name="other">The second test.</param>
    /// <param name="constant">Its constant.</param>
    public static bool Implies(TextTest test, byte[] value, TextTest other, byte[] constant)
    {
        if (test == TextTest.Equal)
        {
            return Passes(value, other, constant);
        }

        bool isSame = test == other && value.AsSpan().SequenceEqual(constant);
        bool asksNothing = constant.Length == 0 && other is TextTest.Prefix or TextTest.Suffix or TextTest.Contains
            or TextTest.ContainsIgnoreCase or TextTest.PathPrefix;
        return isSame || asksNothing || (test, other) switch
        {
            (TextTest.Prefix, TextTest.Prefix) => value.AsSpan().StartsWith(constant),
            (TextTest.Suffix, TextTest.Suffix) => value.AsSpan().EndsWith(constant),
            (TextTest.Prefix or TextTest.Suffix or TextTest.Contains, TextTest.Contains) =>
                value.AsSpan().IndexOf(constant) >= 0,
            (TextTest.Prefix or TextTest.Suffix or TextTest.Contains or TextTest.ContainsIgnoreCase,
                TextTest.ContainsIgnoreCase) => ContainsIgnoringCase(value, constant),

            // The last component of a prefix may go on; those before it are whole.
            (TextTest.Prefix, TextTest.PathPrefix) =>
                Passes(value[..(value.AsSpan().LastIndexOf((byte)'/') + 1)], other, constant),
            (TextTest.PathPrefix, TextTest.PathPrefix) =>
                !GlobPattern.HasMeaning(value) && Passes(value, other, constant),
            _ => false,
        };
    }

    /// <summary>Whether no text passes both tests.</summary>
    /// <param name="test">The first test.</param>
    /// <param name="value">Its constant.</param>
    /// <param name="other">The second test.</param>
    /// <param name="constant">Its constant.</param>
    public static bool Exclude(TextTest test, byte[] value, TextTest other, byte[] constant) => (test, other) switch
    {
        (TextTest.Equal, _) => !Passes(value, other, constant),
        (_, TextTest.Equal) => !Passes(constant, test, value),
        (TextTest.Prefix, TextTest.Prefix) =>
            !value.AsSpan().StartsWith(constant) && !constant.AsSpan().StartsWith(value),
        (TextTest.Suffix, TextTest.Suffix) =>
            !value.AsSpan().EndsWith(constant) && !constant.AsSpan().EndsWith(value),
        (TextTest.PathPrefix, TextTest.PathPrefix) =>
            !GlobPattern.HasMeaning(value) && !GlobPattern.HasMeaning(constant)
            && !PathPrefixMatcher.IsAtOrBelow(value, constant) && !PathPrefixMatcher.IsAtOrBelow(constant, value),
        _ => false,
    };

    /// <summary>Whether a text passes a test.</summary>
    /// <param name="text">The text.</param>
    /// <param name="test">The test.</param>
    /// <param name="constant">Its constant.</param>
    public static bool Passes(byte[] text, TextTest test, byte[] constant) => test switch
    {
        TextTest.Equal => text.AsSpan().SequenceEqual(constant),
        TextTest.Prefix => text.AsSpan().StartsWith(constant),
        TextTest.Suffix => text.AsSpan().EndsWith(constant),
        TextTest.Contains => text.AsSpan().IndexOf(constant) >= 0,
        TextTest.ContainsIgnoreCase => ContainsIgnoringCase(text, constant),
        TextTest.Regex => RegexMatcher.TryCreate(constant, out var matcher, out _) && matcher.Matches(text),
        _ => TextMatcher.Create(test, [constant]).Matches(text),
    };

    private static bool ContainsIgnoringCase(byte[] text, byte[] part) =>
        Lower(text).Contains(Lower(part), StringComparison.Ordinal);

    private static string Lower(byte[] text) => Encoding.Latin1.GetString(text).ToLowerInvariantAscii();

    private static string ToLowerInvariantAscii(this string text) =>
        string.Create(text.Length, text, static (letters, from) =>
        {
            for (int i = 0; i < letters.Length; i++)
            {
                letters[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
            }
        });
}
