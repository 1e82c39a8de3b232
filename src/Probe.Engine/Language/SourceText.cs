namespace KosmosProbe.Engine.Language;

/// <summary>
/// A text that is parsed: a condition, or a macro's body with the place that uses it. Errors inside a macro are told at
/// the macro's name in the outermost text, because that is the text the author gave.
/// </summary>
/// <param name="text">The characters.</param>
internal sealed class SourceText(string text)
{
    /// <summary>The characters.</summary>
    public string Text { get; } = text;

    /// <summary>The macro whose body this is; null for the text as given.</summary>
    public string? Macro { get; init; }

    /// <summary>Where the macro's name stands.</summary>
    public SourceSpan UsedAt { get; init; }
}

/// <summary>A part of a source text.</summary>
/// <param name="Source">The text.</param>
/// <param name="Offset">0-based character.</param>
/// <param name="Length">Characters.</param>
internal readonly record struct SourceSpan(SourceText Source, int Offset, int Length)
{
    /// <summary>An error here, placed in the text as given.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="kind">What kind of trouble.</param>
    /// <param name="didYouMean">The nearest known name.</param>
    public LanguageError Error(
        string message, LanguageErrorKind kind = LanguageErrorKind.Other, string? didYouMean = null)
    {
        var place = this;
        while (place.Source.Macro is { } macro)
        {
            message = $"in macro `{macro}`, character {place.Offset + 1}: {message}";
            place = place.Source.UsedAt;
        }

        return new LanguageError(place.Offset, Math.Max(place.Length, 1), message)
        {
            Kind = kind,
            DidYouMean = didYouMean,
        };
    }
}
