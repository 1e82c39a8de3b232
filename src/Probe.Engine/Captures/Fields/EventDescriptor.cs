using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>What evt.* fields ask of the descriptor that a recorded event is about.</summary>
internal static class EventDescriptor
{
    // Calls that were to make a descriptor count as what they were to make.
    private static readonly bool[] OpensFile = Calls("open", "openat", "openat2", "open_by_handle_at", "creat");
    private static readonly bool[] OpensSocket = Calls("accept", "accept4", "connect");

    /// <summary>Something is known of it.</summary>
    public static bool IsKnown(in EventContext context) => Of(context) is not null;

    /// <summary>The category of events that go through it.</summary>
    public static ReadOnlySpan<byte> Category(in EventContext context) => Of(context)?.Kind switch
    {
        DescriptorKind.File or DescriptorKind.OldFile or DescriptorKind.Directory => "file"u8,
        DescriptorKind.Ipv4 or DescriptorKind.Ipv6 or DescriptorKind.Ipv4Server or DescriptorKind.Ipv6Server => "net"u8,
        DescriptorKind.Pipe or DescriptorKind.Unix or DescriptorKind.Event or DescriptorKind.Signal
            or DescriptorKind.Inotify or DescriptorKind.UserFault => "ipc"u8,
        _ => "unknown"u8,
    };

    /// <summary>It leads to the system's log.</summary>
    public static bool IsSyslog(in EventContext context) =>
        Of(context) is { } descriptor && descriptor.Name.IndexOf("/dev/log"u8) >= 0;

    /// <summary>It is a file, or was to become one.</summary>
    public static bool IsAboutFile(in EventContext context) => Of(context) is { } descriptor
        ? descriptor.Kind is DescriptorKind.File or DescriptorKind.OldFile or DescriptorKind.Directory
        : IsOne(OpensFile, context);

    /// <summary>It is a socket, or was to become one.</summary>
    public static bool IsAboutNetwork(in EventContext context) => Of(context) is { } descriptor
        ? descriptor.Kind is DescriptorKind.Unix || descriptor.Kind.HasTwoEnds() || descriptor.Kind.IsServer()
        : IsOne(OpensSocket, context);

    private static Descriptor? Of(in EventContext context) => context.Node.Recorded?.Descriptors.Current;

    private static bool IsOne(bool[] calls, in EventContext context) =>
        !RecordedCalls.IsGeneric(context.Event) && calls[EventTable.NameId(context.Event.Type)];

    private static bool[] Calls(params string[] names)
    {
        bool[] table = new bool[EventTable.NamesCount];
        foreach (string name in names)
        {
            table[EventTable.NameId(name)] = true;
        }

        return table;
    }
}
