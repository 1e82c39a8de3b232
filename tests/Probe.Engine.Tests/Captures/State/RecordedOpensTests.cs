using Xunit;
using static KosmosProbe.Engine.Tests.Captures.State.Calls;
using static KosmosProbe.Engine.Tests.Captures.State.Parameters;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>What opens leave behind, and what fields say of those that failed.</summary>
public class RecordedOpensTests
{
    private const uint Directory = 1 << 10;

    [Theory]
    [InlineData("/etc/passwd", "/etc/passwd")]
    [InlineData("/etc//ssh/../passwd/.", "/etc/passwd")]
    [InlineData("/run/capture/", "/run/capture")]
    [InlineData("notes", "/srv/notes")]
    [InlineData("../../../../etc", "/etc")]
    [InlineData(".", "/srv")]
    [InlineData("..hidden/...", "/srv/..hidden/...")]
    public void AnOpenNamesItsFile(string name, string path)
    {
        var machine = Machine().Openat(3, name);

        Assert.Equal(path, machine.Read("fd.name"));
        Assert.Equal("3", machine.Read("fd.num"));
        Assert.Equal("file", machine.Read("fd.type"));
        Assert.Equal("true", machine.Read("fd.name_changed"));
        Assert.Equal(path, machine.Settle().Apply("read", Tid, Long(0), [], Long(3)).Read("fd.name"));
        Assert.Equal("false", machine.Read("fd.name_changed"));
    }

    [Fact]
    public void APathOfADirectorysDescriptorBeginsThere()
    {
        var machine = Machine().Openat(3, "/srv", flags: Directory).Settle();

        Assert.Equal("/srv/a", machine.Openat(4, "a", directory: 3).Read("fd.name"));
        Assert.Equal("/b", machine.Settle().Openat(5, "/b", directory: 99).Read("fd.name"));
        Assert.Equal("<UNKNOWN>c", machine.Settle().Openat(6, "c", directory: 99).Read("fd.name"));
    }

    [Fact]
    public void AFailedOpenStillHasAPath()
    {
        var machine = Machine().Openat(-2, "missing/x");

        Assert.Equal("-1", machine.Read("fd.num"));
        Assert.Equal("/srv/missing/x", machine.Read("fd.name"));
        Assert.Equal("missing/x", machine.Read("fd.nameraw"));
        Assert.Equal("/srv/missing", machine.Read("fd.directory"));
        Assert.Equal("f", machine.Read("fd.typechar"));
        Assert.Null(machine.Read("fd.type"));
        Assert.Null(machine.Read("fd.filename"));
        Assert.Null(machine.Read("fd.ino"));
    }

    [Fact]
    public void APlainOpenThatFailedIsOfNoKind()
    {
        var machine = Machine().Apply("open", Tid, Long(-2), Text("x"), Int(1), Int(0), Int(0), Long(0));

        Assert.Equal("o", machine.Read("fd.typechar"));
        Assert.Equal("/srv/x", machine.Read("fd.name"));
    }

    [Fact]
    public void AFileHasDeviceInodeAndLayer()
    {
        var machine = Machine().Openat(3, "/a//b", flags: 1 | (1 << 15));

        Assert.Equal("5", machine.Read("fd.dev"));
        Assert.Equal("9", machine.Read("fd.ino"));
        Assert.Equal("true", machine.Read("fd.is_upper_layer"));
        Assert.Equal("false", machine.Read("fd.is_lower_layer"));
        Assert.Equal("b", machine.Read("fd.filename"));
        Assert.Equal("/a/b", machine.Read("fd.nameraw"));
    }

    [Fact]
    public void AClosedDescriptorIsKnownUntilTheRulesHaveSeenIt()
    {
        var machine = Machine().Openat(3, "/a").Settle().Apply("close", Tid, Long(0), Long(3));

        Assert.Equal("/a", machine.Read("fd.name"));
        Assert.Equal("1", machine.Read("proc.fdopencount"));
        machine.Settle();
        Assert.Null(machine.Apply("read", Tid, Long(0), [], Long(3)).Read("fd.type"));
        Assert.Equal("0", machine.Read("proc.fdopencount"));
    }

    [Fact]
    public void ACloseThatFailedClosesNothing() =>
        Assert.Equal("/a", Machine().Openat(3, "/a").Settle().Event("close", Tid, Long(-5), Long(3))
            .Apply("read", Tid, Long(0), [], Long(3)).Read("fd.name"));

    [Fact]
    public void CloseRangeClosesAllOfItOrMarksItForExec()
    {
        var machine = Machine();
        for (int number = 3; number < 9; number++)
        {
            machine.Openat(number, $"/{number}").Settle();
        }

        machine.Event("close_range", Tid, Long(0), Int(3), Int(4), Int(0));
        machine.Event("close_range", Tid, Long(0), Int(8), Int(uint.MaxValue), Int(4));
        Assert.Equal("4", machine.Read(Tid, "proc.fdopencount"));

        machine.Exec(Tid, "/bin/sh");
        Assert.Equal("3", machine.Read(Tid, "proc.fdopencount"));
    }

    [Fact]
    public void WhatWasOpenedForOneProgramIsClosedByTheNext()
    {
        var machine = Machine().Openat(3, "/a", flags: 1 | (1 << 12)).Settle().Openat(4, "/b").Settle();

        machine.Exec(Tid, "/bin/sh");

        Assert.Equal("1", machine.Read(Tid, "proc.fdopencount"));
    }

    [Fact]
    public void APathThatIsTooLongSaysSo() =>
        Assert.Equal("/PATH_TOO_LONG", Machine().Openat(3, new string('a', 1020)).Read("fd.name"));

    [Fact]
    public void PathsOfCallsAreMadeAbsolute()
    {
        var machine = Machine().Openat(3, "/srv", flags: Directory).Settle();

        machine.Apply("unlinkat", Tid, Long(0), Long(3), Text("x"), Int(0));
        Assert.Equal("/srv/x", machine.Read("fs.path.name"));
        Assert.Equal("x", machine.Read("fs.path.nameraw"));
        Assert.Equal("/srv/x", machine.Read("evt.abspath"));
        machine.Settle().Apply("rename", Tid, Long(0), Text("a"), Text("/b"));
        Assert.Equal("/srv/a", machine.Read("fs.path.source"));
        Assert.Equal("/b", machine.Read("fs.path.target"));
        machine.Settle().Apply("rename", Tid, Long(-2), Text("a"), Text("/b"));
        Assert.Null(machine.Read("fs.path.source"));
        machine.Settle().Apply("linkat", Tid, Long(0), Long(3), Text("old"), Long(-100), Text("new"), Int(0));
        Assert.Equal("/srv/new", machine.Read("fs.path.source"));
        Assert.Equal("/srv/old", machine.Read("evt.abspath[1]"));
        Assert.Equal("/srv/new", machine.Read("evt.abspath[2]"));
    }
}
