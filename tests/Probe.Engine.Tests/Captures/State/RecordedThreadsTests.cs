using KosmosProbe.Engine.Captures.State;
using Xunit;
using static KosmosProbe.Engine.Tests.Captures.State.Parameters;

namespace KosmosProbe.Engine.Tests.Captures.State;

public sealed class RecordedThreadsTests
{
    private static readonly byte[] Done = Long(0);

    private readonly RecordedMachine _machine = new RecordedMachine()
        .Seed(1, 1, 0, static thread => thread.Comm = "init"u8.ToArray()).Seed(100, 100, 1).Begin();

    [Fact]
    public void AThreadOfTheHeadIsAsItWasWritten()
    {
        Assert.Equal("bash", _machine.Read(100, "proc.name"));
        Assert.Equal("bash", _machine.Read(100, "proc.cmdline"));
        Assert.Equal("-bash ", _machine.Read(100, "proc.exeline"));
        Assert.Equal("/srv/", _machine.Read(100, "proc.cwd"));
        Assert.Equal("1", _machine.Read(100, "proc.ppid"));
        Assert.Equal("init", _machine.Read(100, "proc.pname"));
        Assert.Equal("100", _machine.Read(100, "proc.loginshellid"));
        Assert.Equal("true", _machine.Read(100, "proc.is_sid_leader"));
        Assert.Equal("cpuset=/", _machine.Read(100, "thread.cgroups"));
        Assert.Null(_machine.Read(100, "proc.duration"));
        Assert.Null(_machine.Read(1, "proc.ppid"));
    }

    [Fact]
    public void TheEnvironmentIsReadWholeAndByName()
    {
        Assert.Equal("HOME=/srv A= b ", _machine.Read(100, "proc.env"));
        Assert.Equal("b", _machine.Read(100, "proc.env[A]"));
        Assert.Equal("", _machine.Read(100, "proc.env[B]"));
        Assert.Equal("/srv", _machine.Read(100, "proc.aenv[HOME]"));
        Assert.Equal("HOME=/srv A= b ", _machine.Read(100, "proc.aenv[1]"));
    }

    [Fact]
    public void TheCallerOfACloneMakesItsChild()
    {
        _machine.Clone(100, child: 200);

        Assert.Equal("100", _machine.Read(200, "proc.ppid"));
        Assert.Equal("bash", _machine.Read(200, "proc.pname"));
        Assert.Equal("/srv/", _machine.Read(200, "proc.cwd"));
        Assert.Equal("/usr/bin/bash", _machine.Read(200, "proc.exepath"));
        Assert.Equal("b", _machine.Read(200, "proc.env[A]"));
        Assert.Equal("100", _machine.Read(200, "proc.sid"));
        Assert.Equal("bash|init", _machine.Read(200, "proc.aname"));
        Assert.Equal("init", _machine.Read(200, "proc.aname[2]"));
        Assert.NotNull(_machine.Read(200, "proc.duration"));
    }

    [Fact]
    public void TheChildsOwnEventDoesNotMakeItAgain()
    {
        _machine.Clone(100, child: 200).Event("setsid", 200, Long(200)).Child(200, 200, parent: 100);

        Assert.Equal("200", _machine.Read(200, "proc.sid"));
        Assert.Equal("1", _machine.Read(200, "proc.nthreads"));
    }

    [Theory]
    [InlineData(CloneFlags.ChildInPidNamespace)]
    [InlineData(CloneFlags.NewPid)]
    [InlineData(CloneFlags.Parent)]
    [InlineData(CloneFlags.Vfork)]
    public void WhatTheCallerCannotKnowIsLeftToTheChild(object told)
    {
        var flags = (CloneFlags)told;
        _machine.Clone(100, child: 200, flags);
        Assert.False(_machine.Node.Threads.TryFind(200, out _));

        _machine.Event("clone", 200, Clone(0, 200, 200, parent: 100, flags, vtid: 5));

        Assert.Equal("5", _machine.Read(200, "proc.vpid"));
        Assert.Equal("77", _machine.Read(200, "container.start_ts"));
        Assert.Equal("bash", _machine.Read(200, "proc.pname"));
    }

    [Fact]
    public void AThreadBelongsToItsProcess()
    {
        _machine.Clone(100, child: 101, CloneFlags.Thread);

        Assert.Equal("100", _machine.Read(101, "proc.pid"));
        Assert.Equal("false", _machine.Read(101, "thread.ismain"));
        Assert.Equal("1", _machine.Read(101, "proc.ppid"));
        Assert.Equal("2", _machine.Read(100, "proc.nthreads"));
        Assert.Equal("1", _machine.Read(101, "proc.nchilds"));
        Assert.Equal("/srv/", _machine.Read(101, "proc.cwd"));
        Assert.Equal("b", _machine.Read(101, "proc.env[A]"));
    }

