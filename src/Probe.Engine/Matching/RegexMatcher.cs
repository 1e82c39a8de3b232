using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Fits a regular expression as a whole, in time linear in the text. Bytes become characters first; what is no UTF-8
/// becomes U+FFFD, as Falco does before it asks RE2.
/// </summary>
internal sealed class RegexMatcher : TextMatcher
{
    private const int StackChars = 512;
    private readonly Regex _regex;

    private RegexMatcher(Regex regex) => _regex = regex;

    /// <summary>Makes a matcher.</summary>
    /// <param name="pattern">In the syntax that <see cref="PosixRegex"/> describes.</param>
    /// <param name="matcher">The matcher.</param>
    /// <param name="error">What is wrong with the pattern.</param>
    public static bool TryCreate(
        ReadOnlySpan<byte> pattern,
        [NotNullWhen(true)] out RegexMatcher? matcher,
        [NotNullWhen(false)] out string? error)
    {
        matcher = null;
        if (!PosixRegex.TryTranslate(Encoding.UTF8.GetString(pattern), out string? translated, out error))
        {
            return false;
        }

        try
        {
            const RegexOptions Options =
                RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.CultureInvariant;
            matcher = new RegexMatcher(new Regex($@"\A(?:{translated})\z", Options));
            return true;
        }
        catch (NotSupportedException)
        {
            error = "too large once its repetitions are written out";
            return false;
        }
    }

    /// <inheritdoc/>
    public override bool Matches(ReadOnlySpan<byte> value)
    {
        char[]? rented = null;
        Span<char> characters = value.Length <= StackChars
            ? stackalloc char[StackChars]
            : (rented = ArrayPool<char>.Shared.Rent(value.Length));
        Utf8.ToUtf16(value, characters, out _, out int written, replaceInvalidSequences: true);
        bool matches = _regex.IsMatch(characters[..written]);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return matches;
    }
}
