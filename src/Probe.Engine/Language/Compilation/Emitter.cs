using System.Linq.Expressions;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// Writes one lambda's expressions. Checks run one after another, so that all of a lambda share one variable per type
/// of value: a frame of hundreds of spans would have to be cleared at every call.
/// </summary>
internal sealed class Emitter
{
    private readonly Dictionary<(Type, string), ParameterExpression> _variables = [];
    private readonly ConstantPool _constants = new();

    /// <summary>What is judged; the lambda's first parameter.</summary>
    public ParameterExpression Context { get; } =
        Expression.Parameter(typeof(EventContext).MakeByRefType(), "context");

    /// <summary>The body of the lambda: the statements between what they need.</summary>
    /// <param name="statements">What was emitted, in order; the last gives the result.</param>
    public BlockExpression Body(params IEnumerable<Expression> statements) =>
        Expression.Block([_constants.Variable, .. _variables.Values], [_constants.Load(), .. statements]);

    /// <summary>A node as an expression that is true or false.</summary>
    /// <param name="node">A simplified node.</param>
    public Expression Emit(BoundNode node) => node switch
    {
        BoundConstant constant => Expression.Constant(constant.Value),
        BoundGroup group => Junction.Of(group.Connective, [.. group.Children.Select(Emit)]),
        BoundTypeCheck check => _constants.Call(check.Types, nameof(EventTypeSet.Holds), Context),
        BoundCheck { Field.Shape: FieldShape.Single } check => Single(check),
        BoundCheck check => Several(check),
        BoundComparison comparison => Comparison(comparison),
        _ => throw new System.Diagnostics.UnreachableException($"no code for {node.GetType().Name}"),
    };

    /// <summary>A call of a reader: directly of its method, not through the delegate.</summary>
    private Expression Read(Delegate reader, params Expression[] arguments)
    {
        if (reader.Method.DeclaringType is null)
        {
            // A method without a type was compiled at run time and can be called through its delegate only.
            return _constants.Call(reader, nameof(Action.Invoke), [Context, .. arguments]);
        }

        var target = reader.Target is null ? null : _constants.Get(reader.Target);
        return Expression.Call(target, reader.Method, [Context, .. arguments]);
    }

    private Expression Single(BoundCheck check)
    {
        var value = Variable(check.Field, "value");
        var read = Read(check.Field.Reader!, value);
        if (check.Predicate is ConstantPredicate constant)
        {
            return Known(constant.Answer, check.WhenMissing, read);
        }

        var question = check.Predicate.Emit(value, _constants);
        return check.WhenMissing
            ? Expression.OrElse(Expression.Not(read), question)
            : Expression.AndAlso(read, question);
    }

    /// <summary>The answer when it depends only on whether the value is there.</summary>
    private static Expression Known(bool whenThere, bool whenMissing, Expression isThere) =>
        whenThere == whenMissing ? Expression.Constant(whenThere) : whenThere ? isThere : Expression.Not(isThere);

    /// <summary>A loop over a field's values that ends at the first one that decides.</summary>
    private BlockExpression Several(BoundCheck check)
    {
        var count = Variable(typeof(int), "count");
        var index = Variable(typeof(int), "index");
        var value = Variable(check.Field, "value");
        var end = Expression.Label(typeof(bool));

        // All: the first that fails decides, with no. Any: the first that passes, with yes. None: the same, with no.
        bool stopsAt = check.Quantifier != Quantifier.All;
        bool whenStopped = check.Quantifier == Quantifier.Any;
        var question = check.Predicate.Emit(value, _constants);
        var passes = Expression.AndAlso(Read(check.Field.Reader!, index, value), question);
        var body = Expression.Block(
            Expression.IfThen(
                Expression.GreaterThanOrEqual(index, count), Expression.Break(end, Expression.Constant(!whenStopped))),
            Expression.IfThen(
                stopsAt ? passes : Expression.Not(passes), Expression.Break(end, Expression.Constant(whenStopped))),
            Expression.PreIncrementAssign(index));
        return Expression.Block(
            Expression.Assign(count, Read(check.Field.Count!)),
            Expression.Condition(
                IsMissing(check.Field, count),
                Expression.Constant(check.WhenMissing),
                Expression.Block(Expression.Assign(index, Expression.Constant(0)), Expression.Loop(body, end))));
    }

    /// <summary>An empty list is a value; a connection without ends or a process without ancestors has none.</summary>
    private static BinaryExpression IsMissing(Field field, Expression count) => Expression.LessThan(
        count, Expression.Constant(field.Shape == FieldShape.List ? 0 : 1));

    private Expression Comparison(BoundComparison comparison)
    {
        if (comparison.Left.Shape == FieldShape.List)
        {
            return ListComparisonCall(comparison);
        }

        var left = Variable(comparison.Left, "value");
        var right = Variable(comparison.Right, "right");
        var compare = comparison.Operator.Comparison!(comparison.Left.Type, left, right);
        var holds = Expression.AndAlso(
            Expression.AndAlso(Read(comparison.Left.Reader!, left), Read(comparison.Right.Reader!, right)),
            comparison.Operator.IsNegation ? Expression.Not(compare) : compare);
        return comparison.IsNegated ? Expression.Not(holds) : holds;
    }

    private Expression ListComparisonCall(BoundComparison comparison)
    {
        var lists = new ListComparison(comparison.Left, comparison.Right);
        string method = comparison.Operator.OverList == Quantifier.All
            ? nameof(ListComparison.AllOfLeft)
            : nameof(ListComparison.AnyOfLeft);
        var holds = _constants.Call(lists, method, Context);
        return comparison.IsNegated ? Expression.Not(holds) : holds;
    }

    private ParameterExpression Variable(Field field, string name) => Variable(field.Type switch
    {
        _ when field.Type.IsText() => typeof(ReadOnlySpan<byte>),
        _ when field.Type.IsAddress() => typeof(IpAddress),
        FieldType.Boolean => typeof(bool),
        FieldType.Double => typeof(double),
        _ => typeof(long),
    }, name);

    private ParameterExpression Variable(Type type, string name)
    {
        if (!_variables.TryGetValue((type, name), out var variable))
        {
            variable = Expression.Variable(type, name);
            _variables.Add((type, name), variable);
        }

        return variable;
    }
}
