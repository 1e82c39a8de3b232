using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language;

/// <content>The productions that have a value: fields, transformers, and the right sides of operators.</content>
internal sealed partial class Parser
{
    private static readonly string[] Modifiers = ["oneof", "anyof", "allof"];

    private FieldSyntax Field(Token name)
    {
        string? argument = Bracket();
        return new FieldSyntax(name.Text, argument, From(name.Span.Offset));
    }

    private string? Bracket()
    {
        if (!_lexer.Symbol('['))
        {
            return null;
        }

        if (!_lexer.Quoted(out var argument) && !_lexer.BareArgument(out argument))
        {
            Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected an argument: a word or a value in quotes");
        }

        if (!_lexer.Symbol(']'))
        {
            Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected `]`");
        }

        return argument.Text;
    }

    private TransformerSyntax? Transformer()
    {
        int start = _lexer.Position;
        if (!_lexer.Identifier(out var name) || !Transformers.IsKnown(name.Text) || !_lexer.IsNext('('))
        {
            _lexer.Position = start;
            return null;
        }

        var arguments = Arguments();
        return new TransformerSyntax(name.Text, arguments, Bracket(), From(start));
    }

    private List<OperandSyntax> Arguments()
    {
        int start = _lexer.Position;
        Deeper(start);
        _lexer.Symbol('(');
        var arguments = new List<OperandSyntax>();
        do
        {
            _lexer.Blank();
            arguments.Add(Argument());
            _lexer.Blank();
        }
        while (_lexer.Symbol(','));

        CloseList("`,` or `)`");
        _depth--;
        return arguments;
    }

    private OperandSyntax Argument()
    {
        if (_lexer.IsNext('('))
        {
            return ArgumentList();
        }

        return ScalarArgument();
    }

    private OperandSyntax ScalarArgument()
    {
        if (_lexer.Quoted(out var token) || _lexer.Number(out token))
        {
            return new LiteralSyntax(token);
        }

        var left = Left();
        if (left is null)
        {
            Throw.Language(
                _lexer.Next(), $"found {_lexer.Found()}, expected a field, a transformer or a value in quotes");
        }

        return left;
    }

    private ListSyntax ArgumentList()
    {
        int start = _lexer.Position;
        _lexer.Symbol('(');
        _lexer.Blank();
        var items = new List<OperandSyntax>();
        if (!_lexer.IsNext(')'))
        {
            do
            {
                _lexer.Blank();
                items.Add(ScalarArgument());
                _lexer.Blank();
            }
            while (_lexer.Symbol(','));
        }

        CloseList("`,` or `)`");
        return new ListSyntax(items, hasParentheses: true, From(start)) { IsArgument = true };
    }

    /// <summary>
    /// The value that is known when an event is judged: <c>val(field)</c> or a transformer; else null.
    /// </summary>
    private TransformerSyntax? Value()
    {
        int start = _lexer.Position;
        if (!_lexer.Word(TransformerSyntax.Value) || !_lexer.Symbol('('))
        {
            _lexer.Position = start;
            return Transformer();
        }

        _lexer.Blank();
        if (!_lexer.FieldName(out var name))
        {
            Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected a field in `val`");
        }

        var field = Field(name);
        _lexer.Blank();
        CloseList("`)`");
        return new TransformerSyntax(TransformerSyntax.Value, [field], null, From(start));
    }

    private OperandSyntax NumRight()
    {
        _lexer.Blank();
        if (Value() is { } value)
        {
            return value;
        }

        int start = _lexer.Position;
        if (_lexer.Number(out var token) || (_lexer.Bare(out token) && _isList(token.Text)))
        {
            return new LiteralSyntax(token);
        }

        _lexer.Position = start;
        Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected a number, a transformer or `val`");
        return null;
    }

    private OperandSyntax StrRight(Operator @operator, out string? modifier)
    {
        bool hadBlank = _lexer.Blank();
        modifier = null;
        if (_lexer.Quoted(out var token))
        {
            return new LiteralSyntax(token);
        }

        if (Value() is { } value)
        {
            return value;
        }

        if (hadBlank && Modifier(out modifier))
        {
            return ListRight();
        }

        if (!_lexer.Bare(out token))
        {
            ThrowNoValue(@operator);
        }

        if (_lexer.IsNext('('))
        {
            ThrowCall(token);
        }

        int end = _lexer.Position;
        if (_lexer.Blank() && _lexer.IsNext('('))
        {
            ThrowModifier(token);
        }

        _lexer.Position = end;
        return new LiteralSyntax(token);
    }

    /// <summary>
    /// A modifier is one only before a list: alone, or before a connective, the same word is a value.
    /// </summary>
    private bool Modifier(out string? modifier)
    {
        modifier = null;
        int start = _lexer.Position;
        if (!_lexer.Bare(out var word) || !Modifiers.Contains(word.Text) || !_lexer.Blank())
        {
            _lexer.Position = start;
            return false;
        }

        int afterWord = _lexer.Position;
        bool isBare = _lexer.Bare(out var next);
        bool canBeList = isBare ? next.Text is not ("and" or "or") : _lexer.IsNext('(');
        _lexer.Position = canBeList ? afterWord : start;
        modifier = canBeList ? word.Text : null;
        return canBeList;
    }

    private OperandSyntax ListRight()
    {
        _lexer.Blank();
        int start = _lexer.Position;
        if (_lexer.Symbol('('))
        {
            _lexer.Blank();
            var items = new List<OperandSyntax>();
            if (!_lexer.IsNext(')'))
            {
                do
                {
                    _lexer.Blank();
                    items.Add(Item());
                    _lexer.Blank();
                }
                while (_lexer.Symbol(','));
            }

            CloseList("`,` or `)`");
            return new ListSyntax(items, hasParentheses: true, From(start));
        }

        if (Value() is { } value)
        {
            return value;
        }

        if (!_lexer.Bare(out var token))
        {
            Throw.Language(
                _lexer.Next(), $"found {_lexer.Found()}, expected a list, the name of a list, a transformer or `val`");
        }

        return new ListSyntax([new LiteralSyntax(token)], hasParentheses: false, token.Span);
    }

    private LiteralSyntax Item()
    {
        if (!_lexer.Quoted(out var token) && !_lexer.Bare(out token))
        {
            Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected a value");
        }

        return new LiteralSyntax(token);
    }

    private void CloseList(string expected)
    {
        if (!_lexer.Symbol(')'))
        {
            Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected {expected}");
        }
    }
}
