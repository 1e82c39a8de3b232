using System.Diagnostics.CodeAnalysis;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language;

/// <content>What to say where no production goes on: what was found, expected, and probably meant.</content>
internal sealed partial class Parser
{
    private static readonly string[] Connectives = ["and", "or"];

    private static readonly Dictionary<string, string> OtherSigns = new(StringComparer.Ordinal)
    {
        ["&&"] = "and",
        ["&"] = "and",
        ["||"] = "or",
        ["|"] = "or",
    };

    // What other languages call an operator.
    private static readonly Dictionary<string, string> OtherOperators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["is"] = "=",
        ["eq"] = "=",
        ["equals"] = "=",
        ["ne"] = "!=",
        ["has"] = "contains",
        ["like"] = "glob",
        ["match"] = "regex",
        ["matches"] = "regex",
    };

    // The last macro's name: what cannot go on behind it was perhaps no macro.
    private Token? _macro;

    /// <summary>A condition is whole, and what follows does not go on from it.</summary>
    /// <param name="expected">What may follow.</param>
    [DoesNotReturn]
    private void ThrowLeftover(string expected)
    {
        var next = _lexer.Next();
        int length = Math.Min(next.Length, next.Source.Text.Length - next.Offset);
        string found = next.Source.Text.Substring(next.Offset, length);
        if (OtherSigns.TryGetValue(found, out string? sign))
        {
            throw new LanguageException(next.Error($"found `{found}`, expected {expected}", didYouMean: sign));
        }

        if (_macro is { } macro && IsBehind(macro, next))
        {
            ThrowMacro(macro);
        }

        string hint = found[..Math.Min(found.Length, 1)] switch
        {
            _ when Connectives.Contains(found) => "; `or(...)` without a blank takes that group only",
            _ when IsSeparated(next) => string.Empty,
            "=" or "," => $"; a value that holds `{found[0]}` needs quotes",
            "\"" or "'" => "; a value is in quotes as a whole or not at all",
            "(" => "; a value that holds `(` needs quotes, a list needs `in`, or one of `oneof anyof allof`",
            _ => string.Empty,
        };
        string? meant = Connectives.Contains(found) ? null : NearestName.Find(found, Connectives);
        throw new LanguageException(next.Error(
            $"found {_lexer.Found()}, expected {expected}{hint}", didYouMean: meant));
    }

    /// <summary>A name with a parenthesis right behind it that is no transformer.</summary>
    [DoesNotReturn]
    private static void ThrowCall(Token name)
    {
        string? message = name.Text switch
        {
            TransformerSyntax.Value => "`val` reads a field on the right side of an operator only",
            _ when Modifiers.Contains(name.Text) => $"expected a blank between `{name.Text}` and its list",
            _ => null,
        };
        if (message is not null)
        {
            Throw.Language(name.Span, message);
        }

        Throw.Unknown(
            name.Span,
            $"unknown transformer `{name.Text}`",
            LanguageErrorKind.Other,
            name.Text,
            Transformers.All.Select(t => t.Name));
    }

    [DoesNotReturn]
    private void ThrowMacro(Token macro)
    {
        RequireNoTransformer(macro);
        if (IsNot(macro))
        {
            throw new LanguageException(macro.Span.Error(
                $"found `{macro.Text}` before a check, keywords are in lower case", didYouMean: "not"));
        }

        Throw.Language(
            macro.Span,
            $"found {_lexer.Found()} behind `{macro.Text}`, which is read as a macro; the name of a field has a dot");
    }

    /// <summary>A macro followed by a word or a sign that only a field, or <c>not</c>, could have there.</summary>
    private bool IsBehind(Token macro, SourceSpan next)
    {
        int end = macro.Span.Offset + macro.Span.Length;
        if (!next.Source.Text.AsSpan()[end..next.Offset].Trim().IsEmpty)
        {
            return false;
        }

        int start = _lexer.Position;
        bool isOperator = Operator() is not null;
        _lexer.Position = start;
        return isOperator || IsNot(macro) || (_lexer.IsNext('(') && Transformers.IsKnown(macro.Text));
    }

    private static bool IsNot(Token macro) =>
        macro.Text.Equals("not", StringComparison.OrdinalIgnoreCase) && macro.Text != "not";

    private static bool IsSeparated(SourceSpan next) =>
        next.Offset == 0 || char.IsWhiteSpace(next.Source.Text[next.Offset - 1]);

    [DoesNotReturn]
    private void ThrowOperator(OperandSyntax left)
    {
        string found = _lexer.Found();
        var spellings = Operators.All.Select(o => o.Spelling);
        var glued = Operators.All.FirstOrDefault(o => o.NeedsBlank && IsNextWord(o.Spelling));
        string word = found.Trim('`');
        if (glued is not null)
        {
            Throw.Language(_lexer.Next(), $"found {found}, expected a blank after `{glued.Spelling}`");
        }

        if (word == "not")
        {
            Throw.Language(_lexer.Next(), $"found `not` behind `{left}`, it stands before a check: `not {left} ...`");
        }

        string? meant = _lexer.AtEnd
            ? null
            : OtherOperators.GetValueOrDefault(word) ?? NearestName.Find(word, spellings);
        throw new LanguageException(_lexer.Next().Error(
            $"found {found}, expected an operator after `{left}`: {string.Join(' ', spellings)}", didYouMean: meant));
    }

    // contains"x" and contains(x), but not containsx.
    private bool IsNextWord(string word)
    {
        var next = _lexer.Next();
        var rest = next.Source.Text.AsSpan(Math.Min(next.Offset, next.Source.Text.Length));
        return rest.StartsWith(word, StringComparison.Ordinal) && rest.Length > word.Length
            && !char.IsAsciiLetterOrDigit(rest[word.Length]);
    }

    /// <summary>No value stands where an operator needs one.</summary>
    [DoesNotReturn]
    private void ThrowNoValue(Operator @operator)
    {
        string hint = _lexer.IsNext('(')
            ? $"; for a list write `in`, or `{@operator.Spelling} anyof (...)`; a value that holds `(` needs quotes"
            : _lexer.IsNext('=') ? "; a value that holds `=` needs quotes"
            : string.Empty;
        Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected a value, a transformer or `val`{hint}");
    }

    /// <summary>A value with a list behind it: the value was meant to be a modifier.</summary>
    /// <param name="value">The value.</param>
    [DoesNotReturn]
    private static void ThrowModifier(Token value)
    {
        RequireNoTransformer(value);
        if (Modifiers.Contains(value.Text))
        {
            Throw.Language(value.Span, $"expected a blank before `{value.Text}`");
        }

        throw new LanguageException(value.Span.Error(
            $"found a list behind `{value.Text}`, expected one of {string.Join(' ', Modifiers)} before it",
            didYouMean: NearestName.Find(value.Text, Modifiers)));
    }

    private static void RequireNoTransformer(Token name)
    {
        if (Transformers.IsKnown(name.Text))
        {
            Throw.Language(name.Span, $"expected no blank between `{name.Text}` and its parenthesis");
        }
    }
}
