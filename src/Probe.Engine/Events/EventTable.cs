using System.Runtime.CompilerServices;
using System.Text;

namespace KosmosProbe.Engine.Events;

/// <summary>
/// The events: for each its Falco name and the size of its struct. Beside them stand the names of all other events that
/// Falco knows, so that rules which name them load, and the records that only keep state: those have a name of our own,
/// which no rule can say, and are judged by none. Parameters stand in <c>EventParameters</c>.
/// </summary>
public static class EventTable
{
    private static readonly (EventType Type, string Name, int Size)[] Rows =
    [
        (EventType.Execve, "execve", Unsafe.SizeOf<ExecveEvent>()),
        (EventType.Execveat, "execveat", Unsafe.SizeOf<ExecveEvent>()),
        (EventType.Clone, "clone", Unsafe.SizeOf<CloneEvent>()),
        (EventType.Clone3, "clone3", Unsafe.SizeOf<CloneEvent>()),
        (EventType.Fork, "fork", Unsafe.SizeOf<CloneEvent>()),
        (EventType.Vfork, "vfork", Unsafe.SizeOf<CloneEvent>()),
        (EventType.Procexit, "procexit", Unsafe.SizeOf<ProcexitEvent>()),
        (EventType.Open, "open", Unsafe.SizeOf<OpenEvent>()),
        (EventType.Openat, "openat", Unsafe.SizeOf<OpenEvent>()),
        (EventType.Openat2, "openat2", Unsafe.SizeOf<OpenEvent>()),
        (EventType.Creat, "creat", Unsafe.SizeOf<OpenEvent>()),
        (EventType.Connect, "connect", Unsafe.SizeOf<ConnectEvent>()),
        (EventType.Sendto, "sendto", Unsafe.SizeOf<SendEvent>()),
        (EventType.Sendmsg, "sendmsg", Unsafe.SizeOf<SendEvent>()),
        (EventType.Sendmmsg, "sendmmsg", Unsafe.SizeOf<SendEvent>()),
        .. CallEvents.Rows,
        (EventType.Recvfrom, "recvfrom", Unsafe.SizeOf<SendEvent>()),
        (EventType.Recvmsg, "recvmsg", Unsafe.SizeOf<SendEvent>()),
        (EventType.Recvmmsg, "recvmmsg", Unsafe.SizeOf<SendEvent>()),
        .. CallEvents.LaterRows,
    ];

    // Types of recorded events: this plus the id of the name.
    private const int FirstRecorded = 256;

    private static readonly (EventType Type, string Name, int Size)[] StateRows =
    [
        (EventType.CgroupMkdir, "cgroup_mkdir", Unsafe.SizeOf<CgroupEvent>()),
        (EventType.CgroupRmdir, "cgroup_rmdir", Unsafe.SizeOf<CgroupEvent>()),
        (EventType.Stream, "stream", Unsafe.SizeOf<CallEvent>()),
    ];

    private static readonly Dictionary<string, int> IdsByName = ByName();

    private static readonly int[] Sizes = ByType([.. Rows, .. StateRows], row => row.Size, missing: 0);
    private static readonly string[] Names = ByType([.. Rows, .. StateRows], row => row.Name, missing: "");
    private static readonly int[] NameIds = ByType(Rows, row => IdsByName[row.Name], missing: -1);
    private static readonly Lazy<byte[][]> RecordedUtf8Names =
        new(() => [.. EventNames.All.Select(Encoding.ASCII.GetBytes)]);

    private static readonly byte[][] Utf8Names = ByType(Rows, row => Encoding.ASCII.GetBytes(row.Name), missing: []);

    /// <summary>One more than the highest number of a record's type: the length of arrays indexed by type.</summary>
    public static int TypesCount => Sizes.Length;

    /// <summary>Our events, those that rules may be about, by number.</summary>
    public static IEnumerable<EventType> Types => Rows.Select(row => row.Type);

    /// <summary>Records that only keep state, by number.</summary>
    public static IEnumerable<EventType> StateTypes => StateRows.Select(row => row.Type);

