using System.Linq.Expressions;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// A question about one value that is there: typed, its constants parsed. What a missing value means is not its
/// business.
/// </summary>
internal abstract class Predicate
{
    /// <summary>How dear it is to ask; cheap questions are asked first. 1 is a comparison of numbers.</summary>
    public abstract int Cost { get; }

    /// <summary>The question as an expression.</summary>
    /// <param name="value">A variable that holds the value.</param>
    public abstract Expression Emit(Expression value);

    /// <summary>Whether both predicates can become one, and that one: <c>or</c> of equals is a set.</summary>
    /// <param name="other">Asked of the same value.</param>
    public virtual Predicate? TryUnite(Predicate other) => null;

    /// <summary>A call of a method of an object that is known now.</summary>
    /// <param name="instance">Of a sealed class, so that the call is direct.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="arguments">Its arguments.</param>
    protected static Expression Call(object instance, string method, params Expression[] arguments)
    {
        var type = instance.GetType();
        return Expression.Call(Expression.Constant(instance, type), type.GetMethod(method)!, arguments);
    }
}
