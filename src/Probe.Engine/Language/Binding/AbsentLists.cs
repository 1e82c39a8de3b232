using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// Words in sets of addresses or ports that can only be names of lists, of lists that no file has. In a set of texts
/// such a word is a text like any other; here it would be a faulty value. It is left out with a warning, so that a
/// rules file can be used without the one that holds its lists; a word that is nearly a list's name stays an error.
/// </summary>
internal static class AbsentLists
{
    /// <summary>The items without such words.</summary>
    /// <param name="type">Of the field that is compared.</param>
    /// <param name="items">A set's.</param>
    /// <param name="names">The lists there are.</param>
    /// <param name="warnings">Where to tell.</param>
    public static List<Token> LeaveOut(
        FieldType type, List<Token> items, NameScope names, List<LanguageError> warnings)
    {
        bool takesNoWords = type.IsAddress() || type == FieldType.Port;
        if (!takesNoWords || !items.Exists(item => IsAbsent(type, item, names)))
        {
            return items;
        }

        foreach (var item in items.Where(item => IsAbsent(type, item, names)))
        {
            warnings.Add(item.Span.Error(
                $"no file has a list `{item.Text}`; it is taken as empty, so that nothing is ever in it"));
        }

        return items.FindAll(item => !IsAbsent(type, item, names));
    }

    private static bool IsAbsent(FieldType type, Token item, NameScope names) =>
        !item.IsQuoted
        && IsWord(item.Text)
        && !(type == FieldType.Port && ServicePorts.TryFind(item.Text, out _))
        && NearestName.Find(item.Text, names.Lists.Keys) is null;

    // Some addresses have letters, but none has letters alone.
    private static bool IsWord(string text) =>
        char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
