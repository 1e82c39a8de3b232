using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>New tasks: every parameter, by every call and ABI.</summary>
[Collection(KernelCollection.Name)]
public class TaskTests(ProbeSession session)
{
    private const ulong LibcFork = 0x1200000; // CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID
    private const ulong LibcThread = 0x3d0f00; // what pthread_create asks for
    private const ulong Vfork = 0x4100; // CLONE_VFORK | CLONE_VM
    private const ulong Parent = 0x8000;
    private const int Invalid = -22;

    [Theory]
    [InlineData("fork", "raw", EventType.Fork, 0ul)]
    [InlineData("fork", "compat", EventType.Fork, 0ul)]
    [InlineData("fork", "libc", EventType.Clone, LibcFork)]
    [InlineData("vfork", "raw", EventType.Vfork, Vfork)]
    [InlineData("vfork", "compat", EventType.Vfork, Vfork)]
    [InlineData("clone", "raw", EventType.Clone, 0ul)]
    [InlineData("clone", "compat", EventType.Clone, 0ul)]
    [InlineData("clone3", "raw", EventType.Clone3, 0ul)]
    [InlineData("clone3", "compat", EventType.Clone3, 0ul)]
    public void EveryParameterIsRecordedByEveryCall(string call, string how, EventType type, ulong flags)
    {
        var run = session.Run("clone", call, how, "0");
        var step = run["clone"];
        var record = run.Only(step);

        Assert.True(record.Header.Result > 0, $"result {record.Header.Result}");
        Check.Header(record, step, type, how == "compat" ? RecordFlags.Compat : 0);
        var clone = record.As<CloneEvent>();
        uint child = step.Unsigned("result");
        Assert.Equal(flags, clone.CloneFlags);
        Assert.Equal(step.Number("child_start_ticks"), Check.Ticks(clone.ChildStartNs));
        Assert.InRange(clone.ChildStartNs, step.Number("start_ns"), record.Header.TimeNs);
        Assert.Equal(step.Number("cgroup_id"), clone.ChildCgroupId);
        Assert.Equal((child, child), (clone.ChildTid, clone.ChildPid));
        Assert.Equal((child, child), (clone.ChildVirtualTid, clone.ChildVirtualPid));
        Assert.Equal(step.Unsigned("child_parent"), clone.ChildParentPid);
        Assert.Equal(step.Unsigned("child_sid"), clone.SessionId);
        Assert.Equal(step.Unsigned("child_pgid"), clone.ProcessGroup);
        Assert.Equal(run["self"].Innermost("ns_pgid"), clone.VirtualProcessGroup);
        Assert.Equal((run.Pid, run.Pid), (clone.VirtualTid, clone.VirtualPid));
        Assert.Equal((step.Unsigned("uid"), step.Unsigned("gid")), (clone.ChildUid, clone.ChildGid));
        Assert.Equal(run["self"].Unsigned("tty"), clone.Tty);
        Assert.Equal(run["self"].Unsigned("login_uid"), clone.LoginUid);
        Assert.Equal(run["self"].Number("init_start_ticks"), Check.Ticks(clone.PidnsInitStartNs));
        Assert.Equal("workload", Recorded.Text(clone.Comm));
        Assert.False(Recorded.IsPresent(clone.ChildCgroup), "the child is where its parent is");

        // The child is known before anything that it does.
        var exit = run.Of(child).First();
        Assert.Equal(EventType.Procexit, exit.Type);
        Assert.Equal(clone.ChildStartNs, exit.Header.ThreadStartNs);
        Assert.True(exit.Header.TimeNs >= record.Header.TimeNs);
    }

    [Theory]
    [InlineData("clone", "raw", EventType.Clone)]
    [InlineData("clone", "compat", EventType.Clone)]
    [InlineData("clone3", "raw", EventType.Clone3)]
    [InlineData("clone3", "compat", EventType.Clone3)]
    public void FailureHasNoChild(string call, string how, EventType type)
    {
        const ulong Impossible = 0x10000; // CLONE_THREAD without CLONE_SIGHAND
        var run = session.Run("clone", call, how, "0x10000");
        var record = run.Only(run["clone"]);

        Assert.Equal(Invalid, record.Header.Result);
        Check.Header(record, run["clone"], type, how == "compat" ? RecordFlags.Compat : 0);
        var clone = record.As<CloneEvent>();
        Assert.Equal(Impossible, clone.CloneFlags);
        Assert.Equal((0u, 0u, 0ul), (clone.ChildTid, clone.ChildPid, clone.ChildStartNs));
        Assert.Equal((0u, 0u), (clone.ChildVirtualTid, clone.ChildVirtualPid));
        Assert.Equal((0u, 0ul), (clone.ChildParentPid, clone.ChildCgroupId));
        Assert.Equal((run.Pid, run.Pid), (clone.VirtualTid, clone.VirtualPid));
        Assert.Equal("workload", Recorded.Text(clone.Comm));
    }

    [Fact]
    public void ThreadBelongsToItsGroup()
    {
        var run = session.Run("clone-thread");
        var record = run.Only(run["clone"]);
        uint tid = run["clone"].Unsigned("result");
        var clone = record.As<CloneEvent>();

        Check.Header(record, run["clone"], EventType.Clone3);
        Assert.Equal(LibcThread, clone.CloneFlags);
        Assert.Equal((tid, run.Pid), (clone.ChildTid, clone.ChildPid));
        Assert.Equal((tid, run.Pid), (clone.ChildVirtualTid, clone.ChildVirtualPid));
        Assert.Equal((uint)Environment.ProcessId, clone.ChildParentPid);
    }

    [Fact]
    public void SiblingHasTheParentOfItsMaker()
    {
        var run = session.Run("clone-sibling");
        var step = run["clone"];
        var record = run.Only(step);
        var clone = record.As<CloneEvent>();

        Assert.Equal(Parent, clone.CloneFlags);
        Assert.Equal(run.Pid, step.Unsigned("parent"));
        Assert.Equal(run.Pid, clone.ChildParentPid);
        Assert.Equal(step.Unsigned("result"), clone.ChildPid);
        Assert.Equal("a name of 15 by", Recorded.Text(clone.Comm));
    }

    [Fact]
    public void TasksOfAPidNamespaceHaveNumbersOfTheirOwn()
    {
        var run = session.Run("clone-namespace");
        var init = run.Only(run["init"]);
        uint initPid = run["init"].Unsigned("result");
        var first = init.As<CloneEvent>();

        Assert.Equal((initPid, 1u), (first.ChildPid, first.ChildVirtualPid));
        Assert.Equal(1u, first.ChildVirtualTid);
        Assert.Equal(run.Pid, first.VirtualPid);
        Assert.Equal(first.ChildStartNs, first.PidnsInitStartNs);

        var second = run.Of(initPid).Single(record => record.Type == EventType.Clone);
        Assert.Equal(run["second"].Signed("result"), second.Header.Result);
        var clone = second.As<CloneEvent>();
        Assert.Equal((1u, 1u), (clone.VirtualTid, clone.VirtualPid));
        Assert.Equal((2u, 2u), (clone.ChildVirtualTid, clone.ChildVirtualPid));
        Assert.NotEqual(2u, clone.ChildPid);
        Assert.Equal(initPid, clone.ChildParentPid);
        Assert.Equal(first.ChildStartNs, clone.PidnsInitStartNs);
    }
}
