using System.Text.Json;
using KosmosProbe.Engine.Audit.Fields;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Audit;

/// <summary>
/// The audit event that is judged: its JSON, and the values of lists that were asked for, which are looked up once. One
/// thread.
/// </summary>
internal sealed class AuditEvent
{
    private readonly Dictionary<AuditList, AuditValues> _lists = [];
    private ulong _number;

    /// <summary>The cluster that events are of; empty: nobody said. They do not tell it themselves.</summary>
    public byte[] ClusterName { get; set; } = [];

    /// <summary>The whole event; nothing between two events.</summary>
    public JsonElement Root { get; private set; }

    /// <summary>Makes an event the one that is read.</summary>
    /// <param name="root">The whole of it; stays until <see cref="Forget"/>.</param>
    public void Use(JsonElement root)
    {
        Root = root;
        _number++;
    }

    /// <summary>No event is read.</summary>
    public void Forget() => Use(default);

    /// <summary>
    /// What stands where alerts of system calls name a container: the pod that the request is about, or the source,
    /// since a request about anything else happened in no container, nor on this host.
    /// </summary>
    /// <param name="scratch">Where it may go.</param>
    public ReadOnlySpan<byte> PlaceName(TextScratch scratch) =>
        RequestFields.TryPodName(Root, out var pod) ? JsonValue.TextOf(pod, scratch) : "k8s_audit"u8;

    /// <summary>Other rules have other lists.</summary>
    public void ForgetLists() => _lists.Clear();

    /// <summary>The values of a list.</summary>
    /// <param name="list">Of a field.</param>
    public AuditValues ValuesOf(AuditList list)
    {
        if (!_lists.TryGetValue(list, out var values))
        {
            values = new AuditValues();
            _lists.Add(list, values);
        }

        if (values.Number != _number)
        {
            values.Begin(_number);
            if (!list.TryFill(Root, values)) values.Clear();
        }

        return values;
    }
}
