using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>The ends of threads and processes.</summary>
[Collection(KernelCollection.Name)]
public class ExitTests(ProbeSession session)
{
    [Theory]
    [InlineData("exit", "0", 0u, 0, 0u)]
    [InlineData("exit", "42", 0x2a00u, 42, 0u)]
    [InlineData("exit", "255", 0xff00u, 255, 0u)]
    [InlineData("signal", "9", 9u, 0, 9u)]
    [InlineData("signal", "15", 15u, 0, 15u)]
    [InlineData("signal", "11", 11u, 0, 11u)]
    public void StatusIsTheOneThatWaitGives(string how, string number, uint status, int value, uint signal)
    {
        var run = session.Run("end", how, number);
        var step = run["child"];
        var record = Assert.Single(run.Of(step.Unsigned("result")), record => record.Type == EventType.Procexit);
        var exit = record.As<ProcexitEvent>();

        Assert.Equal(status, step.Unsigned("status"));
        Assert.Equal(status, exit.Status);
        Assert.Equal(value, exit.ExitValue);
        Assert.Equal(signal, exit.Signal);
        Assert.Equal(0u, exit.CoreDumped);
        Assert.Equal(1u, exit.GroupDead);
        Assert.Equal(0u, exit.ReaperPid);
        Assert.NotEqual(0u, exit.HeirPid);
        Assert.Equal("workload", Recorded.Text(exit.Comm));
        Assert.Equal(0, record.Header.Result);
        Assert.Equal((RecordFlags)0, record.Header.Flags);
        Assert.Equal(record.Length, record.Header.Length);
        Assert.Equal(step.Unsigned("result"), record.Header.Tid);
        Assert.Equal((step.Unsigned("uid"), step.Unsigned("gid")), (record.Header.Uid, record.Header.Gid));
        Assert.Equal(step.Number("cgroup_id"), record.Header.CgroupId);
        var clone = run.Only(step).As<CloneEvent>();
        Assert.Equal(clone.ChildStartNs, record.Header.ThreadStartNs);
    }

    [Fact]
    public void ThreadThatEndsLeavesItsGroupAlive()
    {
        var run = session.Run("clone-thread");
        uint tid = run["clone"].Unsigned("result");
        var ends = run.Of(run.Pid).Where(record => record.Type == EventType.Procexit).ToList();

        Assert.Equal([tid, run.Pid], ends.Select(record => record.Header.Tid));
        Assert.Equal([0u, 1u], ends.Select(record => record.As<ProcexitEvent>().GroupDead));
        Assert.Equal("kosmos-thread", Recorded.Text(ends[0].As<ProcexitEvent>().Comm));
    }

    [Fact]
    public void HeirOfTheChildrenIsTold()
    {
        var run = session.Run("end-orphan");
        uint child = run["child"].Unsigned("result");
        var exit = run.Of(child).Single(record => record.Type == EventType.Procexit).As<ProcexitEvent>();

        Assert.Equal((run.Pid, run.Pid), (exit.ReaperPid, exit.HeirPid));
    }

    [Fact]
    public void TheLastThreadTellsWhoInheritsTheChildrenOfAll()
    {
        var run = session.Run("end-orphan-of-thread");
        uint child = run["child"].Unsigned("result");
        var ends = run.Of(child).Where(record => record.Type == EventType.Procexit)
            .Select(record => record.As<ProcexitEvent>())
            .ToList();

        Assert.Equal(2, ends.Count);
        var dead = ends.Where(exit => exit.GroupDead == 1).ToList();
        Assert.NotEmpty(dead);
        Assert.All(dead, exit => Assert.Equal(run.Pid, exit.HeirPid));
        Assert.All(ends.Where(exit => exit.GroupDead == 0), exit => Assert.Equal(0u, exit.HeirPid));
    }

    [Fact]
    public void WhoWasPutIntoAPidNamespaceLeavesChildrenToItsInit()
    {
        var run = session.Run("end-orphan-inside");
        uint child = run["child"].Unsigned("result");
        var exit = run.Of(child).Single(record => record.Type == EventType.Procexit).As<ProcexitEvent>();

        Assert.Equal(1u, run["child"].Unsigned("heir_inside"));
        Assert.Equal(run["init"].Unsigned("result"), exit.HeirPid);
    }

    [Fact]
    public void EndOfTheWorkloadItselfIsItsStatus()
    {
        var run = session.Run("self");
        var exit = run.Of(run.Pid).Single(record => record.Type == EventType.Procexit).As<ProcexitEvent>();

        Assert.Equal((0u, 1u), (exit.Status, exit.GroupDead));
    }
}
