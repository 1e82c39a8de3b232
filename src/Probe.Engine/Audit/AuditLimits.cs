namespace KosmosProbe.Engine.Audit;

/// <summary>What is taken of audit events at most.</summary>
public sealed record AuditLimits
{
    /// <summary>How deep JSON may be nested; objects of Kubernetes have a third of this.</summary>
    public const int UsualDepthMax = 100;

    /// <summary>Bytes of one event: Kubernetes keeps no object above 1.5 MB, and an event may hold two.</summary>
    public const int UsualEventBytesMax = 4 << 20;

    /// <summary>Nested arrays and objects.</summary>
    public int DepthMax { get; init; } = UsualDepthMax;

    /// <summary>Bytes of one event.</summary>
    public int EventBytesMax { get; init; } = UsualEventBytesMax;
}
