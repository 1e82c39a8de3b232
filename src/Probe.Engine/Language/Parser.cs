using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language;

/// <summary>
/// Turns text into a syntax tree. One method for each production, of the same name.
/// <code>
/// condition   = or_expr END
/// or_expr     = and_expr { "or" ( BLANK and_expr | "(" or_expr ")" ) }
/// and_expr    = not_expr { "and" ( BLANK not_expr | "(" or_expr ")" ) }
/// not_expr    = { "not" ( BLANK | before "(" ) } primary           an even number cancels
/// primary     = "(" or_expr ")" | check | IDENT                    IDENT: a macro
/// check       = left ( "exists" | numop num_right | strop str_right | listop list_right )
/// left        = field | transformer
/// field       = NAME [ bracket ]                                   NAME: identifiers joined by dots
/// bracket     = "[" ( QUOTED | ARGUMENT ) "]"                      no blanks
/// transformer = TRANSFORMER "(" argument { "," argument } ")" [ bracket ]
/// argument    = QUOTED | NUMBER | field | transformer | "(" [ argument { "," argument } ] ")"
/// value       = "val" "(" field ")"
/// num_right   = value | transformer | NUMBER | BARE                BARE: only the name of a list
/// str_right   = QUOTED | modifier list_right | value | transformer | BARE
/// modifier    = BLANK ( "oneof" | "anyof" | "allof" ) BLANK        before something that can be a list
/// list_right  = "(" [ item { "," item } ] ")" | value | transformer | BARE
/// item        = QUOTED | BARE
/// </code>
/// Blanks may stand between any two parts unless said otherwise. Words of operators need a blank behind them, signs,
/// <c>in</c>, <c>intersects</c>, <c>pmatch</c> and <c>exists</c> do not.
/// </summary>
internal sealed class Parser
{
    /// <summary>How deep parentheses and transformers may nest in a rule's condition.</summary>
    public const int RuleDepthMax = 1000;

    private static readonly string[] Modifiers = ["oneof", "anyof", "allof"];

    private readonly Lexer _lexer;
    private readonly Func<string, bool> _isList;
    private readonly int _depthMax;
    private int _depth;

    /// <summary>A parser of one text.</summary>
    /// <param name="source">The text.</param>
    /// <param name="start">The first character to read.</param>
    /// <param name="isList">Whether a bare word is the name of a list.</param>
    /// <param name="depthMax">How deep parentheses and transformers may nest.</param>
    public Parser(SourceText source, int start, Func<string, bool> isList, int depthMax = RuleDepthMax)
    {
        _lexer = new Lexer(source, start);
        _isList = isList;
        _depthMax = depthMax;
    }

    /// <summary>The first character not read.</summary>
    public int Position => _lexer.Position;

    /// <summary>A whole condition.</summary>
    public ConditionSyntax Condition()
    {
        var condition = OrExpr();
        _lexer.Blank();
        if (!_lexer.AtEnd)
        {
            Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected `and`, `or` or the end");
        }

        return condition;
    }

    /// <summary>A field or transformer that an output text names; null when neither stands here.</summary>
    public OperandSyntax? Left()
    {
        if (_lexer.FieldName(out var name))
        {
            return Field(name);
        }

        return Transformer();
    }

    /// <summary>A field whose name is known already, with its brackets.</summary>
    /// <param name="name">The name.</param>
    /// <param name="position">The character after the name.</param>
    public FieldSyntax Field(Token name, int position)
    {
        _lexer.Position = position;
        return Field(name);
    }

    private ConditionSyntax OrExpr()
    {
        int start = StartAfterBlanks();
        var children = new List<ConditionSyntax> { AndExpr() };
        _lexer.Blank();
        while (_lexer.Word("or"))
        {
            children.Add(_lexer.Blank() ? AndExpr() : Group("or"));
            _lexer.Blank();
        }

        return Joined(Connective.Or, children, start);
    }

