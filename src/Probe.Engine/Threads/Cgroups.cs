using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// The control groups seen, each looked at once: an exec finds its group by the path's bytes, and only the first in a
/// new group costs memory. A group is kept until it is removed; one that names a container is known before its first
/// process. One thread.
/// </summary>
public sealed class Cgroups
{
    /// <summary>Groups kept. A node has some hundreds; groups that come and go must not fill the memory.</summary>
    internal const int KeptMax = 16 * 1024;

    // CGROUP_DEPTH_MAX of bpf/cgroup.h, and PATH_BYTES_MAX of bpf/maps.h less the longest name.
    private const int ToldDepthMax = 32;
    private const int ToldBytesMax = 4096 - 256;

    // Groups of others into which processes of containers moved: nearly none.
    private const int MovedMax = 1024;

    private readonly ContainerTable _containers;
    private readonly Dictionary<(Cgroup Found, Cgroup Before), Cgroup> _moved = [];
    private readonly Dictionary<byte[], Cgroup> _byPath;
    private readonly Dictionary<byte[], Cgroup>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <summary>No groups yet.</summary>
    /// <param name="containers">Whose containers the groups belong to.</param>
    public Cgroups(ContainerTable containers)
    {
        _containers = containers;
        _byPath = new Dictionary<byte[], Cgroup>(BytesComparer.Instance);
        _lookup = _byPath.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>How many groups are kept.</summary>
    public int Count => _byPath.Count;

    /// <summary>Who derives policies of groups; null: nobody.</summary>
    public GroupViews? Views { get; private set; }

    /// <summary>Tells somebody of groups and containers from now on.</summary>
    /// <param name="views">Who.</param>
    public void Tell(GroupViews views)
    {
        Views = views;
        _containers.Changed = views.Change;
    }

    /// <summary>Whether a path may be that of a container's group.</summary>
    /// <param name="path">Of a group.</param>
    public static bool NamesContainer(ReadOnlySpan<byte> path) => ContainerId.TryFind(path, out _, out _, out _);

    /// <summary>Says of all groups where they belong, if that was asked; to be called between records.</summary>
    public void AnswerViews()
    {
        if (Views is not { IsAsked: true } views) return;
        var answer = new List<GroupView>(_byPath.Count);
        foreach (var group in _byPath.Values) answer.Add(ViewOf(group));
        views.Answer(answer);
    }

    /// <summary>The group of a path.</summary>
    /// <param name="path">As the kernel has it; copied when it is new.</param>
    internal Cgroup Find(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            return Cgroup.Unknown;
        }

        if (!_lookup.TryGetValue(path, out var group))
        {
            return Add(path, ContainerRequestCause.ProcessSeen);
        }

        if (!group.IsEntered)
        {
            group.IsEntered = true;
            _containers.Entered(group.Claims);
        }

        return group;
    }

    /// <summary>
    /// The group that a record names. Of a path too deep to be told whole the start is missing, and with it the
    /// container: its thread is taken to be where it was, for a container may make groups as deep as it likes. So is
    /// one that has left its container for a group of the host: runtimes move processes into containers, and only who
    /// means to hide moves out. Of one that moves into the group of another container the same holds unless a runtime
    /// knows that one to live there: runtimes that run in containers start others.
    /// </summary>
    /// <param name="view">The record.</param>
    /// <param name="path">The path in it.</param>
    /// <param name="before">Where the thread was.</param>
    internal Cgroup Find(in Event view, ReadOnlySpan<byte> path, Cgroup before)
    {
        if (IsCut(view, path)) return before;
        var found = Find(path);
        var taken = Moved(found, before);
        if (taken == found && (view.Header.Flags & RecordFlags.Moved) != 0) Agree(view);
        return taken;
    }

    private Cgroup Moved(Cgroup found, Cgroup before)
    {
        if (before.IsHost || found == before) return found;
        if (found.IsHost || found.Path == before.Path) return before;
        if (found.Claims.Name(before.Container)) return found;
        if (_moved.TryGetValue((found, before), out var moved)) return moved;
        if (_moved.Count >= MovedMax) _moved.Clear();
        moved = found.Claims.Within(before.Claims) is { } claims ? new Cgroup(found.Path, claims) : before;
        return _moved[(found, before)] = moved;
    }

    /// <summary>Takes in what a record says of groups; false when it is about something else.</summary>
    /// <param name="view">The record.</param>
    internal bool Apply(in Event view)
    {
        switch (view.Type)
        {
            case EventType.CgroupMkdir:
                Views?.Change(isJudged: false);
                Made(view, view.Text(view.As<CgroupEvent>().Path));
                return true;
            case EventType.CgroupRmdir:
                Remove(view.Text(view.As<CgroupEvent>().Path));
                return true;
            default:
                return false;
        }
    }

    // The kernel sends all of a process that has changed groups, until it hears that it is taken to be where it went.
    private void Agree(in Event view) => Views?.Agree(
        EventTable.IsClone(view.Type) ? view.As<CloneEvent>().ChildPid : view.Header.Pid, view.Header.TimeNs);

    // On v1 a container's path comes once for each hierarchy.
    private void Made(in Event view, ReadOnlySpan<byte> path)
    {
        if (!IsCut(view, path) && !_lookup.ContainsKey(path) && ContainerId.TryFind(path, out _, out _, out _))
        {
            Add(path, ContainerRequestCause.CgroupMade);
        }
    }

    // Where several containers are named, or a user's runtime, answers decide which it is: then nothing is said of it.
    // A group that none may have made is the host's once it was asked for when its first process was seen.
    private static GroupView ViewOf(Cgroup group)
    {
        var claims = group.Claims;
        foreach (ref readonly var claim in claims.All) claim.Container.IsJudged = true;
        var container = claims.Rightful;
        var standing = claims.All.Length == 0 ? GroupStanding.Host
            : claims.IsOutstanding || claims.All.Length > 1 || container is null ? GroupStanding.Unknown
            : container.IsUnproven ? group.IsEntered ? GroupStanding.Host : GroupStanding.Unknown
            : claims.IsDoubtful || !container.IsComplete ? GroupStanding.Unknown
            : GroupStanding.Container;
        return new GroupView(group.Path, standing, container?.Info);
    }

    // The record may be marked for another text's sake.
    private static bool IsCut(in Event view, ReadOnlySpan<byte> path) =>
        (view.Header.Flags & RecordFlags.Truncated) != 0
        && (path.Count((byte)'/') >= ToldDepthMax || path.Length > ToldBytesMax);

    // Threads keep the groups they show. A hierarchy that still has the path brings it back with the next exec there.
    private void Remove(ReadOnlySpan<byte> path)
    {
        if (_lookup.Remove(path, out _, out var removed))
        {
            _containers.Leave(removed.Claims);
        }
        else
        {
            _containers.Removed(path);
        }
    }

    private Cgroup Add(ReadOnlySpan<byte> path, ContainerRequestCause cause)
    {
        if (_byPath.Count >= KeptMax)
        {
            Clear();
        }

        byte[] kept = path.ToArray();
        var added = new Cgroup(kept, _containers.Join(kept, cause))
        {
            IsEntered = cause == ContainerRequestCause.ProcessSeen,
        };
        _byPath.Add(added.Path, added);
        return added;
    }

    // What still lives comes back with its next exec.
    private void Clear()
    {
        foreach (var group in _byPath.Values)
        {
            _containers.Leave(group.Claims);
        }

        _byPath.Clear();
        _moved.Clear();
    }
}
