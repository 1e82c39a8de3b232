namespace KosmosProbe.Engine.Language;

/// <summary>A lexeme: its value (quotes and escapes resolved) and its place.</summary>
/// <param name="Text">The value; bytes that escapes gave are kept as <see cref="LiteralText"/> describes.</param>
/// <param name="Span">The place, quotes included.</param>
/// <param name="IsQuoted">Written in quotes: never the name of a list.</param>
internal readonly record struct Token(string Text, SourceSpan Span, bool IsQuoted = false);
