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
    private const int OldContainerCode = 228;
    private const int PluginCode = 322;

    private readonly RecordedContainers _containers = new();
    private readonly RecordedThreads _threads;
    private bool _isBeginning = true;

    /// <summary>Nothing is known yet.</summary>
    /// <param name="threads">Where threads are kept.</param>
    internal RecordedState(ThreadTable threads)
    {
        _threads = new RecordedThreads(threads, _containers);
        Descriptors = new RecordedDescriptors(threads);
    }

    /// <summary>Whether rules see the event that was applied last; some only tell of the machine.</summary>
    public bool IsForRules { get; private set; }

    /// <summary>The descriptor that the event applied last is about.</summary>
    internal RecordedDescriptors Descriptors { get; }

    /// <summary>Users and groups.</summary>
    internal RecordedUsers Users { get; } = new();

    /// <summary>How long the event's CPU had been with the thread it goes away from; 0 for other events.</summary>
    internal ulong SwitchedNs => _threads.SwitchedNs;

    /// <summary>The container that the event applied last describes; null when it is about something else.</summary>
    internal RecordedContainer? Described { get; private set; }

    /// <summary>Takes in one thing of the capture's head: as it was before the first event.</summary>
    /// <param name="item">Nothing of it is kept.</param>
    public void Seed(ScapItem item)
    {
        switch (item)
        {
            case ScapThread thread:
                _threads.Add(thread);
                break;

            case ScapRecorder:
                _containers.IsOwn = Users.IsOwn = Descriptors.IsOwn = true;
                break;

            case ScapDescriptor descriptor:
                Descriptors.Add(descriptor);
                break;

            case ScapInterface network:
                Descriptors.Interfaces.Add(network.Address.Span, network.NetMask.Span);
                break;

            case ScapUser user:
                Users.AddUser(user.Uid, user.Name.Span, user.Home.Span, user.Shell.Span);
                break;

            case ScapGroup group:
                Users.AddGroup(group.Gid, group.Name.Span);
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
        // What stands before the first event of a thread belongs to the head.
        var kind = RecordedKinds.Of(view.Type);
        _isBeginning = _isBeginning && kind is >= RecordedKind.UserAdded and <= RecordedKind.Container;
        IsForRules = !_isBeginning && !IsOfOtherSource(view) && view.As<RecordedEvent>().IsForStateOnly == 0;
        Described = null;
        var thread = _threads.Apply(view, kind);
        if (kind >= RecordedKind.UserAdded)
        {
            TakeNews(view, kind);
        }

        Descriptors.Apply(view, thread);
        if (kind == RecordedKind.DescriptorDirectory && thread.IsKnown && view.Int64(0) >= 0
            && Descriptors.Current is { } directory)
        {
            _threads.GoTo(thread, directory.Name);
        }

        return thread;
    }

    /// <summary>Takes in what must not be seen by the rules of the event itself.</summary>
    /// <param name="view">The record, as given to <see cref="Apply"/>.</param>
    public void Settle(in Event view)
    {
        Descriptors.Settle(view);
        _threads.Settle();
    }

    /// <summary>The container of a thread; where an event describes one, that one.</summary>
    /// <param name="thread">The event's thread.</param>
    /// <returns>Null when nothing is known of the thread.</returns>
    internal RecordedContainer? ContainerOf(ThreadInfo thread) => Described ?? (
        !_containers.IsOwn || thread.Recorded is not { } recorded ? thread.Recorded?.Container
        : recorded.Cgroups?.Container ?? RecordedContainer.Host);

    // What a plugin with a source of its own recorded: rules for system calls never see it.
    private static bool IsOfOtherSource(in Event view) =>
        view.As<RecordedEvent>().Code is PluginCode or ScapEventTable.AsyncCode && view.UInt32(0) != 0;

    private void TakeNews(in Event view, RecordedKind kind)
    {
        uint id = view.UInt32(0);
        switch (kind)
        {
            case RecordedKind.UserAdded when IsOfHost(view.Parameter(5)):
                Users.AddUser(id, view.Text(2), view.Text(3), view.Text(4));
                break;
            case RecordedKind.UserAdded:
                Users.AddUser(ContainerOf(view.Parameter(5)), id, view.Text(2), view.Text(3), view.Text(4));
                break;
            case RecordedKind.UserDeleted when IsOfHost(view.Parameter(5)):
                Users.RemoveUser(id);
                break;
            case RecordedKind.GroupAdded when IsOfHost(view.Parameter(2)):
                Users.AddGroup(id, view.Text(1));
                break;
            case RecordedKind.GroupAdded:
                Users.AddGroup(ContainerOf(view.Parameter(2)), id, view.Text(1));
                break;
            case RecordedKind.GroupDeleted when IsOfHost(view.Parameter(2)):
                Users.RemoveGroup(id);
                break;
            case RecordedKind.Container when view.As<RecordedEvent>().Code == OldContainerCode:
                Described = _containers.TakeOld(view.Text(0), view.UInt32(1), view.Text(2), view.Text(3));
                break;
            case RecordedKind.Container:
                Described = _containers.Take(view.Parameter(0), isGone: false);
                break;
            case RecordedKind.Async:
                TakeAsync(view);
                break;
            default:
                break;
        }
    }

    private void TakeAsync(in Event view)
    {
        var name = view.Text(1);
        bool isGone = name.SequenceEqual("container_removed"u8);
        if (isGone || name.SequenceEqual("container"u8))
        {
            Described = _containers.Take(view.Parameter(2), isGone);
        }
    }

    private RecordedContainer ContainerOf(ReadOnlySpan<byte> containerId) =>
        _containers.Find(RecordedValues.Text(containerId), type: null);

    private static bool IsOfHost(ReadOnlySpan<byte> containerId) => RecordedValues.Text(containerId).IsEmpty;
}
