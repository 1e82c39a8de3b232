using KosmosProbe.Engine.Events;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Language.Transforming;

/// <summary>
/// A text's words as a list: <c>proc.args</c> is one text of arguments with blanks between them. An argument that holds
/// a blank counts as several words.
/// </summary>
/// <param name="text">Reads the text.</param>
internal sealed class WordList(TextReader text)
{
    /// <summary>How many words; -1 when the text is missing.</summary>
    /// <param name="context">What is judged.</param>
    public int Count(in EventContext context)
    {
        if (!text(context, out var rest))
        {
            return -1;
        }

        int count = 0;
        while (TryWord(ref rest, out _))
        {
            count++;
        }

        return count;
    }

    /// <summary>One word.</summary>
    /// <param name="context">What is judged.</param>
    /// <param name="index">From 0.</param>
    /// <param name="value">The word.</param>
    public bool ReadItem(in EventContext context, int index, out ReadOnlySpan<byte> value)
    {
        value = default;
        bool found = text(context, out var rest);
        for (int i = 0; found && i <= index; i++)
        {
            found = TryWord(ref rest, out value);
        }

        return found;
    }

    private static bool TryWord(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        rest = rest.TrimStart((byte)' ');
        int end = rest.IndexOf((byte)' ');
        word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return !word.IsEmpty;
    }
}
