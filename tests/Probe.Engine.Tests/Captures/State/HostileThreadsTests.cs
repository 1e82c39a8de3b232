using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Threads;
using Xunit;
using static KosmosProbe.Engine.Tests.Captures.State.Parameters;
using RecordView = KosmosProbe.Engine.Events.Event;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>Captures that nobody recorded: made to confuse, to fill the memory, to keep the reader busy.</summary>
public sealed class HostileThreadsTests
{
    private static readonly string[] Fields =
    [
        "proc.pname", "proc.aname", "proc.aname[9]", "proc.sname", "proc.vpgid.name", "proc.loginshellid",
        "proc.aenv[X]", "proc.env", "proc.ppid", "proc.cwd", "proc.nthreads", "proc.nchilds", "user.name",
        "container.id", "k8s.pod.labels", "thread.cgroups", "proc.duration", "proc.fdlimit",
    ];

    [Fact]
    public void ParentsInACircleEnd()
    {
        var machine = new RecordedMachine().Seed(10, 10, 30).Seed(20, 20, 10).Seed(30, 30, 20).Seed(40, 40, 40).Begin();

        Assert.Equal("bash", machine.Read(10, "proc.aname[200]"));
        Assert.Null(machine.Read(10, "proc.aname[100000]"));
        Assert.Equal(ThreadTable.AncestorsMax, machine.Read(10, "proc.aname")!.Split('|').Length);
        Assert.Equal("40", machine.Read(40, "proc.ppid"));
        Assert.NotNull(machine.Read(20, "proc.loginshellid"));

        machine.Exit(10).Exit(20).Exit(30).Exit(40);
        Assert.Equal(0, machine.Node.Threads.Count);
    }

    [Fact]
    public void AThreadThatMakesItselfStaysOne()
    {
        var machine = new RecordedMachine().Seed(100, 100, 1).Begin();

        machine.Clone(100, child: 100).Child(100, 100, parent: 100).Clone(-1, child: -1).Exit(100).Exit(100);

        foreach (string field in Fields)
        {
            machine.Read(100, field);
        }
    }

    [Fact]
    public void AFullTableTakesNoMoreThreads()
    {
        var machine = new RecordedMachine(threadsMax: 50).Seed(1, 1, 0).Begin();
        for (int tid = 2; tid < 500; tid++)
        {
            machine.Clone(1, tid).Child(tid + 1000, tid + 1000, parent: tid + 2000).Event("close", tid + 5000, Long(0));
        }

        Assert.Equal(50, machine.Node.Threads.Count);
        Assert.Equal("bash", machine.Read(1, "proc.name"));
        Assert.Null(machine.Read(400, "proc.name"));
        Assert.Equal("400", machine.Read(400, "thread.tid"));
    }

    [Fact]
    public void AThreadWithoutIdIsNotKept()
    {
        var machine = new RecordedMachine().Seed(0, 0, 0).Begin();

        machine.Exec(0, "/bin/cat").Clone(0, 0).Child(0, 0, 0).Exit(0);

        Assert.Equal(0, machine.Node.Threads.Count);
        Assert.Null(machine.Read(0, "proc.name"));
    }

    [Theory]
    [InlineData("execve")]
    [InlineData("clone")]
    [InlineData("vfork")]
    [InlineData("procexit")]
    [InlineData("prctl")]
    [InlineData("prlimit")]
    [InlineData("setrlimit")]
    [InlineData("capset")]
    [InlineData("chdir")]
    [InlineData("setuid")]
    [InlineData("brk")]
    [InlineData("switch")]
    [InlineData("useradded")]
    [InlineData("groupdeleted")]
    [InlineData("container")]
    [InlineData("asyncevent")]
    public void ParametersMayBeMissingOrTooShort(string type)
    {
        var machine = new RecordedMachine().Seed(1, 1, 0).Seed(100, 100, 1).Seed(300, 300, 1).Begin();
        for (int count = 0; count <= 32; count++)
        {
            machine.Event(type, 100, [.. Enumerable.Repeat<byte[]>([], count)]);
            machine.Event(type, 101, [.. Enumerable.Repeat<byte[]>([1], count)]);
            machine.Event(type, 102, [.. Enumerable.Repeat(Long(0), count)]);
        }

        Assert.Equal("bash", machine.Read(300, "proc.name"));
    }

