using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Linting.Facts;
using KosmosProbe.Engine.Linting.Logic;

namespace KosmosProbe.Engine.Linting;

/// <summary>
/// An event by its name, with what a formula means for it: its checks on the event type are answered, and questions of
/// fields that the event does not have.
/// </summary>
/// <param name="NameId">An id of <see cref="EventTable"/>.</param>
/// <param name="Type">The event type; null for an event that is not traced.</param>
internal readonly record struct EventKind(int NameId, EventType? Type)
{
    /// <summary>That of all events of the source k8s_audit.</summary>
    public static readonly EventKind OfAudit = new(EventTable.NameId(AuditSource.Type), AuditSource.Type);

    private static readonly EventKind[] All = AllKinds();

    /// <summary>All events that Falco names.</summary>
    public static IReadOnlyList<EventKind> Every => All;

    /// <summary>The event's name.</summary>
    public string Name => EventTable.Name(NameId);

    /// <summary>
    /// The events that some formulas can tell apart: every traced one, and of the others one for each way in which
    /// the formulas' checks on the event type answer.
    /// </summary>
    /// <param name="formulas">The formulas.</param>
    public static List<EventKind> Apart(IEnumerable<Formula> formulas)
    {
        List<EventTypeSet> sets = [.. formulas.SelectMany(TypeSets).Distinct()];
        var kinds = new List<EventKind>();
        var seen = new HashSet<string>();
        foreach (var kind in All)
        {
            string answers = string.Concat(sets.Select(set => set.ContainsName(kind.NameId) ? '1' : '0'));
            if (kind.Type is not null || seen.Add(answers))
            {
                kinds.Add(kind);
            }
        }

        return kinds;
    }

    /// <summary>What a formula means for this event.</summary>
    /// <param name="formula">The formula.</param>
    public Formula Fold(Formula formula)
    {
        switch (formula)
        {
            case Literal { Atom: BoundTypeCheck check } literal:
                return check.Types.ContainsName(NameId) != literal.IsNegated ? Formula.True : Formula.False;
            case Literal literal when IsMissing(literal):
                return literal.IsNegated ? Formula.True : Formula.False;
            case Junction junction:
                return Formula.Join(junction.Connective, junction.Parts.Select(Fold), junction.Origin);
            default:
                return formula;
        }
    }

    /// <summary>Whether what a literal asks about is missing in this event.</summary>
    /// <param name="literal">The literal.</param>
    public bool IsMissing(Literal literal) => Type is { } type && literal.Atom switch
    {
        BoundCheck check => FieldPresence.IsMissing(check.Field, type),
        BoundComparison both => FieldPresence.IsMissing(both.Left, type) || FieldPresence.IsMissing(both.Right, type),
        _ => false,
    };

    private static IEnumerable<EventTypeSet> TypeSets(Formula formula) => formula switch
    {
        Literal { Atom: BoundTypeCheck check } => [check.Types],
        Junction junction => junction.Parts.SelectMany(TypeSets),
        _ => [],
    };

    private static EventKind[] AllKinds()
    {
        var types = EventTable.Types.ToDictionary(EventTable.NameId);
        return [.. Enumerable.Range(0, EventTable.NamesCount).Select(
            id => new EventKind(id, types.TryGetValue(id, out var type) ? type : null))];
    }
}
