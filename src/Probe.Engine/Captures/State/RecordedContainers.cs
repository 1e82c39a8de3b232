using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// The containers of a capture by id: named by control groups, described by events. An entry once given stays the same
/// object, so threads see what is told of their container later. One thread.
/// </summary>
internal sealed class RecordedContainers
{
    /// <summary>Containers and groups kept; a capture that makes up more begins anew.</summary>
    internal const int KeptMax = 4 * 1024;

    private const int ShortLength = 12;

    // A description is some kilobytes; the runtime's own limits end below this.
    private const int JsonBytesMax = 128 * 1024;

    // Runtimes end at 76.
    private const int IdBytesMax = 1024;

    // Unpacked it takes about ten times that. A container more is shown by its own event and forgotten.
    private const long InfoBytesMax = 32 << 20;

    // The paths are kept once more beside the text. A thread more is taken for one of the host.
    internal const long CgroupBytesMax = 128 << 20;

    private readonly Dictionary<byte[], RecordedContainer> _byId = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], RecordedCgroups> _groups = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], RecordedCgroups>.AlternateLookup<ReadOnlySpan<byte>> _groupsByText;
    private readonly RecordedDescriptions _descriptions = new();
    private long _infoBytes;

    /// <summary>No containers yet.</summary>
    public RecordedContainers() => _groupsByText = _groups.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Bytes of the control groups that threads have, each text counted once.</summary>
    public long CgroupBytes { get; set; }

    /// <summary>A container; new when it was not heard of.</summary>
    /// <param name="id">container.id.</param>
    /// <param name="type">What its control group tells of it; null: nothing.</param>
    public RecordedContainer Find(ReadOnlySpan<byte> id, string? type)
    {
        if (!_byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out var container))
        {
            container = Add(new RecordedContainer(id.ToArray()));
        }

        if (type is not null && container.Info is null)
        {
            container.Info = new ContainerInfo(RecordedContainerJson.Empty(type));
            container.Sandbox = RecordedContainer.Host;
        }

        return container;
    }

    /// <summary>The capture was made by this program: groups name the containers that they named there.</summary>
    public bool IsOwn { get; set; }

    /// <summary>A container of a capture of our own; new when it was not heard of.</summary>
    /// <param name="id">container.id.</param>
    /// <param name="needsProof">The form of its group fits others too.</param>
    public RecordedContainer FindOwn(ReadOnlySpan<byte> id, bool needsProof)
    {
        if (!needsProof || _byId.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(id))
        {
            return Find(id, type: null);
        }

        return Add(new RecordedContainer(id.ToArray()) { NeedsProof = true });
    }

    /// <summary>Control groups as a thread has them.</summary>
    /// <param name="text">Each with its zero byte.</param>
    public RecordedCgroups? FindCgroups(ReadOnlySpan<byte> text)
    {
        if (_groupsByText.TryGetValue(text, out var groups))
        {
            return groups;
        }

        if (CgroupBytes > CgroupBytesMax)
        {
            return null;
        }

        if (_groups.Count >= KeptMax)
        {
            _groups.Clear();
        }

        groups = new RecordedCgroups(text, this);
        _groups.Add(text.ToArray(), groups);
        return groups;
    }

    /// <summary>Takes in what the capture tells of a container; null when it is no description.</summary>
    /// <param name="json">As Falco's container plugin writes it.</param>
    /// <param name="isGone">The container was removed.</param>
    public RecordedContainer? Take(ReadOnlySpan<byte> json, bool isGone)
    {
        if (json.Length > JsonBytesMax || _descriptions.Read(json) is not { } told
            || told.Id.Length > IdBytesMax)
        {
            return null;
        }

        var container = Find(told.Id, type: null);
        var sandbox = Sandbox(told.Info);
        Forget(container);
        return isGone ? Shown(container, told.Info, sandbox) : Keep(container, told.Info, sandbox, json.Length);
    }

    /// <summary>Takes in what captures of long ago tell of a container.</summary>
    /// <param name="id">container.id.</param>
    /// <param name="type">The kind of container, by number.</param>
    /// <param name="name">Its name.</param>
    /// <param name="image">Its image.</param>
    public RecordedContainer TakeOld(
        ReadOnlySpan<byte> id, uint type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> image)
    {
        var details = RecordedContainerJson.Empty(ContainerTypes.Name(type));
        details.Name = Encoding.UTF8.GetString(name);
        details.Image = Encoding.UTF8.GetString(image);
        var container = Find(id, type: null);
        Forget(container);
        return Keep(container, new ContainerInfo(details), RecordedContainer.Host, name.Length + image.Length);
    }

    // The event itself shows what it says, also when nothing is kept of it.
    private static RecordedContainer Shown(
        RecordedContainer container, ContainerInfo info, RecordedContainer? sandbox)
    {
        if (container.Shown is not { } shown || shown.Info != info || shown.Sandbox != sandbox)
        {
            shown = container.Shown = new RecordedContainer(container.Id) { Info = info, Sandbox = sandbox };
        }

        return shown;
    }

    private RecordedContainer Keep(
        RecordedContainer container, ContainerInfo info, RecordedContainer? sandbox, int bytes)
    {
        if (_infoBytes + bytes > InfoBytesMax)
        {
            return Shown(container, info, sandbox);
        }

        (container.Info, container.Sandbox, container.InfoBytes) = (info, sandbox, bytes);
        _infoBytes += bytes;
        return container;
    }

    private void Forget(RecordedContainer container)
    {
        _infoBytes -= container.InfoBytes;
        (container.Info, container.InfoBytes) = (null, 0);
    }

    private RecordedContainer Add(RecordedContainer container)
    {
        if (_byId.Count >= KeptMax)
        {
            _byId.Clear();
        }

        _byId.Add(container.Id, container);
        return container;
    }

    // Falco looks the sandbox up by what it has of its id: without one it finds the host, which stands under no id.
    private RecordedContainer? Sandbox(ContainerInfo info)
    {
        if (info.CniJson is { Length: > 0 })
        {
            return null;
        }

        return info.FullSandboxId is { Length: > 0 } id
            ? Find(id.AsSpan(0, Math.Min(id.Length, ShortLength)), type: null)
            : RecordedContainer.Host;
    }
}
