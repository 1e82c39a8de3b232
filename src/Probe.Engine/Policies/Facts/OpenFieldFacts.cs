using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>What follows from the class of an open for fields that have more values than examples could show.</summary>
internal static class OpenFieldFacts
{
    private static readonly byte[][] Success = ["SUCCESS"u8.ToArray()];

    private static readonly (OpenFacts Fact, uint Flags)[] FlagsByFact =
    [
        (OpenFacts.Read, OpenFlagBits.ReadOnly),
        (OpenFacts.Write, OpenFlagBits.WriteOnly),
        (OpenFacts.Create, OpenFlagBits.Create | OpenFlagBits.TemporaryFile),
        (OpenFacts.Created, OpenFlagBits.Created | OpenFlagBits.TemporaryFile),
    ];

    /// <summary>What a field can be; null: anything.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="eventClass">A class of opens.</param>
    public static Possible? Of(string field, int eventClass)
    {
        bool failed = EventClasses.OpenFacts(eventClass).HasFlag(OpenFacts.Failed);
        return field switch
        {
            "evt.rawres" => Numbers(failed ? long.MinValue : 0, failed ? -1 : long.MaxValue),
            "fd.num" => Numbers(failed ? -1 : 0, failed ? -1 : long.MaxValue),
            "evt.res" => Possible.One(failed ? new OtherText(Success) : new KnownText(Success[0])),
            "evt.buffer" or "evt.buflen" => Possible.Missing,
            "fd.l4proto" => failed ? Possible.Missing : Possible.One(new KnownText("<NA>"u8.ToArray())),
            "evt.arg.flags" when EventClasses.TypeOf(eventClass) != EventType.Creat => Possible.One(Flags(eventClass)),
            _ => null,
        };
    }

    private static JoinedWords Flags(int eventClass)
    {
        ulong possible = ulong.MaxValue;
        foreach (var (fact, flags) in FlagsByFact)
        {
            if (!EventClasses.OpenFacts(eventClass).HasFlag(fact)) possible &= ~(ulong)flags;
        }

        return new JoinedWords([.. OpenFlagBits.Names.Within(possible)]);
    }

    private static Possible Numbers(long first, long last) => Possible.One(new NumberRange(first, last));
}
