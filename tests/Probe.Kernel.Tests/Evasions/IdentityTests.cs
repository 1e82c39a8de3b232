using System.Diagnostics;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests.Evasions;

/// <summary>Processes that pretend to be others, or to be elsewhere.</summary>
[Collection(KernelCollection.Name)]
public sealed class IdentityTests(ProbeSession session)
{
    private const string Unified = "/sys/fs/cgroup/unified";

    /// <summary>As in Falco a child has the name that its parent had at its birth; what it runs stays true.</summary>
    [Fact]
    public void ProcessThatRenamesItselfKeepsItsProgramAndArguments()
    {
        var run = session.Run("evade-identity", "/etc/passwd");
        var fields = new CallFields(run);

        foreach (var (step, name) in new[] { ("renamed", "workload"), ("rewritten", "workload"), ("child", "sshd") })
        {
            Assert.Equal(name, fields.Read(step, "proc.name"));
            Assert.Equal(Workload.Path, fields.Read(step, "proc.exepath"));
            Assert.Equal($"{name} evade-identity /etc/passwd", fields.Read(step, "proc.cmdline"));
        }
    }

    [Fact]
    public void ProcessThatMovesItsArgumentsKeepsThoseOfItsExec()
    {
        var run = session.Run("evade-arguments", "/etc/passwd");
        string refused = run["map"]["refused"];
        Assert.SkipUnless(refused == "0", $"prctl(PR_SET_MM) is refused here: errno {refused}");
        var fields = new CallFields(run);
        Assert.Equal("sshd", run["map"]["now"]);
        Assert.Equal("workload evade-arguments /etc/passwd", fields.Read("moved", "proc.cmdline"));
        Assert.Equal(Workload.Path, fields.Read("moved", "proc.exepath"));
    }

    [Fact]
    public void LastOfVeryLongArgumentsIsThere()
    {
        var run = session.RunToAnyEnd(new ProcessStartInfo("/bin/true", [new string('x', 100_000), "xmrig"]));
        var fields = new CallFields(run);
        var record = run.Of(run.Pid).Last(record => record.Type == EventType.Execve);

        Assert.EndsWith(" xmrig", fields.ReadAt(record, "proc.cmdline"));
        Assert.EndsWith(" xmrig", fields.ReadAt(record, "proc.args"));
    }

    [Fact]
    public void ProcessThatLeavesTheGroupOfItsContainerIsStillInIt()
    {
        Privilege.Demand();
        Assert.SkipUnless(Directory.Exists(Unified), "the v2 hierarchy is elsewhere");
        string id = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";
        string container = $"{Unified}/{id}";
        string outside = $"{Unified}/outside-{id[..8]}";
        Directory.CreateDirectory(container);
        Directory.CreateDirectory(outside);
        try
        {
            var fields = new CallFields(session.Run("evade-group", container, outside, Workload.Path));

            // Where the tests run in a container themselves, who enters a group of that name stays in it.
            string inside = fields.Read("inside", "container.id")!;
            Assert.NotEqual("host", inside);
            foreach (string step in new[] { "born-outside", "outside", "executed" })
            {
                Assert.Equal(inside, fields.Read(step, "container.id"));
            }
        }
        finally
        {
            Directory.Delete(container);
            Directory.Delete(outside);
        }
    }
}
