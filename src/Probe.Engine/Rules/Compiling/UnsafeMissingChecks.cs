using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>
/// Checks that ask for a missing value by the text that is printed for it. Fields of Kubernetes audit events once were
/// that text, and old rules still compare with it; today such a check never finds what it looks for.
/// </summary>
internal static class UnsafeMissingChecks
{
    private const string Missing = "<NA>";
    private static readonly string[] Prefixes = ["ka.", "jevt."];
    private static readonly HashSet<string> Equalities = ["=", "==", "!=", "in", "intersects", "pmatch"];

    /// <summary>Whether a text could hold such a check: spares all others a second look.</summary>
    public static bool IsSuspect(string text) => Prefixes.Any(text.Contains);

    /// <summary>Whether a condition has such a check; one that cannot be read has none.</summary>
    public static bool IsIn(string text, NameScope names, LanguageOptions options)
    {
        try
        {
            return IsIn(ConditionLanguage.Expand(text, names, options));
        }
        catch (LanguageException)
        {
            return false;
        }
    }

    private static bool IsIn(ConditionSyntax node) => node switch
    {
        GroupSyntax group => group.Children.Any(IsIn),
        NotSyntax not => IsIn(not.Child),
        CheckSyntax { Left: FieldSyntax field, Right: { } right } check =>
            Prefixes.Any(prefix => field.Name.StartsWith(prefix, StringComparison.Ordinal))
            && Equalities.Contains(check.Operator.Spelling) && IsMissing(right),
        _ => false,
    };

    private static bool IsMissing(OperandSyntax value) => value switch
    {
        LiteralSyntax literal => literal.Token.Text == Missing,
        ListSyntax list => list.Items.Any(IsMissing),
        _ => false,
    };
}
