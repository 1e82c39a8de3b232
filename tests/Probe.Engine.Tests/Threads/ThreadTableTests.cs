using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Threads;

public class ThreadTableTests
{
    private readonly World _world = new();

    private ThreadTable Threads => _world.Threads;

    [Fact]
    public void AnExecTellsEverythingOfAProcess()
    {
        _world.Feed(Records.Exec(["/bin/sh", "-c", "echo hi"]));
        var thread = Known(100);
        Assert.Equal("sh", Encoding.UTF8.GetString(thread.Comm));
        Assert.Equal("sh -c echo hi", Encoding.UTF8.GetString(thread.Image!.CommandLine));
        Assert.Equal(1u, thread.ParentPid);
    }

    [Fact]
    public void AChildSharesItsParentsImageUntilItsOwnExec()
    {
        _world.Feed(Records.Exec(["sh"]), Records.Clone(101));
        Assert.Same(Known(100).Image, Known(101).Image);
        Assert.Equal(2, Known(100).Image!.Holders);
        Assert.Same(Known(100), Threads.ParentOf(Known(101)));

        _world.Feed(Exec(101, "ls", Records.NowNs));
        Assert.NotSame(Known(100).Image, Known(101).Image);
        Assert.Equal(1, Known(100).Image!.Holders);
        Assert.Equal(2, Threads.ImagesInUse);
    }

    [Fact]
    public void LongArgumentsOfManyProcessesAreCutOnceTheirExecWasJudged()
    {
        const int BytesEach = 50_000;
        string argument = new('x', BytesEach);
        for (uint pid = 1000; pid < 3000; pid++)
        {
            byte[] exec = Records.Exec(["sh", argument], (ref exec, _) =>
            {
                (exec.Header.Pid, exec.Header.Tid, exec.PreviousTid) = (pid, pid, pid);
                exec.Header.ThreadStartNs = pid;
            });
            Assert.Equal(BytesEach, _world.Read(exec, "proc.args")!.Length);
        }

        Assert.InRange(Threads.Entries.Images.Slabs.UsedBytes, 0, ThreadTable.TextBytesScarce);
        Assert.Equal(2000u - (uint)Whole(), Threads.TextsCut);
        Assert.InRange(Whole(), 1, 1000);
        Assert.Equal(ThreadTable.CutBytes, Known(2999).Image!.JoinedArguments.Length);

        int Whole() => Threads.All.Count(thread => thread.Image!.JoinedArguments.Length == BytesEach);
    }

    [Fact]
    public void LittleIsKeptOfTextsWhenMemoryIsScarce()
    {
        string argument = new('x', ThreadTable.CutBytes - 100);
        for (uint pid = 1000; pid < 20_000; pid++)
        {
            _world.Feed(Records.Exec(["sh", argument], (ref exec, texts) =>
            {
                (exec.Header.Pid, exec.Header.Tid, exec.PreviousTid) = (pid, pid, pid);
                exec.Header.ThreadStartNs = pid;
                exec.Cwd = texts.Add("/" + new string('d', 300));
            }));
        }

        Assert.InRange(Threads.Entries.Images.Slabs.UsedBytes, 0, ThreadTable.TextBytesScarce + (20_000 * 1024));
        var last = Known(19_999).Image!;
        Assert.Equal(ThreadTable.ShortBytes, last.JoinedArguments.Length);
        Assert.True(last.Cwd.IsEmpty);
        Assert.Equal(302, Known(1000).Image!.Cwd.Length);
    }

    [Fact]
    public void AnExitRemovesTheProcessOnlyAfterTheRulesRan()
    {
        _world.Feed(Records.Exec(["sh"]));
        Assert.Equal("sh", _world.Read(Records.Exit(), "proc.name"));
        Assert.False(Threads.TryFind(100, out _));
        Assert.Equal(0, Threads.ImagesInUse);
    }

    [Fact]
    public void ChildrenOfAnEndedProcessMoveToTheReaper()
    {
        _world.Feed(Exec(50, "init", 10), Records.Exec(["sh"]), Records.Clone(101));
        _world.Feed(Records.Exit((ref exit, _) => exit.HeirPid = 50));
        Assert.Equal(50u, Known(101).ParentPid);
        Assert.Same(Known(50), Threads.ParentOf(Known(101)));
    }

    [Fact]
    public void AnExecThatNamesAParentWhoseEndWasToldShowsTheHeir()
    {
        _world.Feed(Exec(50, "shim", 10), Records.Exec(["runc"]), Records.Clone(101));
        EndOfParent();
        Assert.Equal("shim", _world.Read(ExecOfOrphan(101), "proc.pname"));
        Assert.Same(Known(50), Threads.ParentOf(Known(101)));

        // Also when nothing was known of the child.
        Assert.Equal("shim", _world.Read(ExecOfOrphan(102), "proc.pname"));
    }

