using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

public class ProcessFieldTests
{
    private readonly World _world = new();

    public ProcessFieldTests() => _world.Feed(
        Exec(1, 0, 10, ["/sbin/init"]),
        Exec(90, 1, 20, ["-bash", "-l"]),
        Exec(95, 90, 30, ["/usr/bin/make", "all"]),
        Records.Exec(["/bin/sh", "-c", "echo  hi"], (ref exec, texts) =>
        {
            exec.ParentPid = 95;
            exec.Tty = 34816;
            exec.LoginUid = 1000;
            exec.CapEffective = 1UL << 21 | 1;
            exec.ExeFlags = ExeFlags.Writable | ExeFlags.FromMemfd;
            exec.ExeIno = 99;
            exec.ExeCtimeNs = World.BootWallNs + 1_000_000_000;
            exec.ExeMtimeNs = 5;
            exec.PidnsInitStartNs = 10;
            exec.FdLimit = 1024;
            exec.VmSizeKb = 2000;
            exec.PageFaultsMinor = 3;
            exec.VirtualTid = 11;
            exec.VirtualPid = exec.VirtualProcessGroup = 10;
            exec.Environment = texts.Add("HOME=/srv\0EMPTY=\0MARK= a b \0");
        }));

    [Theory]
    [InlineData("proc.name", "sh")]
    [InlineData("proc.exe", "/bin/sh")]
    [InlineData("proc.exepath", "/usr/bin/sh")]
    [InlineData("proc.args", "-c echo  hi")]
    [InlineData("proc.args[0]", "-c")]
    [InlineData("proc.args[1]", "echo  hi")]
    [InlineData("proc.args[2]", null)]
    [InlineData("proc.cmdline", "sh -c echo  hi")]
    [InlineData("proc.exeline", "/bin/sh -c echo  hi")]
    [InlineData("proc.cmdnargs", "2")]
    [InlineData("proc.cmdlenargs", "10")]
    [InlineData("proc.cwd", "/srv/")]
    [InlineData("proc.env", "HOME=/srv EMPTY= MARK= a b ")]
    [InlineData("proc.env[HOME]", "/srv")]
    [InlineData("proc.env[MARK]", "a b")]
    [InlineData("proc.env[HOM]", "")]
    [InlineData("proc.env[NONE]", "")]
    [InlineData("proc.aenv[1]", "")]
    [InlineData("proc.aenv[HOME]", "")]
    [InlineData("proc.pname", "make")]
    [InlineData("proc.pexe", "/usr/bin/make")]
    [InlineData("proc.pexepath", "/usr/bin/make")]
    [InlineData("proc.pcmdline", "make all")]
    [InlineData("proc.aname[0]", "sh")]
    [InlineData("proc.aname[2]", "-bash")]
    [InlineData("proc.aname[3]", "init")]
    [InlineData("proc.aname[4]", null)]
    [InlineData("proc.aname", "make -bash init")]
    [InlineData("proc.aexe[3]", "/sbin/init")]
    [InlineData("proc.aexepath[2]", "/usr/bin/-bash")]
    [InlineData("proc.aargs[2]", "-l")]
    [InlineData("proc.acmdline", "make all -bash -l init")]
    [InlineData("proc.apid[2]", "90")]
    [InlineData("proc.apid", "95 90 1")]
    [InlineData("proc.sname", "-bash")]
    [InlineData("proc.sid.exe", "-bash")]
    [InlineData("proc.sid.exepath", "/usr/bin/-bash")]
    [InlineData("proc.pgid.name", "-bash")]
    [InlineData("proc.vpgid.name", "sh")]
    [InlineData("proc.loginshellid", "90")]
    public void TextsAndRelativesAreRead(string field, string? expected) =>
        Assert.Equal(expected, _world.Read(Records.Openat("/x"), field));

