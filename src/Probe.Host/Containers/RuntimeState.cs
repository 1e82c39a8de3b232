namespace KosmosProbe.Host.Containers;

/// <summary>How a runtime is doing.</summary>
internal enum RuntimeState
{
    /// <summary>There is no socket.</summary>
    Absent,

    /// <summary>The socket is there; nothing was heard yet.</summary>
    Connecting,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>It takes requests and does not answer in time.</summary>
    Hanging,

    /// <summary>It refuses connections or answers errors.</summary>
    Failing,
}
