namespace KosmosProbe.Engine.Fields;

/// <summary>
/// How long a field's value cannot change, and so how often a check on it has to be made. A lifetime that is too long
/// gives a wrong verdict, one that is too short only costs time: whatever is in doubt lasts for one event.
/// </summary>
/// <remarks>
/// All of this holds for threads of which the table knows something; of an unknown thread every such field is missing,
/// and an entry that stands in for one (a record that came after its thread's end) is shared by many. The values are
/// in order: what a check reads from several fields lasts as long as the shortest of them, the greatest value here.
/// </remarks>
public enum FieldLifetime
{
    /// <summary>
    /// Fixed while the container lives, once its metadata have come: ids, name, image, mounts, labels, pod; on the host
    /// they are fixed as well. Not the addresses, since a running container can be joined to another network, and not
    /// container.start_ts and container.duration: they follow the pid namespace of the thread that asks, the clock, or
    /// both.
    /// </summary>
    Container,

    /// <summary>
    /// Fixed for one thread from its clone or exec to the next exec of its process: what the exec made of it (name,
    /// executable, command line, environment, facts of the executable's inode) and the ids of its process. To be
    /// remembered with the thread, not with process or executable: a thread gets its name from the one that made it,
    /// which may have renamed itself. Not here: the working directory (chdir), session, group and terminal (setsid,
    /// setpgid), users and capabilities (setuid, capset), limits and memory (prlimit, mmap), control groups; times,
    /// which follow the clock; and all that is said of a parent, ancestor or leader, which may exec or end at any time.
    /// </summary>
    Process,

    /// <summary>May differ from one event to the next.</summary>
    Event,
}