    [Theory]
    [InlineData("proc.pid", "100")]
    [InlineData("proc.ppid", "95")]
    [InlineData("proc.vpid", "10")]
    [InlineData("proc.pvpid", "95")]
    [InlineData("proc.sid", "90")]
    [InlineData("proc.pgid", "90")]
    [InlineData("proc.vpgid", "10")]
    [InlineData("proc.is_sid_leader", "false")]
    [InlineData("proc.is_pgid_leader", "false")]
    [InlineData("proc.is_vpgid_leader", "true")]
    [InlineData("proc.tty", "34816")]
    [InlineData("proc.nthreads", "1")]
    [InlineData("proc.nchilds", "0")]
    [InlineData("proc.duration", "2000000000")]
    [InlineData("proc.ppid.duration", "6999999970")]
    [InlineData("proc.pid.ts", "1700000005000000000")]
    [InlineData("proc.ppid.ts", "1700000000000000030")]
    [InlineData("proc.pidns_init_start_ts", "1700000000000000010")]
    [InlineData("proc.is_exe_writable", "true")]
    [InlineData("proc.is_exe_upper_layer", "false")]
    [InlineData("proc.is_exe_lower_layer", "false")]
    [InlineData("proc.is_exe_from_memfd", "true")]
    [InlineData("proc.exe_ino", "99")]
    [InlineData("proc.exe_ino.ctime", "1700000001000000000")]
    [InlineData("proc.exe_ino.mtime", "5")]
    [InlineData("proc.exe_ino.ctime_duration_proc_start", "4000000000")]
    [InlineData("proc.exe_ino.ctime_duration_pidns_start", "999999990")]
    [InlineData("proc.fdlimit", "1024")]
    [InlineData("proc.vmsize", "2000")]
    [InlineData("proc.vmrss", "0")]
    [InlineData("thread.tid", "100")]
    [InlineData("thread.vtid", "11")]
    [InlineData("thread.ismain", "true")]
    [InlineData("thread.cap_effective", "CAP_CHOWN CAP_SYS_ADMIN")]
    [InlineData("thread.cap_permitted", "")]
    [InlineData("thread.cgroups", "/user.slice")]
    [InlineData("thread.cgroup.memory", "/user.slice")]
    [InlineData("thread.pfminor", "3")]
    [InlineData("thread.vmsize", "2000")]
    [InlineData("user.uid", "0")]
    [InlineData("user.name", "root")]
    [InlineData("user.homedir", "<NA>")]
    [InlineData("user.loginuid", "1000")]
    [InlineData("user.loginname", "<NA>")]
    [InlineData("group.gid", "0")]
    [InlineData("group.name", "root")]
    [InlineData("container.id", "host")]
    [InlineData("container.full_id", "host")]
    [InlineData("container.name", "host")]
    [InlineData("container.type", "host")]
    [InlineData("container.image", "")]
    [InlineData("container.image.repository", "")]
    [InlineData("container.image.tag", "")]
    [InlineData("container.privileged", "false")]
    [InlineData("container.host_pid", "false")]
    [InlineData("container.mounts", "")]
    [InlineData("container.mount.dest[0]", null)]
    [InlineData("container.label.app", null)]
    [InlineData("container.start_ts", "1700000000000000010")]
    [InlineData("container.duration", "6999999990")]
    [InlineData("k8s.ns.name", null)]
    [InlineData("k8s.pod.name", null)]
    public void NumbersAndStatesAreRead(string field, string? expected) =>
        Assert.Equal(expected, _world.Read(Records.Openat("/x"), field));

    [Theory]
    [InlineData("proc.name", "<NA>")]
    [InlineData("proc.pid", "100")]
    [InlineData("user.uid", "0")]
    [InlineData("proc.exe", "")]
    [InlineData("proc.args", "")]
    [InlineData("proc.cwd", "")]
    [InlineData("proc.cmdline", "<NA>")]
    [InlineData("proc.sname", "")]
    [InlineData("proc.ppid", null)]
    [InlineData("proc.pname", null)]
    [InlineData("proc.aname", null)]
    [InlineData("proc.vpid", null)]
    [InlineData("proc.exe_ino", null)]
    [InlineData("proc.loginshellid", null)]
    [InlineData("user.loginuid", "-1")]
    [InlineData("container.id", "host")]
    public void AThreadThatNothingIsKnownOfHasTheRecordsIdsAlone(string field, string? expected) =>
        Assert.Equal(expected, new World().Read(Records.Openat("/x"), field));

    [Fact]
    public void WithoutAThreadEveryFieldOfItIsMissing()
    {
        var view = Records.View(Records.Openat("/x"));
        var context = new EventContext(view, ThreadInfo.Unknown, new World().Node, 1, 3);
        foreach (string field in (string[])[
            "proc.name", "proc.args", "proc.cwd", "proc.pid", "proc.duration", "proc.is_exe_writable", "proc.aname",
            "proc.sname", "proc.nthreads", "thread.tid", "thread.cap_effective", "user.uid", "user.name", "group.gid",
            "container.id", "container.name", "proc.loginshellid"])
        {
            Assert.Null(World.Text(context, World.Find(field)));
        }
    }

    [Theory]
    [InlineData("container.id", "d06f69b0be25")]
    [InlineData("container.full_id", "d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2")]
    [InlineData("container.name", null)]
    [InlineData("container.type", null)]
    [InlineData("container.image", null)]
    [InlineData("container.image.repository", null)]
    [InlineData("container.image.tag", null)]
    [InlineData("k8s.pod.name", null)]
    [InlineData("container.privileged", null)]
    [InlineData("container.start_ts", null)]
    public void InAContainerOnlyTheIdIsKnown(string field, string? expected)
    {
        const string Cgroup = "/kubepods/pod1/d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";
        byte[] exec = Records.Exec(["sh"], (ref exec, texts) => exec.Cgroup = texts.Add(Cgroup));
        Assert.Equal(expected, _world.Read(exec, field));
    }

