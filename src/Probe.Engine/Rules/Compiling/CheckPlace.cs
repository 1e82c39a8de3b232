using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>
/// Where the check begins that an error is in. Falco's reports name that place; the words at fault are underlined
/// besides.
/// </summary>
internal static class CheckPlace
{
    /// <summary>The offset of the check around an offset, or the offset itself if the text is no condition.</summary>
    public static int StartOf(string text, NameScope names, int offset)
    {
        try
        {
            return Find(new Parser(new SourceText(text), 0, names.Lists.ContainsKey).Condition(), offset) ?? offset;
        }
        catch (LanguageException)
        {
            return offset;
        }
    }

    private static int? Find(ConditionSyntax node, int offset) => node switch
    {
        GroupSyntax group => group.Children.Select(child => Find(child, offset)).FirstOrDefault(at => at is not null),
        NotSyntax not => Find(not.Child, offset),
        _ when node.Span.Offset <= offset && offset < node.Span.Offset + node.Span.Length => node.Span.Offset,
        _ => null,
    };
}
