using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Policies;

/// <summary>
/// The classes of events that the kernel tells apart before it makes a record of one. A class is a number: the event's
/// own for most; opens and the events of sockets have one for each combination of facts. Every event is of one class.
/// </summary>
public static class EventClasses
{
    /// <summary>The classes of opens begin here, those of open first, then openat, openat2, creat.</summary>
    public const int FirstOpen = 256;

    /// <summary>Classes of one open's event.</summary>
    public const int PerOpen = 128;

    /// <summary>The classes of sockets begin here, in the order of <see cref="SocketEvents"/>.</summary>
    public const int FirstSocket = 768;

    /// <summary>Classes of one socket's event.</summary>
    public const int PerSocket = 64;

    /// <summary>One more than the highest class.</summary>
    public const int Count = 1216;

    private const int OutcomeShift = 4;
    private const int KindMask = 15;

    /// <summary>Events of sockets that have facts, in the order of their classes.</summary>
    public static IReadOnlyList<EventType> SocketEvents { get; } =
    [
        EventType.Connect, EventType.Sendto, EventType.Sendmsg, EventType.Sendmmsg, EventType.Recvfrom,
        EventType.Recvmsg, EventType.Recvmmsg,
    ];

    /// <summary>Whether a type's events have facts.</summary>
    /// <param name="type">One of our events.</param>
    public static bool HasFacts(EventType type) => IsOpen(type) || SocketPlace(type) >= 0;

    /// <summary>The classes of a type: the first, and how many.</summary>
    /// <param name="type">One of our events.</param>
    public static (int First, int Count) Of(EventType type) =>
        IsOpen(type) ? (FirstOpen + ((type - EventType.Open) * PerOpen), PerOpen)
        : SocketPlace(type) is >= 0 and var place ? (FirstSocket + (place * PerSocket), PerSocket)
        : ((int)type, 1);

    /// <summary>The class of an event.</summary>
    /// <param name="view">The event.</param>
    public static int Of(in Event view)
    {
        var type = view.Type;
        if (IsOpen(type))
        {
            return Of(type).First + (int)OpenFactsOf.Record(view);
        }

        if (SocketPlace(type) < 0) return (int)type;
        ref readonly var state = ref type == EventType.Connect
            ? ref view.As<ConnectEvent>().Socket
            : ref view.As<SendEvent>().Socket;
        int outcome = (int)SocketFactsOf.Outcome(view.Header.Result) << OutcomeShift;
        return Of(type).First + outcome + (int)SocketFactsOf.Kind(in state);
    }

    /// <summary>The events of a class; None for a number that is no class.</summary>
    /// <param name="eventClass">From 0 to <see cref="Count"/> less one.</param>
    public static EventType TypeOf(int eventClass) => eventClass switch
    {
        < FirstOpen => eventClass < EventTable.TypesCount ? (EventType)eventClass : EventType.None,
        < FirstSocket => EventType.Open + (ushort)((eventClass - FirstOpen) / PerOpen),
        _ => SocketEvents[(eventClass - FirstSocket) / PerSocket],
    };

    /// <summary>The facts of a class of opens.</summary>
    /// <param name="eventClass">One of opens.</param>
    public static OpenFacts OpenFacts(int eventClass) => (OpenFacts)((eventClass - FirstOpen) % PerOpen);

    /// <summary>What came of the events of a class of sockets.</summary>
    /// <param name="eventClass">One of sockets.</param>
    public static SocketOutcome Outcome(int eventClass) =>
        (SocketOutcome)((eventClass - FirstSocket) % PerSocket >> OutcomeShift);

    /// <summary>Which sockets a class of sockets is about.</summary>
    /// <param name="eventClass">One of sockets.</param>
    public static SocketKind Kind(int eventClass) => (SocketKind)((eventClass - FirstSocket) & KindMask);

    /// <summary>Whether a type is one of sockets that receive; of these who is the server depends.</summary>
    /// <param name="type">One of our events.</param>
    internal static bool IsReceived(EventType type) =>
        type is EventType.Recvfrom or EventType.Recvmsg or EventType.Recvmmsg;

    private static bool IsOpen(EventType type) => type is >= EventType.Open and <= EventType.Creat;

    private static int SocketPlace(EventType type) => type switch
    {
        EventType.Connect => 0,
        EventType.Sendto => 1,
        EventType.Sendmsg => 2,
        EventType.Sendmmsg => 3,
        EventType.Recvfrom => 4,
        EventType.Recvmsg => 5,
        EventType.Recvmmsg => 6,
        _ => -1,
    };
}
