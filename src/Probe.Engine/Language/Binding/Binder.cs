using System.Linq.Expressions;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// Gives an expanded condition its meaning: names become fields, values get the field's type, operators are checked
/// against both. What it accepts can be compiled; nothing is left to fail when an event is judged.
/// </summary>
/// <param name="values">Binds fields and transformers.</param>
/// <param name="names">The macros and lists there are.</param>
/// <param name="options">How to understand conditions.</param>
internal sealed class Binder(ValueBinder values, NameScope names, LanguageOptions options)
{
    /// <summary>Things to tell the author that are no errors.</summary>
    public List<LanguageError> Warnings { get; } = [];

    /// <summary>Binds a condition.</summary>
    /// <param name="condition">Without names of macros and lists.</param>
    public BoundNode Bind(ConditionSyntax condition) => condition switch
    {
        GroupSyntax group => new BoundGroup(group.Connective, [.. group.Children.Select(Bind)]),
        NotSyntax not => new BoundNot(Bind(not.Child)),
        _ => BindCheck((CheckSyntax)condition),
    };

    private BoundNode BindCheck(CheckSyntax check)
    {
        if (EventTypeChecks.TryBind(check, options) is { } typeCheck)
        {
            values.Bind(check.Left);
            return typeCheck;
        }

        var field = values.Bind(check.Left);
        RequireOperator(check, field);
        var bound = Bind(check, field);
        return options.Strict && FalcoQuirks.Answer(check, field) is { } answer
            ? new BoundCheck(field, OverAll(check, field), new ConstantPredicate(answer), WhenMissing: false)
            : bound;
    }

    private BoundNode Bind(CheckSyntax check, Field field) => check.Right switch
    {
        null => new BoundCheck(field, OverAll(check, field), new ConstantPredicate(true), WhenMissing: false),
        TransformerSyntax right => Comparison(check, field, right),
        ListSyntax list when check.Modifier is not null => Modified(check, field, Tokens(list)),
        ListSyntax list => Set(check, field, Tokens(list)),
        var right => Single(check, field, ((LiteralSyntax)right).Token),
    };

    private BoundCheck Set(CheckSyntax check, Field field, List<Token> items)
    {
        var present = options.Strict ? items : AbsentLists.LeaveOut(field.Type, items, names, Warnings);
        return Check(check, field, check.Operator.Predicate!(field.Type, present, options));
    }

    private BoundCheck Single(CheckSyntax check, Field field, Token value)
    {
        ConstantWarnings.Add(check, value, values, Warnings);
        bool isWithin = field.IsDistance && check.Operator.Predicate == PredicateFactories.Equal;
        var factory = isWithin ? PredicateFactories.Order(ExpressionType.LessThanOrEqual) : check.Operator.Predicate!;
        return Check(check, field, factory(field.Type, [value], options));
    }

    private static BoundCheck Check(CheckSyntax check, Field field, Predicate predicate)
    {
        bool isNone = check.Operator.IsNegation && field.Shape == FieldShape.AnyNoneUnequal;
        var asked = check.Operator.IsNegation && !isNone ? NotPredicate.Of(predicate) : predicate;
        return new BoundCheck(field, isNone ? Quantifier.None : OverAll(check, field), asked, WhenMissing: false);
    }

    private BoundNode Modified(CheckSyntax check, Field field, List<Token> items)
    {
        if (items.Count == 0)
        {
            return new BoundCheck(field, OverAll(check, field), new ConstantPredicate(false), WhenMissing: false);
        }

        if (field.Shape != FieldShape.Single)
        {
            return ModifiedSeveral(check, field, items);
        }

        var each = items.Select(item =>
        {
            var predicate = check.Operator.Predicate!(field.Type, [item], options);
            return check.Operator.IsNegation ? NotPredicate.Of(predicate) : predicate;
        }).ToList();
        return new BoundCheck(field, OverAll(check, field), Join(check.Modifier!, each), WhenMissing: false);
    }