    /// <summary>All that comes as records: events, and what only keeps state.</summary>
    public static IEnumerable<EventType> RecordTypes => Types.Concat(StateTypes);

    /// <summary>How many names <c>evt.type</c> may be compared with: our events and the others of Falco.</summary>
    public static int NamesCount => EventNames.All.Length;

    /// <summary>
    /// The type of a recorded event: one for each name, so that the rules meet events of captures under all names that
    /// Falco has.
    /// </summary>
    /// <param name="nameId">From 0 to <see cref="NamesCount"/> less one.</param>
    public static EventType Recorded(int nameId) => (EventType)(FirstRecorded + nameId);

    /// <summary>Whether a type is that of a recorded event.</summary>
    /// <param name="type">Any number.</param>
    public static bool IsRecorded(EventType type) => (uint)((int)type - FirstRecorded) < (uint)NamesCount;

    /// <summary>The types of recorded events, by name id.</summary>
    public static IEnumerable<EventType> RecordedTypes => Enumerable.Range(0, NamesCount).Select(Recorded);

    /// <summary>
    /// Whether a type is one of the calls that make threads: its record is two events, of caller and child.
    /// </summary>
    /// <param name="type">One of our events.</param>
    internal static bool IsClone(EventType type) => type is >= EventType.Clone and <= EventType.Vfork;

    /// <summary>Bytes of the fixed part of a type's record, header included; 0 for an unknown type.</summary>
    /// <param name="type">Any number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FixedSize(EventType type)
    {
        int[] sizes = Sizes;
        return (uint)type < (uint)sizes.Length ? sizes[(int)type] : 0;
    }

    /// <summary>Falco's name of a name id.</summary>
    /// <param name="nameId">From 0 to <see cref="NamesCount"/> less one.</param>
    public static string Name(int nameId) => EventNames.All[nameId];

    /// <summary>Falco's name of one of our events; our own for a record that only keeps state.</summary>
    /// <param name="type">Not None.</param>
    public static string Name(EventType type) => IsRecorded(type) ? Name(NameId(type)) : Names[(int)type];

    /// <summary>Falco's name of one of our events as bytes; empty for a record that only keeps state.</summary>
    /// <param name="type">Not None.</param>
    public static ReadOnlySpan<byte> Utf8Name(EventType type) =>
        IsRecorded(type) ? RecordedUtf8Names.Value[NameId(type)] : Utf8Names[(int)type];

    /// <summary>The name id of one of our events; -1 for a record that only keeps state.</summary>
    /// <param name="type">Not None.</param>
    public static int NameId(EventType type) => IsRecorded(type) ? (int)type - FirstRecorded : NameIds[(int)type];

    /// <summary>The name id of an event that a table of ours names.</summary>
    /// <param name="name">One that Falco has; another is a mistake in the table.</param>
    /// <exception cref="ArgumentException">There is no such event.</exception>
    internal static int NameId(string name) => TryFindName(name, out int nameId)
        ? nameId
        : throw new ArgumentException($"there is no event {name}", nameof(name));

    /// <summary>Finds a name that <c>evt.type</c> may be compared with.</summary>
    /// <param name="name">As written in a rule.</param>
    /// <param name="nameId">Its id.</param>
    public static bool TryFindName(string name, out int nameId)
    {
        bool found = IdsByName.TryGetValue(name, out nameId);
        nameId = found ? nameId : -1;
        return found;
    }

    // A plain loop: this is part of every start.
    private static Dictionary<string, int> ByName()
    {
        var ids = new Dictionary<string, int>(EventNames.All.Length, StringComparer.Ordinal);
        for (int id = 0; id < EventNames.All.Length; id++)
        {
            ids.Add(EventNames.All[id], id);
        }

        return ids;
    }

    private static T[] ByType<T>(
        (EventType Type, string Name, int Size)[] rows,
        Func<(EventType Type, string Name, int Size), T> value,
        T missing)
    {
        var values = new T[(int)Rows[^1].Type + 1];
        Array.Fill(values, missing);
        foreach (var row in rows)
        {
            values[(int)row.Type] = value(row);
        }

        return values;
    }
}
