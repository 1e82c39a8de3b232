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

    /// <summary>For each character its place in the text as written; null when that is this text.</summary>
    public IReadOnlyList<SourcePlace>? Places { get; init; }
}

/// <summary>Where a character was written: of one that stands for the name of a list, the whole name.</summary>
/// <param name="Offset">0-based character.</param>
/// <param name="Length">Characters.</param>
/// <param name="List">The list, or null.</param>
internal readonly record struct SourcePlace(int Offset, int Length, string? List = null);

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
        var place = AsWritten(out string? list);
        message = list is null ? message : $"with the items of list `{list}`: {message}";
        while (place.Source.Macro is { } macro)
        {
            message = $"in macro `{macro}`, character {place.Offset + 1}: {message}";
            place = place.Source.UsedAt.AsWritten(out _);
        }

        return new LanguageError(place.Offset, Math.Max(place.Length, 1), message)
        {
            Kind = kind,
            DidYouMean = didYouMean,
        };
    }

    private SourceSpan AsWritten(out string? list)
    {
        list = null;
        if (Source?.Places is not { Count: > 0 } places)
        {
            return this;
        }

        var first = places[Math.Clamp(Offset, 0, places.Count - 1)];
        var last = places[Math.Clamp(Offset + Math.Max(Length, 1) - 1, 0, places.Count - 1)];

        list = first.List ?? last.List;

        // What is missing at the end stands behind the last character.
        return Offset >= places.Count
            ? this with { Offset = last.Offset + last.Length, Length = 0 }
            : this with { Offset = first.Offset, Length = Math.Max(last.Offset + last.Length - first.Offset, 1) };
    }
}
