namespace KosmosProbe.Native;

/// <summary>What a <see cref="LiveProbe"/> is started with. Events are told by their numbers in bpf/events.h.</summary>
public sealed record LiveProbeSettings : ProgramSettings
{
    /// <summary>The events that are sent; those that state depends on (exec, clone, exit) are in any case.</summary>
    public required IReadOnlySet<int> WantedEvents { get; init; }

    /// <summary>As <see cref="LiveProbe.KeepsNames"/>, from the start on.</summary>
    public bool KeepsNames { get; init; } = true;

    /// <summary>
    /// Whether each call is told by its own name alone. Else what copies a descriptor, or puts a connection in the
    /// place of a standard one, is told as <c>dup</c> as well.
    /// </summary>
    public bool AsFalco { get; init; }

    /// <summary>Whether requests of io_uring are told as the calls that do the same.</summary>
    public bool WithRequests { get; init; } = true;

    /// <summary>
    /// Whether opens tell the name that the file has without the mount or the root by which it was reached.
    /// </summary>
    public bool WithOtherNames { get; init; } = true;

    /// <summary>The events that wake the reader at once, as new process images do.</summary>
    public IReadOnlySet<int> UrgentEvents { get; init; } = new HashSet<int>();
}
