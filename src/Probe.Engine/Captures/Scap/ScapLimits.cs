namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>What a capture may ask of memory: lengths in it are other people's bytes.</summary>
internal static class ScapLimits
{
    /// <summary>A larger event is skipped and counted.</summary>
    public const int EventBytesMax = 16 << 20;

    /// <summary>One process, user or descriptor of a capture's head: seven texts of 64 KiB and some numbers.</summary>
    public const int EntryBytesMax = 1 << 20;

    /// <summary>Parameters of an event; today's largest has 31.</summary>
    public const int ParametersMax = 48;

    /// <summary>What all pending beginnings of calls may take; when they take more, all are forgotten.</summary>
    public const int PendingBytesMax = 32 << 20;

    /// <summary>Threads that may be inside a call at once; when there are more, all are forgotten.</summary>
    public const int PendingThreadsMax = 1 << 16;

    /// <summary>Bytes that are read from the file at a time: unpacking less at once takes longer.</summary>
    public const int ReadBytes = 128 << 10;
}
