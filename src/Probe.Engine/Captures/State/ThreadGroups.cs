using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>The processes of a capture by id, reused.</summary>
internal sealed class ThreadGroups
{
    private readonly Dictionary<uint, ThreadGroup> _byPid = [];
    private readonly Stack<ThreadGroup> _free = new();

    /// <summary>Finds a process.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="group">Its threads.</param>
    public bool TryFind(uint pid, [NotNullWhen(true)] out ThreadGroup? group) => _byPid.TryGetValue(pid, out group);

    /// <summary>Adds a process without threads.</summary>
    /// <param name="pid">The process; not there yet.</param>
    public ThreadGroup Add(uint pid)
    {
        var group = _free.TryPop(out var free) ? free : new ThreadGroup();
        group.Pid = pid;
        _byPid.Add(pid, group);
        return group;
    }

    /// <summary>A process has ended: no other thread will find it.</summary>
    /// <param name="group">The process.</param>
    public void Forget(ThreadGroup group)
    {
        if (_byPid.TryGetValue(group.Pid, out var kept) && kept == group)
        {
            _byPid.Remove(group.Pid);
        }
    }

    /// <summary>Takes a process back that was forgotten and that no thread belongs to.</summary>
    /// <param name="group">The process.</param>
    public void Return(ThreadGroup group)
    {
        group.Clear();
        _free.Push(group);
    }
}
