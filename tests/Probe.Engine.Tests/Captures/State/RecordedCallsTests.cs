using KosmosProbe.Engine.Captures.State;
using Xunit;
using static KosmosProbe.Engine.Tests.Captures.State.Parameters;

namespace KosmosProbe.Engine.Tests.Captures.State;

public sealed class RecordedCallsTests
{
    private static readonly byte[] Done = Long(0);

    private readonly RecordedMachine _machine = new RecordedMachine().Seed(1, 1, 0).Seed(100, 100, 1).Begin();

    [Theory]
    [InlineData("setuid", 1, "user.uid")]
    [InlineData("setreuid", 2, "user.uid")]
    [InlineData("setresuid", 2, "user.uid")]
    [InlineData("setgid", 1, "group.gid")]
    [InlineData("setregid", 2, "group.gid")]
    [InlineData("setresgid", 2, "group.gid")]
    public void IdsAreTheEffectiveOnes(string call, int index, string field)
    {
        byte[][] parameters = [Done, Int(1), Int(1), Int(1)];
        parameters[index] = Int(1000);
        Assert.Equal("1000", _machine.Event(call, 100, parameters).Read(100, field));

        parameters[0] = Long(-1);
        parameters[index] = Int(0);
        Assert.Equal("1000", _machine.Event(call, 100, parameters).Read(100, field));
    }

    [Theory]
    [InlineData("/tmp", "/tmp/")]
    [InlineData("a/../b", "/srv/b/")]
    [InlineData("..", "/")]
    [InlineData("./x//y/", "/srv/x/y/")]
    public void ChdirGoesFromWhereTheProcessIs(string path, string expected)
    {
        _machine.Event("chdir", 100, Done, Text(path));

        Assert.Equal(expected, _machine.Read(100, "proc.cwd"));
    }

    [Fact]
    public void AFailedChdirGoesNowhere() =>
        Assert.Equal("/srv/", _machine.Event("chdir", 100, Long(-2), Text("/tmp")).Read(100, "proc.cwd"));

    [Fact]
    public void AThreadMovesItsProcess()
    {
        _machine.Clone(100, child: 101, CloneFlags.Thread).Event("chdir", 101, Done, Text("/tmp"));

        Assert.Equal("/tmp/", _machine.Read(100, "proc.cwd"));
    }

    [Fact]
    public void GetcwdTellsWhereAProcessIs() =>
        Assert.Equal("/var/", _machine.Event("getcwd", 100, Long(5), Text("/var")).Read(100, "proc.cwd"));

    [Fact]
    public void FchdirGoesWhereADescriptorLeads()
    {
        _machine.Event(
            "openat", 100, Long(3), Long(-100), Text("/var/log"), Int(1 << 10), Int(0), Int(1), Long(2));
        _machine.Event("fchdir", 100, Done, Long(3));

        Assert.Equal("/var/log/", _machine.Read(100, "proc.cwd"));
    }

    [Fact]
    public void CapabilitiesAreReplaced()
    {
        _machine.Event("capset", 100, Done, Long(1), Long(2), Long(4));

        Assert.Equal("CAP_CHOWN", _machine.Read(100, "thread.cap_inheritable"));
        Assert.Equal("CAP_DAC_OVERRIDE", _machine.Read(100, "thread.cap_permitted"));
        Assert.Equal("CAP_DAC_READ_SEARCH", _machine.Read(100, "thread.cap_effective"));
    }

    [Theory]
    [InlineData("unshare", 1)]
    [InlineData("setns", 2)]
    public void AUserNamespaceGivesAllCapabilities(string call, int index)
    {
        byte[][] parameters = [Done, Int(0), Int(0)];
        Assert.Equal("", _machine.Event(call, 100, parameters).Read(100, "thread.cap_effective"));

        parameters[index] = Int((uint)CloneFlags.NewUser);
        Assert.EndsWith(
            "CAP_CHECKPOINT_RESTORE", _machine.Event(call, 100, parameters).Read(100, "thread.cap_effective"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void LimitsAreThoseOfTheProcess()
    {
        _machine.Clone(100, child: 101, CloneFlags.Thread).Event("setrlimit", 101, Done, Long(50), Long(60), [7]);
        Assert.Equal("50", _machine.Read(100, "proc.fdlimit"));

        _machine.Event("setrlimit", 100, Done, Long(51), Long(60), [6]);
        Assert.Equal("50", _machine.Read(101, "proc.fdlimit"));

        _machine.Event("prlimit", 1, Done, Long(70), Long(70), Long(0), Long(0), Long(100), [7]);
        Assert.Equal("70", _machine.Read(101, "proc.fdlimit"));

        _machine.Event("prlimit", 100, Done, Long(-1), Long(-1), Long(9), Long(9), Long(0), [7]);
        Assert.Equal("70", _machine.Read(101, "proc.fdlimit"));
    }

    [Fact]
    public void MemoryIsWhatItsCallsTell()
    {
        _machine.Event("brk", 100, Long(0x5000), Int(11), Int(12), Int(13), Long(0));

        Assert.Equal("11", _machine.Read(100, "proc.vmsize"));
        Assert.Equal("12", _machine.Read(100, "thread.vmrss"));
        Assert.Equal("13", _machine.Read(100, "proc.vmswap"));
    }

    [Fact]
    public void SwitchesTellOfTheTimeThatAThreadHadACpu()
    {
        byte[][] away = [Long(1), Long(5), Long(6), Int(7), Int(8), Int(9)];
        _machine.Event("switch", 100, away);
        _machine.NowNs += 1000;
        _machine.Apply("switch", 100, away);

        Assert.Equal("1001", _machine.Read("thread.exectime"));
        Assert.Equal("1001", _machine.Read("thread.totexectime"));
        Assert.Equal("5", _machine.Read("thread.pfmajor"));
        Assert.Equal("0", _machine.Settle().Read(100, "thread.exectime"));
    }
}
