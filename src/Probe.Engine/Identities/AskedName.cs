using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Identities;

/// <summary>One name of a <see cref="LinkQuestion"/>.</summary>
public sealed class AskedName
{
    // linux/fcntl.h, linux/fs.h
    private const long NoFollow = 0x100;
    private const long Follow = 0x400;
    private const long UmountNoFollow = 8;

    private byte[] _path = [];
    private int _length;

    internal AskedName()
    {
    }

    /// <summary>From the caller's root, with links and <c>..</c> as passed; empty when it is not asked for.</summary>
    public ReadOnlySpan<byte> Path => _path.AsSpan(0, _length);

    /// <summary>Whether the call follows a link that the whole name is.</summary>
    public bool FollowsLast { get; private set; }

    /// <summary>Who looks puts here what the name leads to; null: nothing is known.</summary>
    public byte[]? Found { get; set; }

    /// <summary>
    /// Whether a name can lead elsewhere: directories that the kernel named cannot, only those in the caller's own
    /// text. Of a hard link both are asked in any case, since it may be made of another one.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="place">Of the name.</param>
    internal static bool MayLead(in EventContext context, int place)
    {
        if (!IsPath(context.Event.Type, place) || !CallPaths.TryGetRaw(context, place, out var name)) return false;
        return FollowsLastOf(context, place) || LinkQuestion.IsOfLink(context.Event.Type)
            || name.TrimEnd((byte)'/').LastIndexOf((byte)'/') > 0;
    }

    /// <summary>Takes a name in. False when there is nothing to ask of it.</summary>
    /// <param name="context">The call.</param>
    /// <param name="place">Of the name.</param>
    internal bool TryTake(in EventContext context, int place)
    {
        (_length, Found) = (0, null);
        if (!MayLead(context, place)) return false;
        ref readonly var call = ref context.Event.As<CallEvent>();
        var name = context.Event.Text(call.Texts[place]);
        FollowsLast = FollowsLastOf(context, place);
        if (name[0] != (byte)'/')
        {
            // What is mounted nowhere, or lies outside of the root, cannot be named from there.
            var directory = context.Event.Text(call.Directories[place]);
            if (directory.IsEmpty || directory[0] != (byte)'/') return false;
            Add(directory);
            Add("/"u8);
        }

        Add(name);
        return true;
    }

    /// <summary>
    /// Whether the name leads elsewhere than any field shows; if not, nothing was found. Rules may read the argument,
    /// of which nothing is taken out that stands twice in it.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="place">Of the name.</param>
    internal bool LeadsElsewhere(in EventContext context, int place)
    {
        if (Found is null) return false;
        if (CallPaths.TryGetShown(context, place, out var path) && path.SequenceEqual(Found)) Found = null;
        return Found is not null;
    }

    private static bool IsPath(EventType type, int place) => type switch
    {
        EventType.Fchmod or EventType.Fchown or EventType.Chdir or EventType.Fchdir or EventType.Fsopen
            or EventType.Fsmount or EventType.Fsetxattr or EventType.Fremovexattr => false,
        EventType.Rename or EventType.Renameat or EventType.Renameat2 or EventType.Link or EventType.Linkat
            or EventType.MoveMount or EventType.PivotRoot => true,
        _ => place == 0 && CallEvents.LeavesNames(type),
    };

    private static bool FollowsLastOf(in EventContext context, int place)
    {
        ref readonly var call = ref context.Event.As<CallEvent>();
        return context.Event.Type switch
        {
            EventType.Chmod or EventType.Fchmodat or EventType.Chown or EventType.Chroot or EventType.Mount
                or EventType.Umount or EventType.MoveMount or EventType.PivotRoot or EventType.Setxattr
                or EventType.Removexattr => true,
            EventType.Fchmodat2 => (call.Numbers[3] & NoFollow) == 0,
            EventType.Fchownat => (call.Numbers[4] & NoFollow) == 0,
            EventType.Umount2 => (call.Numbers[1] & UmountNoFollow) == 0,
            EventType.OpenTree or EventType.MountSetattr or EventType.OpenTreeAttr or EventType.Setxattrat
                or EventType.Removexattrat => (call.Numbers[2] & NoFollow) == 0,
            EventType.Linkat => place == 0 && (call.Numbers[4] & Follow) != 0,
            _ => false,
        };
    }

    private void Add(ReadOnlySpan<byte> part)
    {
        int length = _length + part.Length;
        if (_path.Length < length) Array.Resize(ref _path, Math.Max(length, 2 * _path.Length));
        part.CopyTo(_path.AsSpan(_length));
        _length = length;
    }
}
