using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// The control groups seen, each looked at once: an exec finds its group by the path's bytes, and only the first in a
/// new group costs memory. One thread.
/// </summary>
public sealed class Cgroups
{
    /// <summary>Groups kept. A node has some hundreds; groups that come and go must not fill the memory.</summary>
    internal const int KeptMax = 16 * 1024;

    private readonly Dictionary<byte[], Cgroup> _byPath;
    private readonly Dictionary<byte[], Cgroup>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <summary>No groups yet.</summary>
    public Cgroups()
    {
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

        var added = new Cgroup(path.ToArray());
        _byPath.Add(added.Path, added);
        return added;
    }

    private sealed class BytesComparer :
        IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly BytesComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
