using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language;

/// <summary>
/// Reads a value out of an output text, where nothing marks its end: the longest known field name counts, so that
/// <c>%proc.names</c> is proc.name and an s, and the dot of <c>%proc.name.</c> is the sentence's.
/// </summary>
internal static class OutputValue
{
    /// <summary>Reads the value that starts at a place.</summary>
    /// <param name="text">The output text.</param>
    /// <param name="start">The first character of the value.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="end">The first character after it.</param>
    public static OperandSyntax Parse(string text, int start, FieldTable fields, out int end)
    {
        var source = new SourceText(text);
        var lexer = new Lexer(source, start);
        if (!lexer.FieldName(out var name))
        {
            return Transformer(source, start, out end);
        }

        string? known = Longest(name.Text, fields, out var field);
        if (known is null)
        {
            Throw.Unknown(
                name.Span,
                $"unknown field `{name.Text}`",
                LanguageErrorKind.UnknownField,
                name.Text,
                fields.All.Select(f => f.Name));
        }

        bool isUnknownKey = field is not null && field.Argument.IsRequired() && name.Text.Length > known.Length;
        if (isUnknownKey)
        {
            // Named whole, the error is about the key and not about its absence.
            end = start + name.Text.Length;
            return new FieldSyntax(name.Text, null, name.Span);
        }

        lexer.Position = start + known.Length;
        bool takesArgument = field is { WithArgument: not null } && lexer.IsNext('[');
        if (!takesArgument)
        {
            end = lexer.Position;
            return new FieldSyntax(known, null, lexer.Span(start, known.Length));
        }

        var parser = new Parser(source, start, _ => false);
        var operand = parser.Field(new Token(known, lexer.Span(start, known.Length)), start + known.Length);
        end = parser.Position;
        return operand;
    }

    private static OperandSyntax Transformer(SourceText source, int start, out int end)
    {
        var parser = new Parser(source, start, _ => false);
        var operand = parser.Left();
        end = parser.Position;
        if (operand is null)
        {
            var lexer = new Lexer(source, start);
            Throw.Unknown(
                lexer.Next(),
                $"found {lexer.Found()}, expected a field or a transformer",
                LanguageErrorKind.UnknownField,
                "",
                []);
        }

        return operand;
    }

    /// <summary>The longest beginning of a name that is a field, or a field with a key behind a dot.</summary>
    private static string? Longest(string name, FieldTable fields, out Field? field)
    {
        for (int length = name.Length; length > 0; length--)
        {
            string part = name[..length];
            if (fields.TryFind(part, out field))
            {
                return part;
            }

            int dot = part.LastIndexOf('.');
            bool hasKey = dot > 0 && dot < length - 1 && fields.TryFind(part[..dot], out field)
                && field.Argument.TakesKey()
                && fields.Resolve(field, part[(dot + 1)..]) is not null;
            if (hasKey)
            {
                field = null;
                return part;
            }
        }

        field = null;
        return null;
    }
}
