namespace KosmosProbe.Engine.Rules.Collecting;

/// <summary>The comparison operators that an exception may use, and which of them take a list of values.</summary>
internal static class ExceptionOperators
{
    public const string Default = "=";
    public const string SingleFieldDefault = "in";

    private static readonly HashSet<string> OfLists = ["in", "intersects", "pmatch"];
    private static readonly HashSet<string> OfNumbers = ["<", "<=", ">", ">="];
    private static readonly HashSet<string> Modifiers = ["oneof", "anyof", "allof"];

    private static readonly HashSet<string> OfTexts =
    [
        "=", "==", "!=", "contains", "icontains", "bcontains", "startswith", "bstartswith", "endswith", "glob", "iglob",
        "regex",
    ];

    /// <summary>One blank between words.</summary>
    public static string Normalize(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static bool IsKnown(string text) =>
        OfLists.Contains(text) || OfNumbers.Contains(text) || OfTexts.Contains(text) || HasModifier(text);

    public static bool TakesList(string text) => OfLists.Contains(text) || HasModifier(text);

    // Only a text operator can be said of one, any or all of several values.
    private static bool HasModifier(string text)
    {
        string[] words = text.Split(' ');
        return words.Length == 2 && OfTexts.Contains(words[0]) && Modifiers.Contains(words[1]);
    }
}
