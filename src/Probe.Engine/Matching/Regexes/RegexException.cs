namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>Carries what is wrong with a regular expression from the place that found it to who asked.</summary>
/// <param name="message">What is wrong, in RE2's words where it has some.</param>
/// <param name="offset">The first character it is about.</param>
/// <param name="length">How many.</param>
internal sealed class RegexException(string message, int offset, int length) : FormatException(message)
{
    /// <summary>What is wrong and where.</summary>
    public RegexError Error { get; } = new(message, offset, Math.Max(length, 1));
}

/// <summary>What is wrong with a regular expression.</summary>
/// <param name="Message">In words.</param>
/// <param name="Offset">The first character it is about.</param>
/// <param name="Length">How many; at least one.</param>
internal sealed record RegexError(string Message, int Offset, int Length);
