using System.Buffers.Binary;
using System.Text;

namespace KosmosProbe.Engine.Describing;

/// <summary>
/// A set of names in the order in which Falco prints it. Falco keeps such sets in C++'s <c>std::unordered_set</c> and
/// prints them as the table gives them, which follows from the names and the order in which they were added. To print
/// the same, this does what GNU's library does: its hash, its bucket counts, its place for a new node. Made for
/// printing some hundred names, once.
/// </summary>
internal sealed class HashOrder
{
    // std::_Hash_bytes with the seed of std::hash<std::string>.
    private const ulong Seed = 0xC70F6907;
    private const ulong Multiplier = 0xC6A4A7935BD1E995;
    private const int Shift = 47;
    private const int BucketsLeast = 11;

    // Bucket counts that growth by doubling comes to, from small sets up.
    private static readonly int[] BucketCounts = [1, 13, 29, 59, 127, 257, 541, 1109, 2357, 5087];

    private readonly List<(ulong Hash, string Name)> _nodes = [];
    private int _buckets = 1;

    private HashOrder()
    {
    }

    /// <summary>The names, each once, as the table gives them.</summary>
    /// <param name="names">In the order in which they are added.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> names)
    {
        var table = new HashOrder();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names.Where(known.Add))
        {
            table.Add(name);
        }

        return [.. table._nodes.Select(node => node.Name)];
    }

    private void Add(string name)
    {
        if (_nodes.Count + 1 > (_buckets == 1 ? 0 : _buckets))
        {
            Grow();
        }

        Place(_nodes, (Hash(Encoding.UTF8.GetBytes(name)), name));
    }

    private void Grow()
    {
        int least = _buckets == 1 ? BucketsLeast + 1 : _buckets * 2;
        _buckets = BucketCounts.First(count => count >= least);
        var nodes = _nodes.ToArray();
        _nodes.Clear();
        foreach (var node in nodes)
        {
            Place(_nodes, node);
        }
    }

    // In front of its bucket's other nodes, or of all nodes when it is the bucket's first.
    private void Place(List<(ulong Hash, string Name)> nodes, (ulong Hash, string Name) node)
    {
        ulong count = (ulong)_buckets;
        int at = nodes.FindIndex(other => other.Hash % count == node.Hash % count);
        nodes.Insert(Math.Max(at, 0), node);
    }

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = Seed ^ ((ulong)text.Length * Multiplier);
        for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(text) * Multiplier;
            hash = (hash ^ (Mixed(word) * Multiplier)) * Multiplier;
        }

        if (!text.IsEmpty)
        {
            ulong rest = 0;
            for (int i = text.Length - 1; i >= 0; i--)
            {
                rest = (rest << 8) | text[i];
            }

            hash = (hash ^ rest) * Multiplier;
        }

        return Mixed(Mixed(hash) * Multiplier);
    }

    private static ulong Mixed(ulong value) => value ^ (value >> Shift);
}
