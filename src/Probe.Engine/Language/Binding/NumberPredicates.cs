using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>Whether a number is one of several.</summary>
/// <param name="numbers">The numbers.</param>
internal sealed class NumberSetPredicate(IReadOnlyList<long> numbers) : Predicate
{
    /// <summary>Up to here a row of comparisons is cheaper than a search.</summary>
    private const int InlineMax = 4;

    /// <summary>The numbers.</summary>
    public IReadOnlyList<long> Numbers { get; } = [.. numbers.Distinct()];

    /// <inheritdoc/>
    public override int Cost => Numbers.Count <= InlineMax ? 1 : 3;

    /// <inheritdoc/>
    public override Expression Emit(Expression value, ConstantPool constants)
    {
        if (Numbers.Count > InlineMax)
        {
            return constants.Call(new NumberSet(Numbers), nameof(NumberSet.Contains), value);
        }

        return Junction.Of(
            Connective.Or, [.. Numbers.Select(number => Expression.Equal(value, Expression.Constant(number)))]);
    }

    /// <inheritdoc/>
    public override Predicate? TryUnite(Predicate other) =>
        other is NumberSetPredicate set ? new NumberSetPredicate([.. Numbers, .. set.Numbers]) : null;
}

/// <summary>Whether a number is less or greater than another.</summary>
/// <param name="order">The comparison.</param>
/// <param name="number">The other; the bits of an unsigned number are its bits.</param>
/// <param name="isUnsigned">Compare as unsigned.</param>
internal sealed class NumberOrderPredicate(ExpressionType order, long number, bool isUnsigned) : Predicate
{
    /// <summary>The comparison.</summary>
    public ExpressionType Order { get; } = order;

    /// <summary>The other.</summary>
    public long Number { get; } = number;

    /// <summary>Both are compared as unsigned.</summary>
    public bool IsUnsigned { get; } = isUnsigned;

    /// <inheritdoc/>
    public override int Cost => 1;

    /// <inheritdoc/>
    public override Expression Emit(Expression value, ConstantPool constants) => IsUnsigned
        ? Expression.MakeBinary(Order, Expression.Convert(value, typeof(ulong)), Expression.Constant((ulong)Number))
        : Expression.MakeBinary(Order, value, Expression.Constant(Number));
}

/// <summary>How a floating-point number compares with another.</summary>
/// <param name="order">The comparison.</param>
/// <param name="number">The other.</param>
internal sealed class DoublePredicate(ExpressionType order, double number) : Predicate
{
    /// <summary>The comparison.</summary>
    public ExpressionType Order { get; } = order;

    /// <summary>The other.</summary>
    public double Number { get; } = number;

    /// <inheritdoc/>
    public override int Cost => 1;

    /// <inheritdoc/>
    public override Expression Emit(Expression value, ConstantPool constants) =>
        Expression.MakeBinary(Order, value, Expression.Constant(Number));
}

/// <summary>Whether a truth value is the expected one.</summary>
/// <param name="expected">The expected one.</param>
internal sealed class BooleanPredicate(bool expected) : Predicate
{
    /// <summary>The expected one.</summary>
    public bool Expected { get; } = expected;

    /// <inheritdoc/>
    public override int Cost => 1;

    /// <inheritdoc/>
    public override Expression Emit(Expression value, ConstantPool constants) =>
        Expected ? value : Expression.Not(value);
}
