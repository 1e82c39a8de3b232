using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>
/// What follows from the class of a socket's event for fields that have more values than examples could show.
/// </summary>
internal static class SocketFieldFacts
{
    private static readonly byte[] Success = "SUCCESS"u8.ToArray();
    private static readonly byte[] InProgress = "EINPROGRESS"u8.ToArray();

    private static readonly AddressRange[][] V4Places =
    [
        [V4(0, 0)],
        [V4(0x7f000000, 0x7fffffff)],
        [V4(0x0a000000, 0x0affffff), V4(0xac100000, 0xac1fffff), V4(0xc0a80000, 0xc0a8ffff)],
        [
            V4(1, 0x09ffffff), V4(0x0b000000, 0x7effffff), V4(0x80000000, 0xac0fffff), V4(0xac200000, 0xc0a7ffff),
            V4(0xc0a90000, 0xffffffff),
        ],
    ];

    private static readonly UInt128 PrivateFirst = (UInt128)0xfc << 120;
    private static readonly UInt128 PrivateEnd = (UInt128)0xfe << 120;

    private static readonly AddressRange[][] V6Places =
    [
        [V6(0, 0)],
        [V6(1, 1)],
        [V6(PrivateFirst, PrivateEnd - 1)],
        [V6(2, PrivateFirst - 1), V6(PrivateEnd, UInt128.MaxValue)],
    ];

    /// <summary>What a field can be; null: anything.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="eventClass">A class of sockets.</param>
    public static Possible? Of(string field, int eventClass)
    {
        var outcome = EventClasses.Outcome(eventClass);
        bool isInternet = EventClasses.Kind(eventClass) >= SocketKind.V4Unspecified;
        bool isSent = !EventClasses.IsReceived(EventClasses.TypeOf(eventClass));
        return field switch
        {
            "evt.rawres" => Possible.One(Results(outcome)),
            "evt.res" => Possible.One(outcome switch
            {
                SocketOutcome.Done => new KnownText(Success),
                SocketOutcome.InProgress => new KnownText(InProgress),
                _ => new OtherText([Success, InProgress]),
            }),
            "fd.l4proto" when !isInternet => EventClasses.Kind(eventClass) == SocketKind.None
                ? Possible.Missing
                : Possible.One(new KnownText("<NA>"u8.ToArray())),

            // That they are missing while the ends are not known, examples have told.
            "fd.sip" or "fd.rip" or "fd.snet" or "fd.rnet" when isSent && isInternet =>
                Possible.One(Remote(eventClass)),
            "fd.ip" or "fd.net" when isSent && isInternet =>
                new Possible([new Alternative([Remote(eventClass)], HasOthers: true)]),
            _ => null,
        };
    }

    private static NumberRange Results(SocketOutcome outcome) => outcome switch
    {
        SocketOutcome.Done => new NumberRange(0, long.MaxValue),
        SocketOutcome.InProgress => new NumberRange(-115, -115),
        _ => new NumberRange(long.MinValue, -1),
    };

    private static AddressIn Remote(int eventClass)
    {
        var kind = EventClasses.Kind(eventClass);
        bool isV6 = kind is >= SocketKind.V6Unspecified and < SocketKind.MappedUnspecified;
        return new AddressIn((isV6 ? V6Places : V4Places)[(int)kind & 3]);
    }

    private static AddressRange V4(uint first, uint last) =>
        new(IpAddress.Of(first, isV6: false), IpAddress.Of(last, isV6: false));

    private static AddressRange V6(UInt128 first, UInt128 last) =>
        new(IpAddress.Of(first, isV6: true), IpAddress.Of(last, isV6: true));
}
