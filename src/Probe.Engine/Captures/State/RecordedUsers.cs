using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// Users and groups of the machine that a capture was made on. Those of its containers are not kept, though captures
/// tell them too: Falco reads a container's names from the container itself, which is gone when its capture replays. Of
/// captures of our own they are, so that replay knows what was known live.
/// </summary>
internal sealed class RecordedUsers
{
    private const int KeptMax = 64 * 1024;

    // Users and groups of all containers that a capture tells of, over its whole length.
    private const int InsideMax = 1 << 20;
    private const int NameBytesMax = 255;
    private const int PathBytesMax = 1023;

    private static readonly byte[] Root = "root"u8.ToArray();
    private static readonly byte[] RootHome = "/root"u8.ToArray();
    private static readonly byte[] NotKnown = "<NA>"u8.ToArray();

    private static readonly NamedId Nobody = new(NotKnown, NotKnown, NotKnown);
    private static readonly NamedId Superuser = new(Root, RootHome, NotKnown);

    private readonly Dictionary<uint, NamedId> _users = [];
    private readonly Dictionary<uint, NamedId> _groups = [];
    private int _insideCount;

    /// <summary>The capture was made by this program: names of containers are kept.</summary>
    public bool IsOwn { get; set; }

    /// <summary>A user of a container; kept of captures of our own.</summary>
    /// <param name="container">The container.</param>
    /// <param name="uid">The user, as the node numbers it.</param>
    /// <param name="name">Login name.</param>
    /// <param name="home">Home directory.</param>
    /// <param name="shell">Login shell.</param>
    public void AddUser(
        RecordedContainer container,
        uint uid,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> home,
        ReadOnlySpan<byte> shell)
    {
        if (IsOwn && _insideCount++ < InsideMax)
        {
            Add(container.Users ??= [], uid, name, home, shell);
        }
    }

    /// <summary>A group of a container; kept of captures of our own.</summary>
    /// <param name="container">The container.</param>
    /// <param name="gid">The group, as the node numbers it.</param>
    /// <param name="name">Its name.</param>
    public void AddGroup(RecordedContainer container, uint gid, ReadOnlySpan<byte> name)
    {
        if (IsOwn && _insideCount++ < InsideMax)
        {
            Add(container.Groups ??= [], gid, name, default, default);
        }
    }

    /// <summary>A user has an entry, or another one.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="name">Login name.</param>
    /// <param name="home">Home directory.</param>
    /// <param name="shell">Login shell.</param>
    public void AddUser(uint uid, ReadOnlySpan<byte> name, ReadOnlySpan<byte> home, ReadOnlySpan<byte> shell) =>
        Add(_users, uid, name, home, shell);

    /// <summary>A user has no entry any more.</summary>
    /// <param name="uid">The user.</param>
    public void RemoveUser(uint uid) => _users.Remove(uid);

    /// <summary>A group has a name, or another one.</summary>
    /// <param name="gid">The group.</param>
    /// <param name="name">Its name.</param>
    public void AddGroup(uint gid, ReadOnlySpan<byte> name) => Add(_groups, gid, name, default, default);

    /// <summary>A group has no name any more.</summary>
    /// <param name="gid">The group.</param>
    public void RemoveGroup(uint gid) => _groups.Remove(gid);

    /// <summary>A user as a thread sees him.</summary>
    /// <param name="container">Where the thread is.</param>
    /// <param name="uid">The user.</param>
    public NamedId User(RecordedContainer container, uint uid) =>
        container.Users?.GetValueOrDefault(uid) is { } inside ? inside
        : (container.IsHost || (IsOwn && container.Users is null)) && _users.TryGetValue(uid, out var user) ? user
        : uid == 0 ? Superuser
        : Nobody;

    /// <summary>A group's name as a thread sees it.</summary>
    /// <param name="container">Where the thread is.</param>
    /// <param name="gid">The group.</param>
    public ReadOnlySpan<byte> Group(RecordedContainer container, uint gid) =>
        container.Groups?.GetValueOrDefault(gid) is { } inside ? inside.Name
        : (container.IsHost || (IsOwn && container.Groups is null)) && _groups.TryGetValue(gid, out var known)
            ? known.Name
        : gid == 0 ? Root
        : NotKnown;

    /// <summary>A user that an event names: no id has a name of itself there. Empty when there is none.</summary>
    /// <param name="container">Where the event's thread is; null when that is not known.</param>
    /// <param name="uid">The user.</param>
    public ReadOnlySpan<byte> NamedUser(RecordedContainer? container, uint uid) =>
        container is { IsHost: true } && _users.TryGetValue(uid, out var user) ? user.Name : default;

    /// <summary>The same for a group.</summary>
    /// <param name="container">Where the event's thread is; null when that is not known.</param>
    /// <param name="gid">The group.</param>
    public ReadOnlySpan<byte> NamedGroup(RecordedContainer? container, uint gid) =>
        container is { IsHost: true } && _groups.TryGetValue(gid, out var group) ? group.Name : default;

    // Captures tell the same accounts again and again.
    private static void Add(
        Dictionary<uint, NamedId> entries,
        uint id,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> home,
        ReadOnlySpan<byte> shell)
    {
        name = Cut(name, NameBytesMax);
        home = Cut(home, PathBytesMax);
        shell = Cut(shell, PathBytesMax);
        bool isThere = entries.TryGetValue(id, out var known);
        bool isSame = known is not null && name.SequenceEqual(known.Name) && home.SequenceEqual(known.Home)
            && shell.SequenceEqual(known.Shell);
        if (!isSame && (isThere || entries.Count < KeptMax))
        {
            entries[id] = new NamedId(name.ToArray(), home.ToArray(), shell.ToArray());
        }
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int bytesMax) =>
        text[..Math.Min(text.Length, bytesMax)];
}
