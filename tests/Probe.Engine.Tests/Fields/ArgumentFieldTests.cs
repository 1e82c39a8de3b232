using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

/// <summary>The forms are those that Falco prints for the same calls, but for what our records do not carry.</summary>
public class ArgumentFieldTests
{
    private readonly World _world = new World().Feed(Records.Exec(["/bin/sh", "-c", "x y"]));

    [Fact]
    public void AnExecPrintsAsInFalco()
    {
        byte[] exec = Records.Exec(["sleep", "1"], (ref exec, _) =>
        {
            exec.FdLimit = 1024;
            exec.PageFaultsMinor = 22;
            exec.VmSizeKb = 2124;
            exec.VmRssKb = 4;
            exec.ExeFlags = ExeFlags.Writable;
            exec.CapPermitted = exec.CapEffective = 0x1FFFFFFFFFF;
            exec.ExeIno = 77;
            exec.ExeCtimeNs = 1795382031552000000;
            exec.ExeMtimeNs = 1795381686000000000;
        });
        Assert.Equal(
            "res=0 exe=sleep args=1. tid=100(sleep) pid=100(sleep) ptid=1 cwd=<NA> fdlimit=1024 pgft_maj=0 pgft_min=22 "
            + "vm_size=2124 vm_rss=4 vm_swap=0 comm=sleep cgroups=/user.slice env=<NA> tty=0 vpgid=90 "
            + "loginuid=-1(<NONE>) flags=1(EXE_WRITABLE) cap_inheritable=0 cap_permitted=1FFFFFFFFFF "
            + "cap_effective=1FFFFFFFFFF exe_ino=77 exe_ino_ctime=2026-11-22 21:13:51.552000000 "
            + "exe_ino_mtime=2026-11-22 21:08:06.000000000 uid=0(root) trusted_exepath=/usr/bin/sleep pgid=90 "
            + "gid=0(root) filename=sleep",
            _world.Read(exec, "evt.args"));
    }

    [Fact]
    public void AnExecsEnvironmentIsAParameterWhereItIsTold()
    {
        byte[] exec = Records.Exec(["sh"], (ref exec, texts) => exec.Environment = texts.Add("A=1\0B=2\0"));
        Assert.Equal("A=1.B=2.", _world.Read(exec, "evt.arg.env"));
        Assert.Equal("A=1\0B=2\0", _world.Read(exec, "evt.rawarg.env"));
        Assert.Equal("<NA>", _world.Read(Records.Exec(["sh"]), "evt.arg.env"));
    }

    [Fact]
    public void ACloneAndAnExitPrintAsInFalco()
    {
        byte[] clone = Records.Clone(101, (ref clone, _) => clone.CloneFlags = 0x1200000);
        Assert.Equal(
            "res=101(sh) exe=/bin/sh args=-c.x y. tid=100(sh) pid=100(sh) ptid=1 cwd=<NA> fdlimit=0 pgft_maj=0 "
            + "pgft_min=0 vm_size=0 vm_rss=0 vm_swap=0 comm=sh cgroups=/user.slice "
            + "flags=25165824(CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID) uid=0 gid=0 vtid=100(sh) vpid=100(sh) "
            + "pidns_init_start_ts=0",
            _world.Read(clone, "evt.args"));
        byte[] exit = Records.Exit((ref exit, _) => exit.Status = exit.Signal = 15);
        Assert.Equal("status=15 ret=0 sig=15(SIGTERM) core=0 reaper_tid=1", _world.Read(exit, "evt.args"));
    }

    [Theory]
    [InlineData(0x241u, 438u, "flags=262(O_TRUNC|O_CREAT|O_WRONLY) mode=0666")]
    [InlineData(0x842u, 0u, "flags=71(O_NONBLOCK|O_CREAT|O_RDWR) mode=0")]
    [InlineData(0x80000u, 0u, "flags=4097(O_RDONLY|O_CLOEXEC) mode=0")]
    [InlineData(0x1810c1u, 420u,
        "flags=4278(O_SYNC|O_EXCL|O_DSYNC|O_CREAT|O_WRONLY|O_CLOEXEC) mode=0644")]
    public void AnOpenPrintsAsInFalco(uint flags, uint mode, string expected)
    {
        byte[] open = Records.Openat("/x", (ref open, _) =>
        {
            open.Flags = flags;
            open.Mode = mode;
            open.Dev = 5;
        });
        Assert.Equal(
            $"fd=3(<f>/x) dirfd=-100(AT_FDCWD) name=/x {expected} dev=5 ino=77", _world.Read(open, "evt.args"));
    }

    [Fact]
    public void ARelativeOpenShowsItsDirectoryAndWhatItCameTo()
    {
        byte[] open = Records.Openat("/home/alice/x", (ref open, texts) =>
        {
            open.Dirfd = 7;
            open.Name = texts.Add("alice/../alice//x");
            open.Directory = texts.Add("/home");
            open.Dev = (8 << 20) | 0x114;
            open.OpenFlags = OpenFlags.Created | OpenFlags.UpperLayer;
        });
        Assert.Equal(
            "fd=3(<f>/home/alice/x) dirfd=7(<d>/home) name=alice/../alice//x(/home/alice/x) "
            + "flags=49153(O_RDONLY|O_F_CREATED|FD_UPPER_LAYER) mode=0 dev=100814 ino=77",
            _world.Read(open, "evt.args"));
        Assert.Equal("/home/alice/x", _world.Read(open, "evt.arg.name"));
        Assert.Equal("/home/alice/x", _world.Read(open, "evt.abspath"));
        Assert.Equal("7", _world.Read(open, "evt.rawarg.dirfd"));
    }

