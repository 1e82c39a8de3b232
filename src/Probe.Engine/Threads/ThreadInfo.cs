namespace KosmosProbe.Engine.Threads;

/// <summary>What is known of one thread. Entries are pooled and recycled by the <c>ThreadTable</c>.</summary>
public sealed class ThreadInfo
{
    /// <summary>Stands for a thread of which nothing is known.</summary>
    public static readonly ThreadInfo Unknown = new();
}
