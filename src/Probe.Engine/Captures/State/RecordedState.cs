using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// What a capture's head and events tell of the machine it was made on: threads, descriptors, users, containers.
/// Records change it before the rules run (<see cref="Apply"/>), and after them where rules must not see the change yet
/// (<see cref="Settle"/>). Everything comes from the capture, so that it replays the same anywhere. One thread.
/// </summary>
public sealed class RecordedState
{
    private readonly RecordedThreads _threads;

    /// <summary>Nothing is known yet.</summary>
    /// <param name="threads">Where threads are kept.</param>
    /// <param name="cgroups">Where control groups are known by path.</param>
    internal RecordedState(ThreadTable threads, Cgroups cgroups) => _threads = new RecordedThreads(threads, cgroups);

    /// <summary>Whether rules see the event that was applied last; some only tell of the machine.</summary>
    public bool IsForRules { get; private set; }

    /// <summary>The descriptor that the event applied last is about.</summary>
    internal RecordedDescriptors Descriptors { get; } = new();

    /// <summary>Takes in a thread of the capture's head.</summary>
    /// <param name="thread">As it was before the first event; nothing of it is kept.</param>
    internal void AddThread(in SeedThread thread) => _threads.Add(thread);

    /// <summary>Takes in a user of the capture's head.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="name">Login name.</param>
    /// <param name="home">Home directory.</param>
    /// <param name="shell">Login shell.</param>
    internal void AddUser(uint uid, ReadOnlySpan<byte> name, ReadOnlySpan<byte> home, ReadOnlySpan<byte> shell)
    {
    }

    /// <summary>Takes in a group of the capture's head.</summary>
    /// <param name="gid">The group.</param>
    /// <param name="name">Its name.</param>
    internal void AddGroup(uint gid, ReadOnlySpan<byte> name)
    {
    }

    /// <summary>The head has ended: threads find their parents. To be called before the first event.</summary>
    internal void EndHead() => _threads.Link();

    /// <summary>Takes in what a record says before the rules run, and finds the thread it belongs to.</summary>
    /// <param name="view">A recorded event.</param>
    public ThreadInfo Apply(in Event view)
    {
        IsForRules = true;
        var thread = _threads.Apply(view);
        Descriptors.Apply(view, thread);
        return thread;
    }

    /// <summary>Takes in what must not be seen by the rules of the event itself.</summary>
    /// <param name="view">The record, as given to <see cref="Apply"/>.</param>
    public void Settle(in Event view)
    {
        Descriptors.Settle(view);
        _threads.Settle(view);
    }
}
