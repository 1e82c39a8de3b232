using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Policies.Needs;

/// <summary>What a socket's other end must be: its port among some, its address in some ranges.</summary>
/// <param name="Ports">The ports; null: any.</param>
/// <param name="Ranges">The ranges; null: any address.</param>
internal sealed record EndNeed(IReadOnlyList<ushort>? Ports, IReadOnlyList<AddressRange>? Ranges)
{
    /// <summary>What both of two needs ask; of each kind the shorter list where both have one.</summary>
    /// <param name="other">The other.</param>
    public EndNeed And(EndNeed other) => new(Shorter(Ports, other.Ports), Shorter(Ranges, other.Ranges));

    /// <summary>What either of two needs asks; null: nothing is left to be asked.</summary>
    /// <param name="other">The other.</param>
    public EndNeed? Or(EndNeed other)
    {
        var ports = Joined(Ports, other.Ports);
        var ranges = Joined(Ranges, other.Ranges);
        return ports is null && ranges is null ? null : new EndNeed(ports, ranges);
    }

    private static IReadOnlyList<T>? Shorter<T>(IReadOnlyList<T>? left, IReadOnlyList<T>? right) =>
        left is null || (right is not null && right.Count < left.Count) ? right : left;

    private static List<T>? Joined<T>(IReadOnlyList<T>? left, IReadOnlyList<T>? right) =>
        left is null || right is null ? null : [.. left, .. right];
}
