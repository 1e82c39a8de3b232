namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>What names of macros and lists may look like, and where a text mentions them.</summary>
internal static class Identifiers
{
    /// <summary>Whether a condition can name a macro like this.</summary>
    public static bool IsIdentifier(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>Whether a condition can name a list like this.</summary>
    public static bool IsListName(string text) => !text.Any(c => IsDelimiter(c) || c is '"' or '\'');

    /// <summary>The words of a condition that stand outside quotes: where macros and lists may be named.</summary>
    public static IEnumerable<(int Offset, string Word)> Words(string text)
    {
        int position = 0;
        while (position < text.Length)
        {
            char c = text[position];
            if (c is '"' or '\'')
            {
                position = EndOfQuote(text, position);
            }
            else if (IsDelimiter(c))
            {
                position++;
            }
            else
            {
                int start = position;
                while (position < text.Length && !IsDelimiter(text[position]) && text[position] is not ('"' or '\''))
                {
                    position++;
                }

                yield return (start, text[start..position]);
            }
        }
    }

    private static int EndOfQuote(string text, int start)
    {
        int position = start + 1;
        while (position < text.Length && (text[position] != text[start] || text[position - 1] == '\\'))
        {
            position++;
        }

        return position + 1;
    }

    private static bool IsDelimiter(char c) => c is ' ' or '\t' or '\n' or '\r' or '(' or ')' or ',' or '=';
}
