using System.Collections.Concurrent;
using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Engine.Policies;

/// <summary>Where the processes of a control group belong.</summary>
public enum GroupStanding
{
    /// <summary>It is not sure, or not all is known of the container.</summary>
    Unknown,

    /// <summary>In no container.</summary>
    Host,

    /// <summary>In a container of which all is known.</summary>
    Container,
}

/// <summary>A control group as events of its processes are judged.</summary>
/// <param name="Path">Its path; shared.</param>
/// <param name="Standing">Where its processes belong.</param>
/// <param name="Info">The container, when they belong to one.</param>
public readonly record struct GroupView(byte[] Path, GroupStanding Standing, ContainerInfo? Info);

/// <summary>A process of which it is agreed that it is where its group says.</summary>
/// <param name="Pid">Its thread group.</param>
/// <param name="TimeNs">By then; the record's time.</param>
public readonly record struct AgreedProcess(uint Pid, ulong TimeNs);

/// <summary>
/// What the event thread knows of control groups, for the thread that derives policies of them. The event thread says
/// at once when what policies rest upon is no longer so, and gives the whole when it is asked.
/// </summary>
/// <param name="changed">Told of changes, with true where policies rest upon what was before; never blocks.</param>
public sealed class GroupViews(Action<bool> changed) : IDisposable
{
    private readonly ConcurrentQueue<AgreedProcess> _agreed = new();
    private readonly ManualResetEventSlim _answered = new();
    private volatile bool _isAsked;
    private IReadOnlyList<GroupView> _views = [];

    /// <summary>Whether somebody waits for an answer.</summary>
    internal bool IsAsked => _isAsked;

    /// <summary>All groups as they are now; null when the event thread did not answer in time. One thread.</summary>
    /// <param name="timeout">How long at most.</param>
    public IReadOnlyList<GroupView>? Ask(TimeSpan timeout)
    {
        _answered.Reset();
        _isAsked = true;
        return _answered.Wait(timeout) ? Volatile.Read(ref _views) : null;
    }

    /// <summary>Takes the oldest process that was agreed on since.</summary>
    /// <param name="process">The process.</param>
    public bool TryTakeAgreed(out AgreedProcess process) => _agreed.TryDequeue(out process);

    /// <inheritdoc/>
    public void Dispose() => _answered.Dispose();

    /// <summary>Something has changed.</summary>
    /// <param name="isJudged">Policies rest upon what was before.</param>
    internal void Change(bool isJudged) => changed(isJudged);

    /// <summary>A process that had changed groups is taken to be where it went.</summary>
    /// <param name="pid">Its thread group.</param>
    /// <param name="timeNs">The record's time.</param>
    internal void Agree(uint pid, ulong timeNs)
    {
        _agreed.Enqueue(new AgreedProcess(pid, timeNs));
        changed(false);
    }

    /// <summary>Answers who asked.</summary>
    /// <param name="views">All groups.</param>
    internal void Answer(IReadOnlyList<GroupView> views)
    {
        _isAsked = false;
        Volatile.Write(ref _views, views);
        _answered.Set();
    }
}