    [Fact]
    public void OfAThreadThatNobodyToldOfNothingIsKnown()
    {
        Assert.Equal("<NA>", _machine.Read(300, "proc.name"));
        Assert.Equal("<NA>", _machine.Read(300, "proc.cmdline"));
        Assert.Equal("-1", _machine.Read(300, "proc.pid"));
        Assert.Equal("./", _machine.Read(300, "proc.cwd"));
        Assert.Equal("4294967295", _machine.Read(300, "user.uid"));
        Assert.Equal("<NA>", _machine.Read(300, "user.name"));
        Assert.Equal("host", _machine.Read(300, "container.id"));
        Assert.Equal("0", _machine.Read(300, "proc.nthreads"));
        Assert.Equal("", _machine.Read(300, "proc.sname"));
        Assert.Equal("300", _machine.Read(300, "thread.tid"));
        Assert.Null(_machine.Read(300, "proc.ppid"));
        Assert.Null(_machine.Read(300, "proc.vpid"));
        Assert.Null(_machine.Read(300, "thread.cgroups"));
    }

    [Fact]
    public void AnExecTellsWhatIsThen()
    {
        _machine.Exec(100, "/usr/bin/cat", "-n", "/etc/passwd");

        Assert.Equal("cat -n /etc/passwd", _machine.Read(100, "proc.cmdline"));
        Assert.Equal("/usr/bin/cat", _machine.Read(100, "proc.exepath"));
        Assert.Equal("/home", _machine.Read(100, "proc.env[HOME]"));
        Assert.Equal("true", _machine.Read(100, "proc.is_exe_from_memfd"));
        Assert.Equal("false", _machine.Read(100, "proc.is_exe_upper_layer"));
        Assert.Equal("CAP_DAC_READ_SEARCH", _machine.Read(100, "thread.cap_effective"));
        Assert.Equal("7", _machine.Read(100, "proc.tty"));
        Assert.Equal("1000", _machine.Read(100, "user.loginuid"));
        Assert.Equal("33", _machine.Read(100, "user.uid"));
        Assert.Equal("44", _machine.Read(100, "group.gid"));
        Assert.Equal("/srv/", _machine.Read(100, "proc.cwd"));
    }

    [Fact]
    public void AFailedExecTellsNothing()
    {
        byte[][] failed = Exec(100, "/bin/cat");
        failed[0] = Long(-2);

        Assert.Equal("bash", _machine.Event("execve", 100, failed).Read(100, "proc.name"));
    }

    [Fact]
    public void WhatAnOldExecDoesNotTellStays()
    {
        byte[][] old = Exec(100, "/bin/cat");
        old[15] = old[27] = old[19] = old[22] = old[18] = [];

        _machine.Event("execve", 100, old);

        Assert.Equal("cat", _machine.Read(100, "proc.name"));
        Assert.Equal("b", _machine.Read(100, "proc.env[A]"));
        Assert.Equal("/usr/bin/bash", _machine.Read(100, "proc.exepath"));
    }

    [Fact]
    public void AnExecOfAnUnknownThreadMakesItKnown()
    {
        _machine.Exec(300, "/bin/cat");

        Assert.Equal("cat", _machine.Read(300, "proc.name"));
        Assert.Equal("1", _machine.Read(300, "proc.ppid"));
        Assert.Equal("300", _machine.Read(300, "proc.vpid"));
        Assert.Equal("1", _machine.Read(300, "proc.nthreads"));
    }

    [Fact]
    public void AnExecEndsTheOtherThreads()
    {
        _machine.Clone(100, child: 101, CloneFlags.Thread).Exec(100, "/bin/cat");

        Assert.False(_machine.Node.Threads.TryFind(101, out _));
        Assert.Equal("1", _machine.Read(100, "proc.nthreads"));
    }

    [Theory]
    [InlineData("", "0")]
    [InlineData("\0", "0")]
    [InlineData("a\0", "1")]
    [InlineData("\0\0", "2")]
    [InlineData("a\0\0b\0", "3")]
    public void EmptyArgumentsCountAsInFalco(string stored, string count)
    {
        byte[][] parameters = Exec(100, "/bin/cat");
        parameters[2] = System.Text.Encoding.UTF8.GetBytes(stored);

        Assert.Equal(count, _machine.Event("execve", 100, parameters).Read(100, "proc.cmdnargs"));
    }
}
