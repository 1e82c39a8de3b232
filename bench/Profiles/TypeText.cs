namespace KosmosProbe.Bench.Profiles;

/// <summary>A type's name as the runtime writes it: <c>Dictionary`2[System.String,System.Int32[]]</c>.</summary>
/// <param name="Name">With its namespace, and a plus before what is nested.</param>
/// <param name="Arguments">Of a generic type.</param>
/// <param name="Arrays">How many times it is an array of itself.</param>
internal sealed record TypeText(string Name, IReadOnlyList<TypeText> Arguments, int Arrays)
{
    /// <summary>Reads one name.</summary>
    public static TypeText Parse(string text)
    {
        int at = 0;
        return Parse(text, ref at);
    }

    /// <summary>Reads names with commas between them.</summary>
    public static List<TypeText> ParseList(string text)
    {
        var all = new List<TypeText>();
        for (int at = 0; at < text.Length; at++) all.Add(Parse(text, ref at));
        return all;
    }

    private static TypeText Parse(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] is not ('[' or ']' or ',')) at++;
        string name = text[start..at];
        var arguments = new List<TypeText>();
        int arrays = 0;
        while (at + 1 < text.Length && text[at] == '[')
        {
            at++;
            if (text[at] == ']')
            {
                arrays++;
            }
            else
            {
                arguments.Add(Parse(text, ref at));
                for (; at < text.Length && text[at] == ','; arguments.Add(Parse(text, ref at))) at++;
            }

            at++;
        }

        return new TypeText(name, arguments, arrays);
    }
}
