using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Compilation;

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
    /// <param name="constants">Holds the objects that the question calls.</param>
    public abstract Expression Emit(Expression value, ConstantPool constants);

    /// <summary>Whether both predicates can become one, and that one: <c>or</c> of equals is a set.</summary>
    /// <param name="other">Asked of the same value.</param>
    public virtual Predicate? TryUnite(Predicate other) => null;
}