    [Fact]
    public void ASiblingMadeAfterTheEndOfItsParentBelongsToTheHeir()
    {
        _world.Feed(Exec(50, "shim", 10), Records.Exec(["runc"]), Records.Clone(101));
        EndOfParent();
        _world.Feed(Records.Clone(102, (ref clone, _) =>
        {
            clone.Header.Tid = clone.Header.Pid = 101;
            clone.Header.ThreadStartNs = Records.NowNs;
            clone.ChildParentPid = 100;
        }));
        Assert.Same(Known(50), Threads.ParentOf(Known(102)));
    }

    [Fact]
    public void AThreadSharesImageAndParentOfItsProcess()
    {
        _world.Feed(Exec(1, "init", 5), Records.Exec(["sh"]), Thread(105));
        var thread = Known(105);
        Assert.Same(Known(100), thread.Process);
        Assert.Same(Known(1), Threads.ParentOf(thread));
        Assert.Equal(1, Known(100).ThreadsCount);

        _world.Feed(Records.Exit((ref exit, _) =>
        {
            exit.Header.Tid = 105;
            exit.Header.ThreadStartNs = Records.NowNs;
            exit.GroupDead = 0;
        }));
        Assert.False(Threads.TryFind(105, out _));
        Assert.Equal(0, Known(100).ThreadsCount);
    }

    [Fact]
    public void ALeaderThatEndsFirstStandsForItsProcessUntilTheLastThreadEnds()
    {
        _world.Feed(Records.Exec(["sh"]), Thread(105), Records.Exit((ref exit, _) => exit.GroupDead = 0));
        Assert.Equal("sh", Encoding.UTF8.GetString(Known(105).Process.Comm));

        _world.Feed(Records.Exit((ref exit, _) =>
        {
            exit.Header.Tid = 105;
            exit.Header.ThreadStartNs = Records.NowNs;
        }));
        Assert.Equal(0, Threads.Count);
        Assert.Equal(0, Threads.ImagesInUse);
    }

    [Fact]
    public void AnExecEndsTheOtherThreads()
    {
        _world.Feed(Records.Exec(["sh"]), Thread(105), Thread(106), Records.Exec(["ls"]));
        Assert.Equal(1, Threads.Count);
        Assert.Equal("ls", Encoding.UTF8.GetString(Known(100).Comm));
    }

    [Fact]
    public void AnExecByAnotherThreadTakesTheLeadersPlace()
    {
        _world.Feed(Records.Exec(["sh"]), Thread(105), Thread(106));
        _world.Feed(Records.Exec(["ls"], (ref exec, _) => exec.PreviousTid = 105));
        Assert.Equal(1, Threads.Count);
        Assert.Equal("ls", Encoding.UTF8.GetString(Known(100).Comm));
    }

    [Fact]
    public void TheKernelEndsTheLeaderBeforeAnotherThreadsExec()
    {
        _world.Feed(Records.Exec(["sh"]), Thread(105), Records.Exit((ref exit, _) => exit.GroupDead = 0));
        byte[] exec = Records.Exec(["ls", "-l"], (ref exec, _) => exec.PreviousTid = 105);
        Assert.Equal("ls -l", _world.Read(exec, "proc.cmdline"));
        Assert.Equal("ls -l", _world.Read(Records.Openat("/x"), "proc.cmdline"));
    }

    [Fact]
    public void AFailedExecChangesNothing()
    {
        _world.Feed(Records.Exec(["sh"]));
        byte[] failed = Records.Exec(["/bin/nope", "x"], (ref exec, _) => exec.Header.Result = -2);
        Assert.Equal("sh", _world.Read(failed, "proc.cmdline"));
        Assert.Equal("res=-2(ENOENT) exe=/bin/nope", _world.Read(failed, "evt.args")![..28]);
    }

    [Fact]
    public void AnIdInUseAgainIsAnotherThread()
    {
        _world.Feed(Records.Exec(["sh"]), Records.Clone(101));
        string? name = _world.Read(
            Records.Openat("/x", (ref open, _) => open.Header.ThreadStartNs = Records.NowNs + 5), "proc.name");
        Assert.Equal("<NA>", name);
        Assert.False(Threads.TryFind(100, out _));
        Assert.Null(Threads.ParentOf(Known(101)));
        Assert.Equal(1u, Threads.EndsMissed);
    }

    [Fact]
    public void ALateRecordOfAnEndedThreadDoesNotDisturbTheNextHolderOfItsId()
    {
        _world.Feed(Records.Exec(["sh"]), Records.Exit());
        _world.Feed(Records.Exec(["ls"], (ref exec, _) => exec.Header.ThreadStartNs = Records.NowNs));
        Assert.Equal("<NA>", _world.Read(Records.Openat("/x"), "proc.name"));
        Assert.Equal("100", _world.Read(Records.Openat("/x"), "proc.pid"));
        _world.Feed(Records.Exit());
        Assert.Equal("ls", Encoding.UTF8.GetString(Known(100).Comm));
    }

    [Fact]
    public void AChildThatIsKnownFromALaterRecordKeepsWhatItTold()
    {
        _world.Feed(Records.Exec(["sh"]), Exec(101, "ls", Records.NowNs), Records.Clone(101));
        Assert.Equal("ls", Encoding.UTF8.GetString(Known(101).Comm));
    }

