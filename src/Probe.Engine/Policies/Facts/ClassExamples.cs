using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Policies.Facts;

/// <summary>
/// Records of a class of events, as different as the fields that follow from the class can see. Of facts that no event
/// can have together there are none.
/// </summary>
internal static class ClassExamples
{
    private const uint WriteOnly = 1;
    private const uint ReadWrite = 2;
    private const uint NoAccess = 3;
    private const uint CreateFlag = 0x40;
    private const uint OwnerMayExecute = 0x40;
    private const uint RegularFile = 0x81a4;
    private const uint DirectoryFile = 0x41ed;
    private const long NoEntry = -2;
    private const long InProgress = -115;
    private const long Refused = -111;
    private const ushort LocalPort = 40_000;
    private const ushort RemotePort = 443;

    // By SocketKind.
    private static readonly ushort[] Families = [0, 1, 16, 17, 2, 2, 2, 2, 10, 10, 10, 10, 10, 10, 10, 10];

    // Unspecified, loopback, private, elsewhere: the first byte of an address, and the last.
    private static readonly (byte First, byte Last)[] V4Places = [(0, 0), (127, 1), (10, 9), (8, 8)];
    private static readonly (byte First, byte Last)[] V6Places = [(0, 0), (0, 1), (0xfd, 9), (0x20, 8)];

    private static readonly SocketFlags[] FlagsOfSent =
    [
        0, SocketFlags.Connected, SocketFlags.DestinationChanged,
        SocketFlags.Connected | SocketFlags.DestinationChanged,
    ];

    // Of what is received they also say whose end is the server's.
    private static readonly SocketFlags[] FlagsOfReceived =
    [
        .. FlagsOfSent, SocketFlags.Bound, SocketFlags.Bound | SocketFlags.Connected,
        SocketFlags.Bound | SocketFlags.DestinationChanged,
    ];

    /// <summary>The records of a class of opens or sockets; empty when no event is of the class.</summary>
    /// <param name="eventClass">The class.</param>
    public static IReadOnlyList<byte[]> Of(int eventClass)
    {
        var type = EventClasses.TypeOf(eventClass);
        IEnumerable<byte[]> made = FdText.IsOpen(type) ? [Open(type, EventClasses.OpenFacts(eventClass))]
            : type == EventType.Connect ? Sockets<ConnectEvent>(eventClass)
            : Sockets<SendEvent>(eventClass);
        return [.. made.Where(record => Event.TryView(record, out var view, out _)
            && EventClasses.Of(view) == eventClass)];
    }

    /// <summary>A record of a type that says nothing.</summary>
    /// <param name="type">The type.</param>
    public static byte[] Plain(EventType type)
    {
        byte[] record = new byte[EventTable.FixedSize(type)];
        ref var header = ref MemoryMarshal.AsRef<EventHeader>(record.AsSpan());
        (header.Type, header.Length) = (type, (uint)record.Length);
        return record;
    }

    private static byte[] Open(EventType type, OpenFacts facts)
    {
        ReadOnlySpan<byte> path = "/example/of/a/path"u8;
        int size = Unsafe.SizeOf<OpenEvent>();
        byte[] record = new byte[size + path.Length];
        path.CopyTo(record.AsSpan(size));
        ref var open = ref MemoryMarshal.AsRef<OpenEvent>(record.AsSpan());
        (open.Header.Type, open.Header.Length) = (type, (uint)record.Length);
        bool worked = !facts.HasFlag(OpenFacts.Failed);
        open.Header.Result = worked ? 3 : NoEntry;
        open.Flags = (facts & (OpenFacts.Read | OpenFacts.Write)) switch
        {
            OpenFacts.Read | OpenFacts.Write => ReadWrite,
            OpenFacts.Write => WriteOnly,
            OpenFacts.Read => 0,
            _ => NoAccess,
        };
        open.Flags |= facts.HasFlag(OpenFacts.Create) ? CreateFlag : 0;
        open.Mode = facts.HasFlag(OpenFacts.Executable) ? OwnerMayExecute : 0;
        open.OpenFlags = facts.HasFlag(OpenFacts.Created) ? OpenFlags.Created : 0;
        open.FileMode = !worked ? 0 : facts.HasFlag(OpenFacts.Directory) ? DirectoryFile : RegularFile;
        open.Name = new TextSpan { Offset = (uint)size, Length = (uint)path.Length };
        open.Path = worked ? open.Name : default;
        return record;
    }

    private static IEnumerable<byte[]> Sockets<T>(int eventClass)
        where T : unmanaged
    {
        bool isReceived = EventClasses.IsReceived(EventClasses.TypeOf(eventClass));
        foreach (var flags in isReceived ? FlagsOfReceived : FlagsOfSent)
        {
            for (int ends = 0; ends < 4; ends++)
            {
                yield return Socket<T>(eventClass, flags, isLocalKnown: (ends & 1) != 0, hasPorts: (ends & 2) != 0);
            }
        }
    }

    private static byte[] Socket<T>(int eventClass, SocketFlags flags, bool isLocalKnown, bool hasPorts)
        where T : unmanaged
    {
        byte[] record = Plain(EventClasses.TypeOf(eventClass));
        ref var header = ref MemoryMarshal.AsRef<EventHeader>(record.AsSpan());
        header.Result = EventClasses.Outcome(eventClass) switch
        {
            SocketOutcome.Done => 0,
            SocketOutcome.InProgress => InProgress,
            _ => Refused,
        };
        ref var state = ref MemoryMarshal.AsRef<SocketState>(record.AsSpan(Unsafe.SizeOf<EventHeader>()));
        var kind = EventClasses.Kind(eventClass);
        state.Family = Families[(int)kind];
        state.Type = 1;
        state.Protocol = 6;
        state.SocketFlags = flags;
        (state.LocalPort, state.RemotePort) = hasPorts ? (LocalPort, RemotePort) : default;
        if (kind < SocketKind.V4Unspecified) return record;
        SetAddress(ref state.RemoteAddress, kind, (int)kind & 3);
        if (isLocalKnown) SetAddress(ref state.LocalAddress, kind, 2);
        return record;
    }

    private static void SetAddress(ref AddressBytes address, SocketKind kind, int place)
    {
        Span<byte> bytes = address;
        bytes.Clear();
        bool isMapped = kind >= SocketKind.MappedUnspecified;
        bool isV6 = kind is >= SocketKind.V6Unspecified and < SocketKind.MappedUnspecified;
        if (isMapped) bytes[10] = bytes[11] = 0xff;
        var own = bytes.Slice(isMapped ? 12 : 0, isV6 ? 16 : 4);
        (own[0], own[^1]) = isV6 ? V6Places[place] : V4Places[place];
    }
}
