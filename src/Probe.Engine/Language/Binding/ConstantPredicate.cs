using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Compilation;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>The same answer for every value that is there: <c>exists</c>, <c>in ()</c>.</summary>
/// <param name="answer">The answer.</param>
internal sealed class ConstantPredicate(bool answer) : Predicate
{
    /// <summary>The answer.</summary>
    public bool Answer { get; } = answer;

    /// <inheritdoc/>
    public override int Cost => 0;

    /// <inheritdoc/>
    public override Expression Emit(Expression value, ConstantPool constants) => Expression.Constant(Answer);
}
