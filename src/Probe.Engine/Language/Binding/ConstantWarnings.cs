using System.Text.RegularExpressions;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// Values that are probably not what the author meant: fields written as text, patterns without a pattern.
/// </summary>
internal static partial class ConstantWarnings
{
    /// <summary>Adds what there is to say about a check with one value.</summary>
    /// <param name="check">The check.</param>
    /// <param name="value">The value.</param>
    /// <param name="values">Knows the fields.</param>
    /// <param name="warnings">Where to.</param>
    public static void Add(CheckSyntax check, Token value, ValueBinder values, List<LanguageError> warnings)
    {
        if (check.Operator.Spelling == "regex" && PlainRegex().IsMatch(value.Text))
        {
            warnings.Add(value.Span.Error(
                $"regex `{value.Text}` says no more than `=`, `contains`, `startswith` or `endswith` would"));
        }

        if (values.IsField(value.Text))
        {
            warnings.Add(value.Span.Error(
                $"`{value.Text}` is compared as text; to compare with the field write `val({value.Text})`"));
        }

        int parenthesis = value.Text.IndexOf('(');
        string word = parenthesis > 0 && value.Text.EndsWith(')') ? value.Text[..parenthesis] : "";
        if (word == TransformerSyntax.Value || Transformers.IsKnown(word))
        {
            warnings.Add(value.Span.Error(
                $"`{value.Text}` is compared as text; without quotes it would be a transformer"));
        }
    }

    /// <summary>Letters and the like, with nothing but an anchor or "anything" at either end.</summary>
    [GeneratedRegex(@"^\^?(\.[*+?])?[A-Za-z0-9_/ \-]*(\.[*+?])?\$?$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainRegex();
}
