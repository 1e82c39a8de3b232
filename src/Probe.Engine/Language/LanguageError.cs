namespace KosmosProbe.Engine.Language;

/// <summary>What is wrong with a condition or an output text, and where in it.</summary>
/// <param name="Offset">0-based character in the text as given.</param>
/// <param name="Length">Characters to underline; at least 1.</param>
/// <param name="Message">What was found and what was expected; lower case, no period.</param>
public sealed record LanguageError(int Offset, int Length, string Message)
{
    /// <summary>The nearest known name, when a name is unknown and one is near.</summary>
    public string? DidYouMean { get; init; }

    /// <summary>What kind of trouble, where callers treat it differently.</summary>
    public LanguageErrorKind Kind { get; init; }
}

/// <summary>Kinds of errors and warnings that callers treat differently.</summary>
public enum LanguageErrorKind
{
    /// <summary>Any other.</summary>
    Other,

    /// <summary>A field that does not exist.</summary>
    UnknownField,

    /// <summary>An event type that does not exist.</summary>
    UnknownEventType,

    /// <summary>A macro that does not exist.</summary>
    UnknownMacro,

    /// <summary>A macro that leads back to itself.</summary>
    MacroLoop,

    /// <summary>Something that should no longer be used; a warning.</summary>
    Deprecated,
}
