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
internal sealed partial class Parser
{
    /// <summary>How deep parentheses and transformers may nest in a rule's condition.</summary>
    public const int RuleDepthMax = 1000;

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
            ThrowLeftover("`and`, `or` or the end");
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
            if (_lexer.IsNext('('))
            {
                ThrowCall(name);
            }

            _macro = name;
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
            ThrowLeftover("`and`, `or` or `)`");
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
            ThrowOperator(left);
        }

        var token = new Token(found.Spelling, From(operatorStart));
        string? modifier = null;
        var right = found.Right switch
        {
            RightSide.None => null,
            RightSide.Number => NumRight(),
            RightSide.Value => StrRight(found, out modifier),
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
