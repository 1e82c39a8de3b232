namespace KosmosProbe.Engine.Language;

/// <summary>The table of transformers.</summary>
internal static class Transformers
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
        { "tolower", "toupper", "b64", "basename", "len", "join", "concat", "getopt" };

    /// <summary>Whether a word in front of a parenthesis is a transformer.</summary>
    /// <param name="name">The word.</param>
    public static bool IsKnown(string name) => Names.Contains(name);
}