    [Fact]
    public void OtherOpensHaveTheirOwnParameters()
    {
        byte[] Open(EventType type) => Records.Openat("/x", (ref open, _) =>
        {
            open.Header.Type = type;
            open.Header.Result = -2;
            open.Resolve = 15;
            open.OpenFlags = OpenFlags.LowerLayer;
        });
        Assert.Equal("fd=-2(ENOENT) name=/x flags=65537(O_RDONLY|FD_LOWER_LAYER) mode=0 dev=0 ino=77",
            _world.Read(Open(EventType.Open), "evt.args"));
        Assert.EndsWith(
            " resolve=29(RESOLVE_BENEATH|RESOLVE_NO_MAGICLINKS|RESOLVE_NO_SYMLINKS|RESOLVE_NO_XDEV) dev=0 ino=77",
            _world.Read(Open(EventType.Openat2), "evt.args"), StringComparison.Ordinal);
        Assert.Equal("fd=-2(ENOENT) name=/x mode=0 dev=0 ino=77 creat_flags=2(FD_LOWER_LAYER_CREAT)",
            _world.Read(Open(EventType.Creat), "evt.args"));
    }

    [Fact]
    public void AConnectPrintsAsInFalco()
    {
        Assert.Equal(
            "res=0 tuple=10.0.0.5:40000->10.42.0.5:8080 fd=4(<4t>10.0.0.5:40000->10.42.0.5:8080) addr=10.42.0.5:8080",
            _world.Read(Records.Connect("10.42.0.5", 8080), "evt.args"));
        byte[] refused = Records.Connect("10.42.0.5", 9, (ref connect, _) => connect.Header.Result = -111);
        Assert.Equal("res=-111(ECONNREFUSED) tuple=NULL fd=4(<4>) addr=10.42.0.5:9", _world.Read(refused, "evt.args"));
        byte[] noSocket = Records.Connect("10.42.0.5", 9, (ref connect, _) =>
        {
            connect.Socket = default;
            connect.Header.Result = -9;
        });
        Assert.Equal("res=-9(EBADF) tuple=NULL fd=4 addr=<NA>", _world.Read(noSocket, "evt.args"));
    }

    [Fact]
    public void ASendPrintsAsInFalco()
    {
        byte[] send = Records.Send(EventType.Sendto, "10.42.0.5", 53);
        Assert.Equal(
            "res=2 data=h. fd=5(<4u>0.0.0.0:40000->10.42.0.5:53) size=2 tuple=0.0.0.0:40000->10.42.0.5:53",
            _world.Read(send, "evt.args"));
        byte[] many = Records.Send(EventType.Sendmmsg, "10.42.0.5", 53, (ref send, _) => send.Data = default);
        Assert.Equal(
            "res=2 fd=5(<4u>0.0.0.0:40000->10.42.0.5:53) size=2 data=NULL tuple=0.0.0.0:40000->10.42.0.5:53",
            _world.Read(many, "evt.args"));
    }

    [Theory]
    [InlineData("evt.arg.uid", "root")]
    [InlineData("evt.arg[0]", "0")]
    [InlineData("evt.arg[1]", "/bin/ls")]
    [InlineData("evt.arg[99]", null)]
    [InlineData("evt.arg.env", "<NA>")]
    [InlineData("evt.arg.args", "NULL")]
    [InlineData("evt.arg.flags", "0")]
    [InlineData("evt.arg.dirfd", null)]
    [InlineData("evt.rawarg.exe_ino", "0")]
    [InlineData("evt.rawarg.exe", "/bin/ls")]
    [InlineData("evt.rawarg.dirfd", null)]
    public void OneArgumentIsReadByNameOrNumber(string field, string? expected) =>
        Assert.Equal(expected, _world.Read(Records.Exec(["/bin/ls"]), field));

    [Theory]
    [InlineData("evt.arg", "dpid", FieldType.Text)]
    [InlineData("evt.arg", "ip", FieldType.Text)]
    [InlineData("evt.rawarg", "desc", FieldType.Text)]
    [InlineData("evt.rawarg", "spid", FieldType.Pid)]
    [InlineData("evt.rawarg", "ip", FieldType.UInt64)]
    public void ParametersOfEventsThatAreNotTracedAreKnown(string name, string argument, FieldType type)
    {
        Assert.True(SyscallFields.Table.TryFind(name, out var field));
        var bound = field.WithArgument!(argument);
        Assert.Equal(type, bound!.Type);
        Assert.NotNull(bound.NotCollected);
    }

    [Theory]
    [InlineData("evt.rawarg", "tuple")]
    [InlineData("evt.rawarg", "fds")]
    [InlineData("evt.arg", "nosuch")]
    public void WhatNoEventHasOrDoesNotCompareIsRefused(string name, string argument)
    {
        Assert.True(SyscallFields.Table.TryFind(name, out var field));
        Assert.Null(field.WithArgument!(argument));
    }
}
