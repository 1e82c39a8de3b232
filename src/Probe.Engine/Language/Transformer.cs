using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Language;

/// <summary>An argument of a transformer's call.</summary>
/// <param name="Span">Where it stands.</param>
internal abstract record TransformerArgument(SourceSpan Span);

/// <summary>A field, or a transformer as a field.</summary>
/// <param name="Field">The field.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record FieldArgument(Field Field, SourceSpan Span) : TransformerArgument(Span);

/// <summary>A value.</summary>
/// <param name="Value">The value.</param>
internal sealed record LiteralArgument(Token Value) : TransformerArgument(Value.Span);

/// <summary>Several in parentheses.</summary>
/// <param name="Items">The several.</param>
/// <param name="Span">Where they stand.</param>
internal sealed record ListArgument(IReadOnlyList<TransformerArgument> Items, SourceSpan Span)
    : TransformerArgument(Span);

/// <summary>A transformer's call, its arguments bound.</summary>
/// <param name="Name">The call as text, without blanks: the name of the field it makes.</param>
/// <param name="Arguments">Between the parentheses.</param>
/// <param name="Bracket">In brackets behind the call; null when there is none.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record TransformerCall(
    string Name, IReadOnlyList<TransformerArgument> Arguments, string? Bracket, SourceSpan Span);

/// <summary>A transformer of the language: one row of <see cref="Transformers"/>.</summary>
internal sealed class Transformer
{
    /// <summary>As written in front of the parenthesis.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for the docs.</summary>
    public required string Description { get; init; }

    /// <summary>A condition that must bind; run as a test.</summary>
    public required string Example { get; init; }

    /// <summary>The fewest arguments.</summary>
    public required int ArgumentsMin { get; init; }

    /// <summary>The most arguments.</summary>
    public required int ArgumentsMax { get; init; }

    /// <summary>May be followed by brackets.</summary>
    public bool TakesBracket { get; init; }

    /// <summary>Makes the field that reads the transformed value.</summary>
    public required Func<TransformerCall, Field> Bind { get; init; }
}
