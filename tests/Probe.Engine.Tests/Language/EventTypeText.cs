using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;

namespace KosmosProbe.Engine.Tests.Language;

/// <summary>Sets of event types as cases write them: <c>all</c>, <c>close open</c>, <c>all but open</c>.</summary>
internal static class EventTypeText
{
    public static string Of(EventTypeSet types)
    {
        var names = Enumerable.Range(0, EventTable.NamesCount).ToLookup(types.ContainsName, EventTable.Name);
        return types.IsAll ? "all"
            : types.IsComplement ? "all but " + Sorted(names[false])
            : Sorted(names[true]);
    }

    private static string Sorted(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));
}
