using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Policies.Facts;

namespace KosmosProbe.Engine.Explaining;

/// <summary>What some classes of a type have in common and the others have not, in words.</summary>
internal static class ClassWords
{
    private static readonly (OpenFacts Fact, string With, string Without)[] OfOpens =
    [
        (OpenFacts.Failed, "failed", "worked"),
        (OpenFacts.Directory, "of directories", "of files"),
        (OpenFacts.Read, "for reading", "not for reading"),
        (OpenFacts.Write, "for writing", "not for writing"),
        (OpenFacts.Create, "with O_CREAT", "without O_CREAT"),
        (OpenFacts.Created, "that made the file", "of files that were there"),
        (OpenFacts.Executable, "with the right to execute", "without the right to execute"),
    ];

    private static readonly (string Family, string Place)[] OfKinds =
    [
        ("no sockets", ""), ("unix", ""), ("netlink", ""), ("other families", ""),
        .. Places("IPv4"), .. Places("IPv6"), .. Places("IPv4 over IPv6"),
    ];

    /// <summary>The words; none when it is all classes.</summary>
    /// <param name="type">Whose classes they are.</param>
    /// <param name="some">The classes.</param>
    /// <param name="all">All that events can be of.</param>
    public static IReadOnlyList<string> Of(EventType type, ClassSet some, ClassSet all) =>
        all.Without(some).IsEmpty ? []
        : FdText.IsOpen(type) ? [.. Opens([.. some.Of(type)], [.. all.Of(type)])]
        : [.. Sockets([.. some.Of(type)])];

    private static IEnumerable<string> Opens(int[] some, int[] all)
    {
        foreach (var (fact, with, without) in OfOpens)
        {
            int count = some.Count(Has);
            bool isCommon = count == 0 || count == some.Length;
            if (isCommon && all.Count(Has) is var ofAll && ofAll > 0 && ofAll < all.Length)
            {
                yield return count == 0 ? without : with;
            }

            // What a word has told already tells the rest.
            all = isCommon ? [.. all.Where(one => Has(one) == (count > 0))] : all;

            bool Has(int eventClass) => EventClasses.OpenFacts(eventClass).HasFlag(fact);
        }
    }

    private static IEnumerable<string> Sockets(int[] some)
    {
        var outcomes = some.Select(EventClasses.Outcome).Distinct().Order().ToList();
        if (outcomes.Count < 3) yield return string.Join(" or ", outcomes.Select(Word));
        foreach (var family in some.Select(EventClasses.Kind).Distinct().Order()
            .Select(static kind => OfKinds[(int)kind]).GroupBy(static kind => kind.Family))
        {
            string places = family.Count() == 4 ? "" : string.Join(", ", family.Select(static kind => kind.Place));
            yield return places.Length == 0 ? family.Key : $"{family.Key} to {places}";
        }
    }

    private static string Word(SocketOutcome outcome) => outcome switch
    {
        SocketOutcome.Done => "worked",
        SocketOutcome.InProgress => "goes on",
        _ => "failed",
    };

    private static IEnumerable<(string Family, string Place)> Places(string family) =>
        ((string[])["no address", "loopback", "private networks", "elsewhere"]).Select(place => (family, place));
}
