using Xunit;
using static KosmosProbe.Engine.Tests.Captures.State.Calls;
using static KosmosProbe.Engine.Tests.Captures.State.Parameters;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>Copies of descriptors, and those that calls make of nothing.</summary>
public class RecordedMakersTests
{
    private const uint SetFlags = 3;
    private const uint DuplicateOnExec = 26;

    [Fact]
    public void ACopyIsWhatItsOriginalIs()
    {
        var machine = Machine().Openat(3, "/a").Settle().Apply("dup2", Tid, Long(0), Long(3), Long(0));

        Assert.Equal("0", machine.Read("fd.num"));
        Assert.Equal("/a", machine.Read("fd.name"));
        Assert.Equal("false", machine.Read("fd.name_changed"));
        Assert.Equal("/a", machine.Settle().Close(3).Apply("read", Tid, Long(0), [], Long(0)).Read("fd.name"));
        Assert.Equal("/a", machine.Read("proc.stdin.name"));
        Assert.Equal("file", machine.Read("proc.stdin.type"));
        Assert.Null(machine.Read("proc.stdout.type"));
    }

    [Fact]
    public void ACopyOfNothingIsNothing()
    {
        var machine = Machine().Apply("dup", Tid, Long(4), Long(3));

        Assert.Equal("3", machine.Read("fd.num"));
        Assert.Null(machine.Read("fd.type"));
        Assert.Equal("", machine.Read("fd.name"));
    }

    [Fact]
    public void FlagsOfACopyAreItsOwn()
    {
        var machine = Machine().Openat(3, "/a").Settle()
            .Event("fcntl", Tid, Long(4), Long(3), [(byte)DuplicateOnExec], Long(0))
            .Event("fcntl", Tid, Long(0), Long(3), [(byte)SetFlags], Long(1))
            .Event("dup", Tid, Long(5), Long(3));
        Assert.Equal("3", machine.Read(Tid, "proc.fdopencount"));

        machine.Exec(Tid, "/bin/sh");

        Assert.Equal("/a", machine.Apply("read", Tid, Long(0), [], Long(5)).Read("fd.name"));
        Assert.Equal("1", machine.Read("proc.fdopencount"));
    }

    [Theory]
    [InlineData("epoll_create1", "eventpoll", "l")]
    [InlineData("eventfd2", "event", "e")]
    [InlineData("signalfd4", "signalfd", "s")]
    [InlineData("timerfd_create", "timerfd", "t")]
    [InlineData("inotify_init1", "inotify", "i")]
    [InlineData("bpf", "bpf", "b")]
    [InlineData("userfaultfd", "userfaultfd", "u")]
    [InlineData("io_uring_setup", "io_uring", "r")]
    public void CallsMakeDescriptorsOfTheirKind(string call, string type, string letter)
    {
        var machine = Machine().Apply(call, Tid, Long(6), Int(0), Int(0));

        Assert.Equal("6", machine.Read("fd.num"));
        Assert.Equal(type, machine.Read("fd.type"));
        Assert.Equal(letter, machine.Read("fd.typechar"));
        Assert.Equal("", machine.Read("fd.name"));
        Assert.Equal("-1", machine.Settle().Apply(call, Tid, Long(-22), Int(0), Int(0)).Read("fd.num"));
        Assert.Null(machine.Read("fd.type"));
    }

    [Fact]
    public void APipeHasTwoEnds()
    {
        var machine = Machine().Apply("pipe2", Tid, Long(0), Long(3), Long(4), Long(77), Int(0));

        Assert.Equal("4", machine.Read("fd.num"));
        Assert.Equal("pipe", machine.Read("fd.type"));
        Assert.Equal("77", machine.Read("fd.ino"));
        Assert.Equal("2", machine.Read("proc.fdopencount"));
    }

    [Fact]
    public void AMemfdHasTheNameItWasGivenAndAFailureLeavesAnEntry()
    {
        var machine = Machine().Apply("memfd_create", Tid, Long(3), Text("x"), Int(0));
        Assert.Equal("x", machine.Read("fd.name"));
        Assert.Equal("m", machine.Read("fd.typechar"));

        machine.Settle().Apply("memfd_create", Tid, Long(-22), Text("x"), Int(0));
        Assert.Equal("-22", machine.Read("fd.num"));
        Assert.Equal("<NA>", machine.Read("fd.type"));
        Assert.Equal("?", machine.Read("fd.typechar"));
        Assert.Equal("2", machine.Read("proc.fdopencount"));
    }

    [Fact]
    public void APidfdGivesDescriptorsOfItsProcess()
    {
        var machine = Machine().Seed(20, 20, 1).Event("openat", 20, Long(7), Long(-100), Text("/theirs"), Int(1));

        machine.Apply("pidfd_open", Tid, Long(3), Long(20), Int(0));
        Assert.Equal("/proc/20", machine.Read("fd.name"));
        machine.Settle().Apply("pidfd_getfd", Tid, Long(4), Long(3), Long(7), Int(0));
        Assert.Equal("4", machine.Read("fd.num"));
        Assert.Equal("/theirs", machine.Read("fd.name"));
        machine.Settle().Apply("pidfd_getfd", Tid, Long(5), Long(3), Long(99), Int(0));
        Assert.Equal("-1", machine.Read("fd.num"));
    }

    [Fact]
    public void TypesOfAllDescriptorsAreToldOnce()
    {
        var machine = Machine().Openat(3, "/a").Settle().Openat(4, "/b").Settle().Socket(5)
            .Apply("read", Tid, Long(0), [], Long(3));

        Assert.Equal("file|ipv4", machine.Read("fd.types"));
        Assert.Equal("ipv4", machine.Read("fd.types[5]"));
        Assert.Null(machine.Read("fd.types[9]"));
    }

    [Fact]
    public void AForkedProcessHasWhatItsParentHad()
    {
        var machine = Machine().Openat(3, "/a").Settle().Clone(Tid, 30).Child(30, 30, Tid).Close(3);

        Assert.Equal("/a", machine.Apply("read", 30, Long(0), [], Long(3)).Read("fd.name"));
        Assert.Null(machine.Settle().Apply("read", Tid, Long(0), [], Long(3)).Read("fd.type"));
    }
}
