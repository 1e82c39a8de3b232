using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// The control groups seen, each looked at once: an exec finds its group by the path's bytes, and only the first in a
/// new group costs memory. One thread.
/// </summary>
public sealed class Cgroups
{
    /// <summary>Groups kept. A node has some hundreds; groups that come and go must not fill the memory.</summary>
    internal const int KeptMax = 16 * 1024;

    private readonly ContainerTable _containers;
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

    /// <summary>The group of a path.</summary>
    /// <param name="path">As the kernel has it; copied when it is new.</param>
    internal Cgroup Find(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            return Cgroup.Unknown;
        }

        return _lookup.TryGetValue(path, out var known) ? known : Add(path);
    }

    private Cgroup Add(ReadOnlySpan<byte> path)
    {
        if (_byPath.Count >= KeptMax)
        {
            // Threads keep the groups they show; what still lives comes back with its next exec.
            _byPath.Clear();
        }

        byte[] kept = path.ToArray();
        var added = new Cgroup(kept, _containers.Find(kept, ContainerRequestCause.ProcessSeen));
        _byPath.Add(added.Path, added);
        return added;
    }
}
