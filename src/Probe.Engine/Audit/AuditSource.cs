using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Audit;

/// <summary>The source of events that a Kubernetes API server tells of requests to it.</summary>
public static class AuditSource
{
    /// <summary>Its name in rules.</summary>
    public const string Name = "k8s_audit";

    /// <summary>Falco's plugin whose events and fields these are.</summary>
    public const string Plugin = "k8saudit";

    /// <summary>The type of its events: that of all events that are no system calls.</summary>
    public static EventType Type { get; } = EventTable.Recorded(EventTable.NameId("pluginevent"));
}
