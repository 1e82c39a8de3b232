using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Policies.Needs;

/// <summary>
/// What the other end of a socket must be for a question about it to be answered with yes; of those that connect or
/// send, where the other end is the server's.
/// </summary>
internal static class EndNeeds
{
    // More are no set that the kernel could hold.
    private const int PortsMax = 4096;
    private const int RangesMax = 256;

    /// <summary>The need; null when there is no telling.</summary>
    /// <param name="field">The field that is asked about.</param>
    /// <param name="question">The question.</param>
    public static EndNeed? Of(string field, Predicate question) => field switch
    {
        "fd.sport" or "fd.rport" => Ports(question) is { } ports ? new EndNeed(ports, null) : null,
        "fd.sip" or "fd.rip" or "fd.snet" or "fd.rnet" =>
            question is AddressPredicate { Ranges.Count: <= RangesMax } address
                ? new EndNeed(null, address.Ranges)
                : null,
        _ => null,
    };

    private static List<ushort>? Ports(Predicate question)
    {
        if (question is NumberSetPredicate { Numbers.Count: <= PortsMax } set)
        {
            return [.. set.Numbers.Where(static number => (ulong)number <= ushort.MaxValue).Select(n => (ushort)n)];
        }

        return question is GroupPredicate { Connective: Connective.And } all
            ? all.Children.Select(Ports).OfType<List<ushort>>().MinBy(static ports => ports.Count)
            : null;
    }
}