    private ConditionSyntax AndExpr()
    {
        int start = StartAfterBlanks();
        var children = new List<ConditionSyntax> { NotExpr() };
        _lexer.Blank();
        while (_lexer.Word("and"))
        {
            children.Add(_lexer.Blank() ? NotExpr() : Group("and"));
            _lexer.Blank();
        }

        return Joined(Connective.And, children, start);
    }

    private ConditionSyntax NotExpr()
    {
        int start = StartAfterBlanks();
        bool isNegated = false;
        int beforeWord = _lexer.Position;
        while (_lexer.Word("not"))
        {
            if (!_lexer.Blank() && !_lexer.IsNext('('))
            {
                _lexer.Position = beforeWord;
                break;
            }

            isNegated = !isNegated;
            beforeWord = _lexer.Position;
        }

        var child = Primary();
        return isNegated ? new NotSyntax(child, From(start)) : child;
    }

    private ConditionSyntax Primary()
    {
        int start = StartAfterBlanks();
        if (_lexer.IsNext('('))
        {
            return Group("");
        }

        if (Left() is { } left)
        {
            return Check(left, start);
        }

        if (_lexer.Identifier(out var name))
        {
            return new MacroSyntax(name.Text, name.Span);
        }

        Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected a check, a macro or `(`");
        return null;
    }

    private ConditionSyntax Group(string connective)
    {
        int start = _lexer.Position;
        if (!_lexer.Symbol('('))
        {
            Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected a blank or `(` after `{connective}`");
        }

        Deeper(start);
        var child = OrExpr();
        _lexer.Blank();
        if (!_lexer.Symbol(')'))
        {
            Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected `and`, `or` or `)`");
        }

        _depth--;
        return child;
    }

    private CheckSyntax Check(OperandSyntax left, int start)
    {
        _lexer.Blank();
        int operatorStart = _lexer.Position;
        var found = Operator();
        if (found is null)
        {
            Throw.Language(
                _lexer.Next(),
                $"found {_lexer.Found()}, expected an operator after `{left}`: "
                + string.Join(' ', Operators.All.Select(o => o.Spelling)));
        }

        var token = new Token(found.Spelling, From(operatorStart));
        string? modifier = null;
        var right = found.Right switch
        {
            RightSide.None => null,
            RightSide.Number => NumRight(),
            RightSide.Value => StrRight(out modifier),
            _ => ListRight(),
        };
        return new CheckSyntax(left, found, token, modifier, right, From(start));
    }

    private Operator? Operator()
    {
        int start = _lexer.Position;
        foreach (var candidate in Operators.All)
        {
            if (_lexer.Word(candidate.Spelling) && (!candidate.NeedsBlank || _lexer.IsBlankNext()))
            {
                return candidate;
            }

            _lexer.Position = start;
        }

        return null;
    }

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

    /// <summary>The value that is known when an event is judged: <c>val(field)</c> or a transformer; else null.</summary>
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

    private OperandSyntax StrRight(out string? modifier)
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
            Throw.Language(_lexer.Next(), $"found {_lexer.Found()}, expected a value, a transformer or `val`");
        }

        return new LiteralSyntax(token);
    }

    /// <summary>A modifier is one only before a list: alone, or before a connective, the same word is a value.</summary>
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

    private void Deeper(int start)
    {
        if (++_depth > _depthMax)
        {
            Throw.Language(_lexer.Span(start, 1), $"more than {_depthMax} levels of parentheses");
        }
    }

    private ConditionSyntax Joined(Connective connective, List<ConditionSyntax> children, int start) =>
        children.Count == 1 ? children[0] : new GroupSyntax(connective, children, From(start));

    private int StartAfterBlanks()
    {
        _lexer.Blank();
        return _lexer.Position;
    }

    private SourceSpan From(int start) => _lexer.Span(start, _lexer.Position - start);
}
