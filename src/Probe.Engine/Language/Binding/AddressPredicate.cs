using System.Linq.Expressions;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>Whether an address is one of several, or in one of several ranges or networks.</summary>
/// <param name="ranges">The ranges.</param>
internal sealed class AddressPredicate(IReadOnlyList<AddressRange> ranges) : Predicate
{
    /// <summary>The ranges.</summary>
    public IReadOnlyList<AddressRange> Ranges { get; } = ranges;

    /// <inheritdoc/>
    public override int Cost => 3;

    /// <inheritdoc/>
    public override Expression Emit(Expression value, ConstantPool constants) =>
        constants.Call(new AddressSet(Ranges), nameof(AddressSet.Contains), value);

    /// <inheritdoc/>
    public override Predicate? TryUnite(Predicate other) =>
        other is AddressPredicate address ? new AddressPredicate([.. Ranges, .. address.Ranges]) : null;
}
