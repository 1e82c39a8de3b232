using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>What an event of a capture does to the state, and by that which thread it belongs to.</summary>
internal enum RecordedKind : byte
{
    /// <summary>Nothing; its thread gets an entry if it has none.</summary>
    Call,

    /// <summary>Tells of no thread's doing; an entry that is there is used.</summary>
    Lone,

    /// <summary>A thread is made.</summary>
    Clone,

    /// <summary>A program is started.</summary>
    Exec,

    /// <summary>A thread ends.</summary>
    Exit,

    /// <summary>A CPU goes to another thread.</summary>
    Switch,

    /// <summary>prctl.</summary>
    Prctl,

    /// <summary>setuid.</summary>
    SetUser,

    /// <summary>setresuid and setreuid.</summary>
    SetEffectiveUser,

    /// <summary>setgid.</summary>
    SetGroup,

    /// <summary>setresgid and setregid.</summary>
    SetEffectiveGroup,

    /// <summary>setsid.</summary>
    SetSession,

    /// <summary>capset.</summary>
    SetCapabilities,

    /// <summary>chdir and getcwd: the working directory is told.</summary>
    WorkingDirectory,

    /// <summary>fchdir: it is the path of a descriptor.</summary>
    DescriptorDirectory,

    /// <summary>chroot.</summary>
    Chroot,

    /// <summary>unshare.</summary>
    Unshare,

    /// <summary>setns.</summary>
    SetNamespace,

    /// <summary>getrlimit and setrlimit.</summary>
    Limit,

    /// <summary>prlimit.</summary>
    ProcessLimit,

    /// <summary>brk, mmap, mmap2, munmap: memory is told.</summary>
    Memory,

    /// <summary>A user has an entry.</summary>
    UserAdded,

    /// <summary>A user has none any more.</summary>
    UserDeleted,

    /// <summary>A group has a name.</summary>
    GroupAdded,

    /// <summary>A group has none any more.</summary>
    GroupDeleted,

    /// <summary>A container is described.</summary>
    Container,

    /// <summary>What a plugin has found out.</summary>
    Async,
}

/// <summary>The kinds of events, by the id of their name.</summary>
internal static class RecordedKinds
{
    private static readonly RecordedKind[] ByNameId = Read(
        (RecordedKind.Clone, "clone clone3 fork vfork"),
        (RecordedKind.Exec, "execve execveat"),
        (RecordedKind.Exit, "procexit"),
        (RecordedKind.Switch, "switch"),
        (RecordedKind.Prctl, "prctl"),
        (RecordedKind.SetUser, "setuid"),
        (RecordedKind.SetEffectiveUser, "setresuid setreuid"),
        (RecordedKind.SetGroup, "setgid"),
        (RecordedKind.SetEffectiveGroup, "setresgid setregid"),
        (RecordedKind.SetSession, "setsid"),
        (RecordedKind.SetCapabilities, "capset"),
        (RecordedKind.WorkingDirectory, "chdir getcwd"),
        (RecordedKind.DescriptorDirectory, "fchdir"),
        (RecordedKind.Chroot, "chroot"),
        (RecordedKind.Unshare, "unshare"),
        (RecordedKind.SetNamespace, "setns"),
        (RecordedKind.Limit, "getrlimit setrlimit"),
        (RecordedKind.ProcessLimit, "prlimit"),
        (RecordedKind.Memory, "brk mmap mmap2 munmap"),
        (RecordedKind.UserAdded, "useradded"),
        (RecordedKind.UserDeleted, "userdeleted"),
        (RecordedKind.GroupAdded, "groupadded"),
        (RecordedKind.GroupDeleted, "groupdeleted"),
        (RecordedKind.Container, "container"),
        (RecordedKind.Async, "asyncevent"),
        (RecordedKind.Lone, "drop procinfo scapevent notification infra cpu_hotplug page_fault pluginevent"));

    /// <summary>The kind of an event.</summary>
    /// <param name="type">A recorded event's type.</param>
    public static RecordedKind Of(EventType type) => ByNameId[EventTable.NameId(type)];

    private static RecordedKind[] Read(params (RecordedKind Kind, string Names)[] rows)
    {
        var kinds = new RecordedKind[EventTable.NamesCount];
        foreach (var (kind, names) in rows)
        {
            foreach (string name in names.Split(' '))
            {
                kinds[EventTable.NameId(name)] = kind;
            }
        }

        return kinds;
    }
}
