namespace KosmosProbe.Engine.Language;

/// <summary>What is wrong with a condition or an output text, and where in it.</summary>
/// <param name="Offset">0-based character in the text as given.</param>
/// <param name="Length">Characters to underline; at least 1.</param>
/// <param name="Message">What was found and what was expected; lower case, no period.</param>
public sealed record LanguageError(int Offset, int Length, string Message)
{
    /// <summary>The nearest known name, when a name is unknown and one is near.</summary>
    public string? DidYouMean { get; init; }
}
