using System.Globalization;

namespace KosmosProbe.Native;

/// <summary>A control group that is there.</summary>
/// <param name="Key">As the kernel numbers it.</param>
/// <param name="Path">From the root of its hierarchy.</param>
/// <param name="Flags">What kind of group it is.</param>
public readonly record struct CgroupNode(GroupKey Key, string Path, GroupFlags Flags);

/// <summary>
/// The control groups of the node, in the hierarchies that records may name: v2, and those of v1 that have memory, cpu
/// or pids (bpf/cgroup.h). Mounted nowhere; to be opened by a thread in the node's cgroup namespace.
/// </summary>
public sealed class CgroupTree : IDisposable
{
    private const int ContainerIdChars = 64;

    // CGROUP_DEPTH_MAX of bpf/cgroup.h: of what lies deeper records do not tell the whole path.
    private const int DepthMax = 32;

    private static readonly string[] LookedAt = ["memory", "cpu", "pids"];

    private readonly List<(uint Hierarchy, CgroupRoot Root)> _roots = [];
    private readonly bool _v2Decides;

    private CgroupTree(IReadOnlyList<(uint Number, string[] Controllers)> v1)
    {
        _v2Decides = v1.Count == 0;
        try
        {
            _roots.Add((0, CgroupRoot.Open()));
            foreach (var (number, controllers) in v1) _roots.Add((number, CgroupRoot.OpenV1(controllers)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens the hierarchies. Errors: <see cref="BpfException"/>.</summary>
    public static CgroupTree Open() => new(
    [
        .. File.ReadLines("/proc/thread-self/cgroup")
            .Select(static line => line.Split(':', 3))
            .Select(static parts => (
                Number: uint.Parse(parts[0], CultureInfo.InvariantCulture), Controllers: parts[1].Split(',')))
            .Where(static one => one.Number != 0 && one.Controllers.Intersect(LookedAt).Any()),
    ]);

    /// <summary>All groups that are there now. One that comes or goes meanwhile may be among them or not.</summary>
    public IReadOnlyList<CgroupNode> List()
    {
        var found = new List<CgroupNode>();
        foreach (var (hierarchy, root) in _roots) Add(found, hierarchy, $"/proc/self/fd/{root.Descriptor}", "", 0);
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, root) in _roots) root.Dispose();
        _roots.Clear();
    }

    private void Add(List<CgroupNode> found, uint hierarchy, string folder, string path, int depth)
    {
        // What is no text cannot be told from others; of what is too deep the container is not known.
        var stamp = FileStamp.Of($"{folder}/.");
        if (stamp.Inode == 0 || depth >= DepthMax || path.Contains('\ufffd', StringComparison.Ordinal)) return;
        bool namesContainer = path.Length - path.LastIndexOf('/') - 1 >= ContainerIdChars;
        var flags = (depth == 0 ? GroupFlags.Root : GroupFlags.None)
            | (namesContainer ? GroupFlags.NamesContainer : GroupFlags.None)
            | (hierarchy == 0 && (_v2Decides || (depth > 0 && namesContainer)) ? GroupFlags.Decides : GroupFlags.None);
        found.Add(new CgroupNode(new GroupKey(hierarchy, stamp.Inode), depth == 0 ? "/" : path, flags));
        string[] below;
        try
        {
            below = Directory.GetDirectories($"{folder}/.");
        }
        catch (IOException)
        {
            return;
        }

        foreach (string one in below)
        {
            string name = Path.GetFileName(one);
            Add(found, hierarchy, $"{folder}/{name}", $"{path}/{name}", depth + 1);
        }
    }
}
