using KosmosProbe.Engine.Captures.Scap;
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
    internal RecordedState(ThreadTable threads, Cgroups cgroups)
    {
        _threads = new RecordedThreads(threads, cgroups);
        Descriptors = new RecordedDescriptors(threads);
    }

    /// <summary>Whether rules see the event that was applied last; some only tell of the machine.</summary>
    public bool IsForRules { get; private set; }

    /// <summary>The descriptor that the event applied last is about.</summary>
    internal RecordedDescriptors Descriptors { get; }

    /// <summary>Takes in one thing of the capture's head: as it was before the first event.</summary>
    /// <param name="item">Nothing of it is kept.</param>
    public void Seed(ScapItem item)
    {
        switch (item)
        {
            case ScapThread thread:
                _threads.Add(thread);
                break;

            case ScapDescriptor descriptor:
                Descriptors.Add(descriptor);
                break;

            case ScapInterface network:
                Descriptors.Interfaces.Add(network.Address.Span, network.NetMask.Span);
                break;
        }
    }

    /// <summary>The head has ended: threads find their parents. To be called before the first event.</summary>
    public void EndHead()
    {
        _threads.Link();
        Descriptors.EndHead();
    }

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
