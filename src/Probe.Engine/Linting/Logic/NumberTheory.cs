using System.Linq.Expressions;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Linting.Logic;

/// <summary>
/// Questions whose answers are sets of numbers: integers, truth values, addresses. Such a set says exactly which values
/// satisfy a question, so that reasoning about them is exact too.
/// </summary>
internal static class NumberTheory
{
    // IPv4 addresses stand where IPv6 maps them to: a field never holds a mapped one.
    private static readonly UInt128 MappedFirst = (UInt128)0xFFFF << 32;
    private static readonly UInt128 MappedLast = MappedFirst | uint.MaxValue;

    /// <summary>The values that satisfy a question; null when it is not about such numbers.</summary>
    /// <param name="type">The field's type.</param>
    /// <param name="predicate">The question.</param>
    public static Intervals? Satisfying(FieldType type, Predicate predicate) => predicate switch
    {
        ConstantPredicate { Answer: true } => Domain(type),
        ConstantPredicate => Intervals.Of([]),
        NumberSetPredicate set => Intervals.Of(set.Numbers.Select(n => (Place(type, n), Place(type, n)))),
        NumberOrderPredicate order => Range(order, Place(type, order.Number)),
        BooleanPredicate boolean => Single(boolean.Expected ? 1u : 0u),
        AddressPredicate addresses => Intervals.Of(addresses.Ranges.SelectMany(Places)),
        _ => null,
    };

    /// <summary>The values that a field of a type can have; null for types without such numbers.</summary>
    /// <param name="type">The type.</param>
    public static Intervals? Domain(FieldType type) => type switch
    {
        FieldType.Boolean => Intervals.Of([(0, 1)]),
        FieldType.Double => null,
        _ when type.IsText() => null,
        _ when type.IsAddress() => Intervals.Of([(0, UInt128.MaxValue)]),
        FieldType.UInt8 => Intervals.Of([(0, byte.MaxValue)]),
        FieldType.UInt16 or FieldType.Port => Intervals.Of([(0, ushort.MaxValue)]),
        FieldType.UInt32 or FieldType.Flags32 or FieldType.Uid => Intervals.Of([(0, uint.MaxValue)]),
        FieldType.Int8 => Signed(sbyte.MinValue, sbyte.MaxValue),
        FieldType.Int16 => Signed(short.MinValue, short.MaxValue),
        FieldType.Int32 => Signed(int.MinValue, int.MaxValue),
        _ => Intervals.Of([(0, ulong.MaxValue)]),
    };

    private static Intervals Single(UInt128 value) => Intervals.Of([(value, value)]);

    private static Intervals Signed(long first, long last) =>
        Intervals.Of([(Place(FieldType.Int64, first), Place(FieldType.Int64, last))]);

    // Signed numbers are moved up, so that their order is that of the places.
    private static UInt128 Place(FieldType type, long number) =>
        type.IsUnsigned() ? (ulong)number : (ulong)number ^ 0x8000_0000_0000_0000;

    private static Intervals Range(NumberOrderPredicate order, UInt128 number) => order.Order switch
    {
        ExpressionType.LessThan => number == 0 ? Intervals.Of([]) : Intervals.Of([(0, number - 1)]),
        ExpressionType.LessThanOrEqual => Intervals.Of([(0, number)]),
        ExpressionType.GreaterThan => Intervals.Of([(number + 1, UInt128.MaxValue)]),
        _ => Intervals.Of([(number, UInt128.MaxValue)]),
    };

    private static IEnumerable<(UInt128 First, UInt128 Last)> Places(AddressRange range)
    {
        var (first, last) = (range.First.Bits, range.Last.Bits);
        if (!range.First.IsV6)
        {
            return [(MappedFirst | first, MappedFirst | last)];
        }

        bool spansMapped = first < MappedFirst && last > MappedLast;
        return spansMapped ? [(first, MappedFirst - 1), (MappedLast + 1, last)] : [(first, last)];
    }
}