    [Fact]
    public void AnyEventsLeaveTheTableWhole()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var machine = new RecordedMachine(threadsMax: 40).Seed(1, 1, 0).Seed(2, 2, 1).Begin();
            for (int i = 0; i < 2000; i++)
            {
                Step(machine, random);
            }

            foreach (string field in Fields)
            {
                machine.Read(random.Next(30), field);
            }

            Assert.InRange(machine.Node.Threads.Count, 0, 40);
            for (uint tid = 0; tid < 30; tid++)
            {
                CheckLinks(machine, tid, seed);
            }
        }
    }

    [Fact]
    public void SteadyStateTakesNoMemory()
    {
        var machine = new RecordedMachine().Seed(1, 1, 0).Seed(100, 100, 1).Begin();
        byte[][] records =
        [
            machine.Make("clone", 100, Clone(200, 100, 100, 1, CloneFlags.None)).ToArray(),
            machine.Make("clone", 200, Clone(0, 200, 200, 100, CloneFlags.None)).ToArray(),
            machine.Make("clone", 200, Clone(201, 200, 200, 100, CloneFlags.Thread)).ToArray(),
            machine.Make("chdir", 200, [Long(0), Text("/tmp/somewhere")]).ToArray(),
            machine.Make("execve", 200, Exec(200, "/usr/bin/cat", "/etc/passwd", "-n")).ToArray(),
            machine.Make("setuid", 200, [Long(0), Int(33)]).ToArray(),
            machine.Make("procexit", 200, [Long(0), Long(0), [0], [0], Long(0)]).ToArray(),
        ];

        long allocated = Allocation.Of(() =>
        {
            for (int i = 0; i < 5_000; i++) Replay(machine, records);
        });

        Assert.Equal(0, allocated);
        Assert.Equal(2, machine.Node.Threads.Count);
    }

    private static void Replay(RecordedMachine machine, byte[][] records)
    {
        foreach (byte[] record in records)
        {
            if (RecordView.TryViewRecorded(record, out var view, out _))
            {
                machine.State.Apply(view);
                machine.State.Settle(view);
            }
        }
    }

    private static void Step(RecordedMachine machine, Random random)
    {
        int tid = random.Next(30);
        int other = random.Next(30);
        int third = random.Next(30);
        var flags = (CloneFlags)random.Next() & (CloneFlags.Thread | CloneFlags.ChildInPidNamespace | CloneFlags.Vfork);
        machine.NowNs += random.Next(3) == 0 ? 3_000_000_000u : 0;
        switch (random.Next(8))
        {
            case 0:
            case 1:
                machine.Event("clone", tid, Clone(other, tid, third, random.Next(30), flags));
                break;
            case 2:
                machine.Event("clone", tid, Clone(0, tid, other, third, flags, vtid: random.Next(3)));
                break;
            case 3:
                byte[][] exec = Exec(tid, "/bin/cat");
                exec[4] = Long(random.Next(2) == 0 ? tid : other);
                machine.Event("execve", tid, exec);
                break;
            case 4:
            case 5:
                machine.Exit(tid, reaper: random.Next(-1, 30));
                break;
            case 6:
                machine.Event("prctl", tid, Long(0), Int(36), [], Long(random.Next(2)));
                break;
            default:
                machine.Event("close", tid, Long(0), Long(3));
                break;
        }
    }

    // What an entry points at is in the table, and points back.
    private static void CheckLinks(RecordedMachine machine, uint tid, int seed)
    {
        if (!machine.Node.Threads.TryFind(tid, out var thread))
        {
            return;
        }

        if (thread.Leader is { } leader)
        {
            Assert.True(machine.Node.Threads.TryFind(leader.Tid, out var kept) && kept == leader, $"seed {seed}");
        }

        for (var child = thread.FirstChild; child is not null; child = child.NextSibling)
        {
            Assert.True(machine.Node.Threads.TryFind(child.Tid, out var kept) && kept == child, $"seed {seed}");
            Assert.Equal(thread.Tid, child.Recorded!.ParentTid);
        }

        int members = 0;
        for (var at = thread.Recorded!.Group?.First; at is not null; at = at.NextThread)
        {
            Assert.True(machine.Node.Threads.TryFind(at.Tid, out var kept) && kept == at, $"seed {seed}");
            Assert.True(++members <= 40, $"seed {seed}");
        }
    }
}