    [Fact]
    public void AParentThatStartedAfterItsChildIsNone()
    {
        _world.Feed(Exec(200, "late", Records.NowNs), Records.Exec(["sh"], (ref exec, _) => exec.ParentPid = 200));
        Assert.Null(Threads.ParentOf(Known(100)));
    }

    [Fact]
    public void AParentOfAnotherStartTimeIsNone()
    {
        _world.Feed(Exec(50, "init", 10), Records.Exec(["sh"], (ref exec, _) =>
        {
            exec.ParentPid = 50;
            exec.ParentStartNs = 11;
        }));
        Assert.Null(Threads.ParentOf(Known(100)));
    }

    [Fact]
    public void AThreadTakesUserAndGroupOfItsLatestRecord()
    {
        _world.Feed(Records.Exec(["sudo"]));
        byte[] open = Records.Openat("/x", (ref open, _) => open.Header.Uid = open.Header.Gid = 33);
        Assert.Equal("33", _world.Read(open, "user.uid"));
        Assert.Equal("33", _world.Read(open, "group.gid"));
    }

    [Fact]
    public void AChildInAnotherCgroupIsInAnotherContainer()
    {
        const string Path = "/kubepods/burstable/pod1/d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";
        _world.Feed(Records.Exec(["runc"]),
            Records.Clone(101, (ref clone, texts) => clone.ChildCgroup = texts.Add(Path)), Records.Clone(102));
        Assert.Equal("d06f69b0be25", Encoding.UTF8.GetString(Known(101).Cgroup.ContainerId));
        Assert.Equal("host", Encoding.UTF8.GetString(Known(102).Cgroup.ContainerId));
    }

    [Fact]
    public void WhoLeavesTheGroupOfAContainerIsStillInIt()
    {
        string first = $"/kubepods/burstable/pod1/{new string('1', 64)}";
        string second = $"/kubepods/burstable/pod2/{new string('2', 64)}";
        _world.Feed(Records.Exec(["sh"], (ref exec, texts) => exec.Cgroup = texts.Add(first)));
        Assert.Equal(new string('1', 12), Encoding.UTF8.GetString(Known(100).Cgroup.ContainerId));

        _world.Feed(Records.Exec(["sh"], (ref exec, texts) => exec.Cgroup = texts.Add("/system.slice/cron.service")),
            Records.Clone(101, (ref clone, texts) => clone.ChildCgroup = texts.Add("/")),
            Records.Clone(102, (ref clone, texts) => clone.ChildCgroup = texts.Add(second)));
        Assert.Equal(new string('1', 12), Encoding.UTF8.GetString(Known(100).Cgroup.ContainerId));
        Assert.Equal(new string('1', 12), Encoding.UTF8.GetString(Known(101).Cgroup.ContainerId));

        // Nobody knows the second container: a group of that name may be of the first one's making.
        Assert.Equal(new string('1', 12), Encoding.UTF8.GetString(Known(102).Cgroup.ContainerId));
    }

    [Fact]
    public void AFullTableGivesUpWhatWasNotUsed()
    {
        var table = new ThreadTable(new Cgroups(new ContainerTable()), proc: null, capacity: 4);
        for (uint pid = 1; pid <= 100; pid++)
        {
            table.Apply(Records.View(Exec(pid, "p", pid)));
            table.Apply(Records.View(Exec(1, "p", 1)));
        }

        Assert.Equal(4, table.Count);
        Assert.True(table.TryFind(1, out _), "what is used stays");
        Assert.True(table.TryFind(100, out _), "what is new stays");
        Assert.InRange(table.Evicted, 96u, 99u);
        Assert.Equal(4, table.ImagesInUse);
    }

    [Fact]
    public void ThreadZeroIsNotKept()
    {
        _world.Feed(Records.Exec(["swapper"], (ref exec, _) => exec.Header.Tid = exec.Header.Pid = 0),
            Records.Clone(0));
        Assert.Equal(0, Threads.Count);
    }

    private static byte[] Exec(uint pid, string name, ulong startNs) => Records.Exec([name], (ref exec, _) =>
    {
        exec.Header.Tid = exec.Header.Pid = exec.PreviousTid = pid;
        exec.Header.ThreadStartNs = startNs;
        exec.ParentPid = pid == 101 ? 100u : 0;
    });

    private void EndOfParent() => _world.Feed(Records.Exit((ref exit, _) => exit.HeirPid = 50));

    // The kernel tells of an end before it gives the children away.
    private static byte[] ExecOfOrphan(uint pid) => Records.Exec(["sh"], (ref exec, _) =>
    {
        exec.Header.Tid = exec.Header.Pid = exec.PreviousTid = pid;
        exec.Header.ThreadStartNs = Records.NowNs;
        exec.ParentStartNs = Records.StartNs;
        exec.ParentPid = 100;
    });

    private static byte[] Thread(uint tid) => Records.Clone(tid, (ref clone, _) =>
    {
        clone.ChildPid = 100;
        clone.ChildParentPid = 1;
    });

    private ThreadInfo Known(uint tid) =>
        Threads.TryFind(tid, out var thread) ? thread : throw new InvalidOperationException($"{tid} is not known");
}
