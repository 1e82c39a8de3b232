namespace KosmosProbe.Host.Listing;

/// <summary>Two columns, a name and a text broken at blanks, laid out as Falco does for its lists.</summary>
/// <param name="textStart">Column at which the text starts.</param>
/// <param name="width">Columns of a whole line.</param>
internal sealed class Columns(int textStart, int width)
{
    /// <summary>
    /// Writes one entry. A name too long for its column has a line to itself.
    /// </summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">First column.</param>
    /// <param name="text">Second column.</param>
    public void Write(TextWriter output, string name, string text)
    {
        output.Write(name.PadRight(textStart));
        if (name.Length > textStart)
        {
            output.WriteLine();
            output.Write(new string(' ', textStart));
        }

        int used = 0;
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (used > 0 && used + word.Length + 1 > width - textStart)
            {
                output.WriteLine();
                output.Write(new string(' ', textStart));
                used = 0;
            }

            output.Write(word);
            output.Write(' ');
            used += word.Length + 1;
        }

        output.WriteLine();
    }
}
