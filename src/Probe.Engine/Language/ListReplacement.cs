using System.Runtime.InteropServices;
using System.Text;

namespace KosmosProbe.Engine.Language;

/// <summary>
/// Falco's way with lists, for engine.strict: their items are put into the text before it is parsed, list by list in
/// order of definition, wherever the name stands between delimiters. What that leads to is Falco's as well: a name may
/// hold blanks, a list of two behind an equals sign is a syntax error, and an item is not looked at again.
/// </summary>
/// <param name="names">The lists, in order; items that name earlier lists are expected to be replaced already.</param>
internal sealed class ListReplacement(NameScope names)
{
    private const string Blanks = " \t\n\r";
    private const string Delimiters = Blanks + "(),=";
    private const int LengthMax = 16_000_000;

    /// <summary>The lists that were put in.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>The text that Falco would parse; every character knows where it came from.</summary>
    /// <param name="text">As the author wrote it.</param>
    public SourceText Of(string text) => Of(text, null, default);

    /// <summary>The same for the body of a macro.</summary>
    /// <param name="text">As the author wrote it.</param>
    /// <param name="macro">The macro's name.</param>
    /// <param name="usedAt">Where that stands.</param>
    public SourceText Of(string text, string? macro, SourceSpan usedAt)
    {
        string replaced = text;
        List<SourcePlace>? places = null;
        foreach (var (name, items) in names.Lists)
        {
            if (name.Length > 0 && replaced.Contains(name, StringComparison.Ordinal))
            {
                places ??= [.. Enumerable.Range(0, text.Length).Select(i => new SourcePlace(i, 1))];
                replaced = Replace(replaced, name, string.Join(", ", items.Select(Quoted)), places);
            }
        }

        return new SourceText(replaced) { Macro = macro, UsedAt = usedAt, Places = places };
    }

    private string Replace(string text, string name, string items, List<SourcePlace> places)
    {
        var made = new StringBuilder();
        var madePlaces = new List<SourcePlace>();
        int taken = 0;
        for (int at = Find(text, name, 0); at >= 0; at = Find(text, name, Math.Max(at + 1, taken)))
        {
            if (!IsDelimited(text, at, at + name.Length))
            {
                continue;
            }

            Used.Add(name);
            var last = places[at + name.Length - 1];
            int length = last.Offset + last.Length - places[at].Offset;
            var here = new SourcePlace(places[at].Offset, length, name);
            made.Append(text, taken, at - taken);
            madePlaces.AddRange(CollectionsMarshal.AsSpan(places)[taken..at]);
            taken = EndOfBlanks(text, at + name.Length);
            TrimBlanks(made);
            if (items.Length == 0)
            {
                DropComma(made, text, ref taken);
            }

            string put = (made.Length > 0 ? " " : string.Empty) + items + " ";
            made.Append(put);
            madePlaces.RemoveRange(made.Length - put.Length, madePlaces.Count - made.Length + put.Length);
            madePlaces.AddRange(Enumerable.Repeat(here, put.Length));
            if (made.Length > LengthMax)
            {
                Throw.Language(new SourceSpan(new SourceText(text), 0, 1), "too long once its lists are put in");
            }
        }

        if (taken == 0)
        {
            return text;
        }

        made.Append(text, taken, text.Length - taken);
        madePlaces.AddRange(CollectionsMarshal.AsSpan(places)[taken..]);
        places.Clear();
        places.AddRange(madePlaces);
        return made.ToString();
    }

    private static int Find(string text, string name, int from) =>
        from < text.Length ? text.IndexOf(name, from, StringComparison.Ordinal) : -1;

    private static bool IsDelimited(string text, int start, int end) =>
        (start == 0 || Delimiters.Contains(text[start - 1])) && (end == text.Length || Delimiters.Contains(text[end]));

    // The blanks around the name go; of an empty list also one comma, before it or else behind.
    private static int EndOfBlanks(string text, int end)
    {
        while (end < text.Length && Blanks.Contains(text[end]))
        {
            end++;
        }

        return end;
    }

    private static void TrimBlanks(StringBuilder text)
    {
        while (text.Length > 0 && Blanks.Contains(text[^1]))
        {
            text.Length--;
        }
    }

    private static void DropComma(StringBuilder made, string text, ref int taken)
    {
        if (made.Length > 0 && made[^1] == ',')
        {
            made.Length--;
        }
        else if (taken < text.Length && text[taken] == ',')
        {
            taken++;
        }
    }

    private static string Quoted(string item) =>
        item.Contains(' ') && item[0] is not ('"' or '\'') ? $"\"{item}\"" : item;
}
