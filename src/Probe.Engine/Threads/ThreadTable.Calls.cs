using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// How calls change the table: working directory, capabilities, session and process group. What counts is what the
/// kernel says after the call, which stands in the record (bpf/calls.h), not what was asked for.
/// </summary>
public sealed partial class ThreadTable
{
    private const int FirstOfGroups = 2;
    private const int FirstOfCapabilities = 3;

    private void Call(in Event view, ThreadInfo thread)
    {
        if (view.Header.Result < 0 || !thread.IsKnown || thread == _stray)
        {
            return;
        }

        ref readonly var call = ref view.As<CallEvent>();
        switch (view.Type)
        {
            case EventType.Chdir or EventType.Fchdir:
                EnterDirectory(thread, view.Text(call.ObjectPath));
                break;
            case EventType.Setpgid when call.Numbers[0] != 0 && call.Numbers[0] != thread.VirtualPid:
                JoinGroup(thread, (uint)call.Numbers[0], (uint)call.Numbers[1]);
                break;
            case EventType.Setsid or EventType.Setpgid:
                TakeGroups(thread, in call.Numbers);
                break;
            default:
                TakeCapabilities(thread, in call.Numbers);
                break;
        }
    }

    // The threads of a process share one working directory.
    private void EnterDirectory(ThreadInfo thread, ReadOnlySpan<byte> directory)
    {
        if (thread.Process.Image is not { } image || directory.IsEmpty || image.IsIn(directory))
        {
            return;
        }

        var moved = _store.Images.Rent();
        moved.CopyFrom(_store.Images.Slabs, image, directory.Length > TextBytesMax ? default : directory);
        for (var other = thread.Process.FirstThread; other is not null; other = other.NextThread)
        {
            if (other.Image == image)
            {
                _store.Show(other, moved);
            }
        }

        if (thread.Image == image && thread != thread.Process)
        {
            _store.Show(thread, moved);
        }

        _store.Show(thread.Process, moved);
    }

    private static void TakeGroups(ThreadInfo thread, in CallNumbers numbers)
    {
        TakeGroups(thread.Process, numbers[FirstOfGroups], numbers[FirstOfGroups + 1], numbers[FirstOfGroups + 2]);
        thread.Process.Tty = (uint)numbers[FirstOfGroups + 3];
        for (var other = thread.Process.FirstThread; other is not null; other = other.NextThread)
        {
            other.Tty = thread.Process.Tty;
        }
    }

    private static void TakeGroups(ThreadInfo process, long session, long group, long virtualGroup)
    {
        (process.SessionId, process.ProcessGroup) = ((uint)session, (uint)group);
        process.VirtualProcessGroup = (uint)virtualGroup;
        for (var other = process.FirstThread; other is not null; other = other.NextThread)
        {
            (other.SessionId, other.ProcessGroup) = ((uint)session, (uint)group);
            other.VirtualProcessGroup = (uint)virtualGroup;
        }
    }

    // A shell puts its children into groups; the call names them by the ids that the shell sees.
    private static void JoinGroup(ThreadInfo caller, uint childPid, uint groupId)
    {
        ThreadInfo? child = null;
        ThreadInfo? leader = null;
        for (var one = caller.Process.FirstChild; one is not null; one = one.NextSibling)
        {
            child = one.VirtualPid == childPid ? one : child;
            leader = one.VirtualPid == groupId ? one : leader;
        }

        leader = groupId == 0 ? child : leader;
        if (child is not null && leader is not null)
        {
            TakeGroups(child, child.SessionId, leader.Pid, leader.VirtualPid);
        }
    }

    // Threads have capabilities of their own.
    private void TakeCapabilities(ThreadInfo thread, in CallNumbers numbers)
    {
        ulong inheritable = (ulong)numbers[FirstOfCapabilities];
        ulong permitted = (ulong)numbers[FirstOfCapabilities + 1];
        ulong effective = (ulong)numbers[FirstOfCapabilities + 2];
        if (thread.Image is not { } image || (image.CapInheritable == inheritable
            && image.CapPermitted == permitted && image.CapEffective == effective))
        {
            return;
        }

        var changed = _store.Images.Rent();
        changed.CopyFrom(_store.Images.Slabs, image, image.Cwd);
        (changed.CapInheritable, changed.CapPermitted, changed.CapEffective) = (inheritable, permitted, effective);
        _store.Show(thread, changed);
    }
}
