using System.Text;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// The control groups of a thread as the capture has them, <c>controller=path</c> each, and the container that they
/// name. Shared by all threads with the same text, and counted while one has it.
/// </summary>
internal sealed class RecordedCgroups
{
    private static readonly (string Recorded, string Name)[] Renamed =
        [("perf", "perf_event"), ("mem", "memory"), ("io", "blkio")];

    // Twice what any kernel has; more are made up.
    private const int GroupsMax = 32;

    private readonly (byte[] Controller, byte[] Path)[] _groups;
    private readonly RecordedContainer _container;
    private readonly RecordedContainers _containers;
    private int _holders;

    /// <summary>Control groups.</summary>
    /// <param name="text">Each with its zero byte.</param>
    /// <param name="containers">Where the container that they name is found.</param>
    public RecordedCgroups(ReadOnlySpan<byte> text, RecordedContainers containers)
    {
        var groups = new List<(byte[], byte[])>();
        foreach (var at in text.Split((byte)0))
        {
            var entry = text[at];
            int end = entry.LastIndexOf((byte)'=');
            if (end >= 0 && groups.Count < GroupsMax)
            {
                groups.Add((Controller(entry[..end]), entry[(end + 1)..].ToArray()));
            }
        }

        _groups = [.. groups];
        Text = Joined(_groups);
        _container = Find(_groups, containers);
        _containers = containers;
    }

    /// <summary>A thread has them from now on.</summary>
    public void Hold()
    {
        if (_holders++ == 0)
        {
            _containers.CgroupBytes += Text.Length;
        }
    }

    /// <summary>A thread has them no more.</summary>
    public void LetGo()
    {
        if (--_holders == 0)
        {
            _containers.CgroupBytes -= Text.Length;
        }
    }

    /// <summary>thread.cgroups: all of them, joined by blanks.</summary>
    public byte[] Text { get; }

    /// <summary>The container that the first path tells which names one; else the host.</summary>
    public RecordedContainer Container =>
        _container is { NeedsProof: true, Info: null } ? RecordedContainer.Host : _container;

    /// <summary>The path for a controller; false when there is none.</summary>
    /// <param name="controller">Its name.</param>
    /// <param name="path">The path.</param>
    public bool TryFind(ReadOnlySpan<byte> controller, out ReadOnlySpan<byte> path)
    {
        foreach (var (name, found) in _groups)
        {
            if (controller.SequenceEqual(name))
            {
                path = found;
                return true;
            }
        }

        path = default;
        return false;
    }

    private static RecordedContainer Find((byte[] Controller, byte[] Path)[] groups, RecordedContainers containers)
    {
        foreach (var (_, path) in groups)
        {
            if (containers.IsOwn)
            {
                if (ContainerId.TryFind(path, out _, out var shortId, out bool needsProof))
                {
                    return containers.FindOwn(shortId, needsProof);
                }
            }
            else if (RecordedContainerId.TryFind(path, out var id, out string? type))
            {
                return containers.Find(id, type);
            }
        }

        return RecordedContainer.Host;
    }

    // Kernel names to those of /proc: "mem_cgroup" or "mem" is memory.
    private static byte[] Controller(ReadOnlySpan<byte> recorded)
    {
        string name = Encoding.Latin1.GetString(recorded);
        int suffix = name.IndexOf("_cgroup", StringComparison.Ordinal);
        name = suffix < 0 ? name : name.Remove(suffix, "_cgroup".Length);
        foreach (var (from, to) in Renamed)
        {
            if (name == from)
            {
                return Encoding.Latin1.GetBytes(to);
            }
        }

        return Encoding.Latin1.GetBytes(name);
    }

    private static byte[] Joined((byte[] Controller, byte[] Path)[] groups)
    {
        var text = new List<byte>();
        foreach (var (controller, path) in groups)
        {
            if (text.Count > 0)
            {
                text.Add((byte)' ');
            }

            text.AddRange(controller);
            text.Add((byte)'=');
            text.AddRange(path);
        }

        return [.. text];
    }
}
