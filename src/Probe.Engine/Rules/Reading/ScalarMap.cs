using YamlDotNet.Core;

namespace KosmosProbe.Engine.Rules.Reading;

/// <summary>
/// Leads from a character of a scalar's value back to the file. YAML folds and trims blanks, so the raw text and the
/// value are walked in step by their other characters; blanks stand right behind what precedes them.
/// </summary>
internal sealed class ScalarMap
{
    private readonly int[] _offsets;

    public ScalarMap(YamlValue scalar)
    {
        string raw = scalar.Span.File.Text;
        _offsets = new int[scalar.Text.Length + 1];
        int position = ContentStart(scalar, raw);
        for (int i = 0; i < scalar.Text.Length; i++)
        {
            if (IsBlank(scalar.Text[i]))
            {
                _offsets[i] = Math.Min(position, raw.Length);
                continue;
            }

            position = scalar.Style == ScalarStyle.DoubleQuoted
                ? SkipToDecoded(raw, position)
                : SkipTo(raw, position, scalar.Text[i]);
            _offsets[i] = position;
            position += scalar.Style == ScalarStyle.DoubleQuoted ? EscapeLength(raw, position) : 1;
        }

        _offsets[^1] = Math.Min(position, raw.Length);
    }

    public int OffsetOf(int index) => _offsets[Math.Clamp(index, 0, _offsets.Length - 1)];

    private static int ContentStart(YamlValue scalar, string raw)
    {
        int start = scalar.Span.Offset;
        switch (scalar.Style)
        {
            case ScalarStyle.Folded or ScalarStyle.Literal:
                // The rest of the indicator's line is a header: indentation, chomping, perhaps a comment.
                int lineEnd = raw.IndexOf('\n', start);
                return lineEnd < 0 ? raw.Length : lineEnd + 1;
            case ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted:
                return start + 1;
            default:
                return start;
        }
    }

    private static int SkipTo(string raw, int position, char wanted)
    {
        int found = position <= raw.Length ? raw.IndexOf(wanted, position) : -1;
        return found < 0 ? Math.Max(0, raw.Length - 1) : found;
    }

    private static int SkipToDecoded(string raw, int position)
    {
        while (position < raw.Length && (IsBlank(raw[position]) || IsBlankEscape(raw, position)))
        {
            position += IsBlank(raw[position]) ? 1 : EscapeLength(raw, position);
        }

        return position;
    }

    // Escapes whose value is a blank, or nothing at all: an escaped end of line.
    private static bool IsBlankEscape(string raw, int position) =>
        raw[position] == '\\' && position + 1 < raw.Length
        && raw[position + 1] is 'n' or 't' or 'r' or ' ' or '\n' or '\r';

    private static int EscapeLength(string raw, int position)
    {
        if (position + 1 >= raw.Length || raw[position] != '\\')
        {
            return 1;
        }

        return raw[position + 1] switch
        {
            'x' => 4,
            'u' => 6,
            'U' => 10,
            _ => 2,
        };
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r';
}
