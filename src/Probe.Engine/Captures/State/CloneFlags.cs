namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// What is known of a thread's making, in the numbering that captures have: what clone was told, and what the reader of
/// events noted beside it.
/// </summary>
[Flags]
internal enum CloneFlags : uint
{
    /// <summary>Nothing is.</summary>
    None = 0,

    /// <summary>Shares its descriptors with its maker; all threads of a process do.</summary>
    Files = 1,

    /// <summary>Is the first of a new pid namespace.</summary>
    NewPid = 1 << 6,

    /// <summary>Has the parent of its maker.</summary>
    Parent = 1 << 8,

    /// <summary>Is a thread of its maker's process.</summary>
    Thread = 1 << 13,

    /// <summary>The child's event came before its maker's.</summary>
    Inverted = 1 << 16,

    /// <summary>Has ended.</summary>
    Closed = 1 << 18,

    /// <summary>Has a user namespace of its own.</summary>
    NewUser = 1 << 20,

    /// <summary>Its maker waits for its exec or end.</summary>
    Vfork = 1 << 27,

    /// <summary>Lives in another pid namespace than the node's.</summary>
    ChildInPidNamespace = 1 << 29,

    /// <summary>Leads its process, whatever its id.</summary>
    MainThread = 1 << 30,
}