    [Fact]
    public void WhatIsNotCollectedHasNoValueInAContainer()
    {
        const string Cgroup = "/kubepods/pod1/d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";
        var world = new World().Feed(Records.Exec(["sh"], (ref exec, texts) => exec.Cgroup = texts.Add(Cgroup)));
        byte[][] records = [Records.Openat("/x"), Records.Connect("10.0.0.1", 80)];
        var marked = SyscallFields.Table.All.Where(row => row.NotCollected is not null && row.Reader is not null);
        Assert.All(marked, row => Assert.All(records, record => Assert.Null(world.Read(record, row.Name))));
    }

    [Fact]
    public void ACommandLineOf128KiBIsWhole()
    {
        string[] argv = ["/bin/echo", .. Enumerable.Range(0, 300).Select(i => new string('x', 440) + i)];
        byte[] exec = Records.Exec(argv);
        Assert.Equal("echo " + string.Join(' ', argv[1..]), _world.Read(exec, "proc.cmdline"));
        Assert.Equal("/bin/echo " + string.Join(' ', argv[1..]), _world.Read(exec, "proc.exeline"));
        Assert.Equal("300", _world.Read(exec, "proc.cmdnargs"));
    }

    [Fact]
    public void AThreadThatRenamedItselfShowsItsNameAfterAFork()
    {
        byte[] clone = Records.Clone(101, (ref clone, _) => Records.SetComm(ref clone.Comm, "worker"));
        Assert.Equal("worker", _world.ReadAsChild(clone, "proc.name"));
        Assert.Equal("worker -c echo  hi", _world.ReadAsChild(clone, "proc.cmdline"));
    }

    [Theory]
    [InlineData("proc.pid", "100", "101")]
    [InlineData("evt.rawres", "101", "0")]
    [InlineData("evt.num", "1", "2")]
    [InlineData("evt.arg.res", "sh", "0")]
    [InlineData("evt.arg.tid", "sh", "sh")]
    [InlineData("proc.pname", "make", "sh")]
    [InlineData("evt.res", "SUCCESS", "SUCCESS")]
    public void ACloneIsAnEventOfTheCallerAndOfTheChild(string field, string caller, string child)
    {
        byte[] clone = Records.Clone(101);
        Assert.Equal(caller, _world.Read(clone, field));
        Assert.Equal(child, _world.ReadAsChild(clone, field));
    }

    [Fact]
    public void NamesOfUsersComeFromTheNodesFiles()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "aegis:x:1000:1000::/home/aegis:/bin/zsh\n");
        var node = new NodeState { Users = new NameFile(path), Groups = new NameFile(path) };
        node.Users.Refresh();
        node.Groups.Refresh();
        File.Delete(path);
        var world = new World(node);
        byte[] exec = Records.Exec(["sh"], (ref exec, _) =>
            exec.Header.Uid = exec.Header.Gid = exec.LoginUid = 1000);
        Assert.Equal("aegis", world.Read(exec, "user.name"));
        Assert.Equal("aegis", world.Read(exec, "user.loginname"));
        Assert.Equal("/home/aegis", world.Read(exec, "user.homedir"));
        Assert.Equal("/bin/zsh", world.Read(exec, "user.shell"));
        Assert.Equal("aegis", world.Read(exec, "group.name"));
    }

    [Fact]
    public void AnExecTellsItsEnvironmentWhateverIsKeptOfIt()
    {
        string padding = new('x', 100_000);
        for (uint pid = 1000; pid < 1000 + (2 * TextSlabs.LargeEnvironmentsMax / padding.Length); pid++)
        {
            byte[] exec = Records.Exec(["/bin/sh"], (ref record, texts) =>
            {
                record.Header.Tid = record.Header.Pid = pid;
                record.Environment = texts.Add($"PADDING={padding}\0MARK=late\0");
            });
            Assert.Equal("late", _world.Read(exec, "proc.env[MARK]"));
            Assert.EndsWith(" MARK=late", _world.Read(exec, "proc.env")?.TrimEnd(), StringComparison.Ordinal);
        }
    }

    private static byte[] Exec(uint pid, uint parent, ulong startNs, string[] argv) =>
        Records.Exec(argv, (ref exec, _) =>
        {
            exec.Header.Tid = exec.Header.Pid = exec.PreviousTid = exec.VirtualTid = exec.VirtualPid = pid;
            exec.Header.ThreadStartNs = startNs;
            exec.ParentPid = parent;
        });
}
