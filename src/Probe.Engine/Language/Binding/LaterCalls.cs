using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// System calls that do what an older one does, with flags or several times at once: a rule that names the older one
/// means them as well, and is not got around by them. Falco keeps them apart, and so does its view.
/// </summary>
internal static class LaterCalls
{
    private static readonly (EventType Named, EventType Later)[] Rows =
    [
        (EventType.Fchmodat, EventType.Fchmodat2),
        (EventType.Sendmsg, EventType.Sendmmsg),
        (EventType.Recvmsg, EventType.Recvmmsg),
        (EventType.OpenTree, EventType.OpenTreeAttr),
        (EventType.Setxattr, EventType.Setxattrat),
        (EventType.Removexattr, EventType.Removexattrat),
    ];

    /// <summary>The set in which each later call is with the older one; a set that names it stays as it is.</summary>
    /// <param name="named">What a check names.</param>
    public static EventTypeSet Join(EventTypeSet named)
    {
        foreach (var (older, later) in Rows)
        {
            if (named.Contains(older) == named.IsComplement)
            {
                continue;
            }

            var one = EventTypeSet.Of([EventTable.NameId(later)]);
            named = named.IsComplement ? named.And(one.Inverted()) : named.Or(one);
        }

        return named;
    }
}
