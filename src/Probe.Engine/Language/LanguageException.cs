using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Language;

/// <summary>Carries an error from the place that found it to the front door, which returns it as a value.</summary>
internal sealed class LanguageException(LanguageError error) : Exception(error.Message)
{
    /// <summary>What is wrong.</summary>
    public LanguageError Error { get; } = error;
}

/// <summary>Throwing, kept out of the methods that find errors.</summary>
internal static class Throw
{
    /// <summary>Refuses a text at a place.</summary>
    /// <param name="at">The place.</param>
    /// <param name="message">What was found and what was expected.</param>
    [DoesNotReturn]
    public static void Language(SourceSpan at, string message) => throw new LanguageException(at.Error(message));

    /// <summary>Refuses an unknown name, naming the nearest known one.</summary>
    /// <param name="at">The place.</param>
    /// <param name="message">What was found.</param>
    /// <param name="kind">What the name should be.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">The known names.</param>
    [DoesNotReturn]
    public static void Unknown(
        SourceSpan at, string message, LanguageErrorKind kind, string name, IEnumerable<string> known) =>
        throw new LanguageException(at.Error(message, kind, NearestName.Find(name, known)));
}