    /// <summary>
    /// Of several ends or ancestors one may fit one item and another the next, so that each item is a check of its own.
    /// </summary>
    private BoundNode ModifiedSeveral(CheckSyntax check, Field field, List<Token> items)
    {
        BoundNode[] each =
            [.. items.Select(item => Check(check, field, check.Operator.Predicate!(field.Type, [item], options)))];
        return check.Modifier switch
        {
            "anyof" => new BoundGroup(Connective.Or, each),
            "allof" => new BoundGroup(Connective.And, each),
            _ => OnlyOne(each),
        };
    }

    /// <summary>One of the first half and none of the second, or the reverse: hardly longer than the list.</summary>
    private static BoundNode OnlyOne(ReadOnlySpan<BoundNode> each)
    {
        if (each.Length == 1)
        {
            return each[0];
        }

        var first = each[..(each.Length / 2)];
        var second = each[first.Length..];
        return new BoundGroup(
            Connective.Or,
            [
                new BoundGroup(Connective.And, [OnlyOne(first), None(second)]),
                new BoundGroup(Connective.And, [None(first), OnlyOne(second)]),
            ]);
    }

    private static BoundNot None(ReadOnlySpan<BoundNode> each) => new(new BoundGroup(Connective.Or, [.. each]));

    private static Predicate Join(string modifier, List<Predicate> each) => modifier switch
    {
        "anyof" => GroupPredicate.Of(Connective.Or, each),
        "allof" => GroupPredicate.Of(Connective.And, each),
        _ => new ExactlyOnePredicate(each),
    };

    private BoundComparison Comparison(CheckSyntax check, Field left, TransformerSyntax rightSyntax)
    {
        if (check.Modifier is not null || check.Operator.Comparison is null)
        {
            Throw.Language(
                rightSyntax.Span,
                $"`{check.Modifier ?? check.Operator.Spelling}` compares with written values, not with fields");
        }

        bool isVal = rightSyntax.Name == TransformerSyntax.Value;
        var right = values.Bind(isVal ? rightSyntax.Arguments[0] : rightSyntax);
        if (right.Plain || right.LeftOnly || right.Shape is not (FieldShape.Single or FieldShape.List))
        {
            Throw.Language(rightSyntax.Span, $"`{right.Name}` cannot stand on the right side");
        }

        bool isList = left.Shape == FieldShape.List;
        bool fits = left.Type.Kind() == right.Type.Kind() && isList == (right.Shape == FieldShape.List)
            && left.Shape is FieldShape.Single or FieldShape.List
            && (!isList || !left.Type.IsAddress())
            && (!left.Type.IsNumber() || left.Type.IsUnsigned() == right.Type.IsUnsigned());
        if (!fits)
        {
            Throw.Language(
                rightSyntax.Span, $"`{left.Name}` is {Describe(left)}, it cannot be compared with `{right.Name}`, "
                + $"which is {Describe(right)}");
        }

        return new BoundComparison(left, right, check.Operator, IsNegated: false);
    }

    private void RequireOperator(CheckSyntax check, Field field)
    {
        var found = check.Operator;
        if (options.Strict && field.Type == FieldType.Uid && found.Right != RightSide.None)
        {
            Throw.Language(
                check.OperatorToken.Span, $"`{field.Name}` is the id of a user or group, which Falco does not compare");
        }

        bool isUnlisted = field.Shape == FieldShape.List && found.OverList is null;
        if (found.Kinds.HasFlag(field.Type.Kind()) && !isUnlisted)
        {
            return;
        }

        string takes = isUnlisted
            ? string.Join(", ", Operators.All.Where(o => o.OverList is not null).Select(o => $"`{o.Spelling}`"))
            : "it takes " + found.Kinds.Describe();
        Throw.Language(
            check.OperatorToken.Span,
            $"`{found.Spelling}` does not apply to `{field.Name}`, which is {Describe(field)}; "
            + (isUnlisted ? "for lists there are " : "") + takes);
    }

    private static string Describe(Field field) =>
        (field.Shape == FieldShape.List ? "a list of " : "") + field.Type.Kind().Describe();

    private static Quantifier OverAll(CheckSyntax check, Field field) => field.Shape switch
    {
        FieldShape.Single => Quantifier.One,
        FieldShape.List => check.Operator.OverList!.Value,
        _ => Quantifier.Any,
    };

    private static List<Token> Tokens(ListSyntax list) => [.. list.Items.Select(item => ((LiteralSyntax)item).Token)];
}
