using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>A node of a bound condition: names are fields, values are typed. Immutable.</summary>
internal abstract record BoundNode;

/// <summary>True or false whatever the event.</summary>
/// <param name="Value">Which.</param>
internal sealed record BoundConstant(bool Value) : BoundNode;

/// <summary>All or any of several.</summary>
/// <param name="Connective">All or any.</param>
/// <param name="Children">The several.</param>
internal sealed record BoundGroup(Connective Connective, IReadOnlyList<BoundNode> Children) : BoundNode;

/// <summary>The opposite.</summary>
/// <param name="Child">Of what.</param>
internal sealed record BoundNot(BoundNode Child) : BoundNode;

/// <summary>Whether the event's type is in a set.</summary>
/// <param name="Types">The set.</param>
internal sealed record BoundTypeCheck(EventTypeSet Types) : BoundNode;

/// <summary>How many of a field's values must satisfy the predicate.</summary>
internal enum Quantifier
{
    /// <summary>The only one.</summary>
    One,

    /// <summary>At least one.</summary>
    Any,

    /// <summary>All; an empty list passes.</summary>
    All,

    /// <summary>None, and there is at least one.</summary>
    None,
}

/// <summary>A question about a field's value.</summary>
/// <param name="Field">The field, or a transformer as a field.</param>
/// <param name="Quantifier">How many of its values must satisfy the predicate.</param>
/// <param name="Predicate">The question.</param>
/// <param name="WhenMissing">The answer when the field is missing: false as written, true once negated.</param>
internal sealed record BoundCheck(Field Field, Quantifier Quantifier, Predicate Predicate, bool WhenMissing)
    : BoundNode;

/// <summary>A comparison of two fields' values.</summary>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
/// <param name="Operator">The operator, one that compares fields.</param>
/// <param name="IsNegated">The answer is turned; a missing value then gives true.</param>
internal sealed record BoundComparison(Field Left, Field Right, Operator Operator, bool IsNegated) : BoundNode;
