using System.Diagnostics;
using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Threads;

/// <summary>Against the /proc of the machine that runs the tests.</summary>
public class ProcSeedTests
{
    private static readonly uint Self = (uint)Environment.ProcessId;

    /// <summary>As seen by who has a cgroup namespace of its own, and may not leave it.</summary>
    [Theory]
    [InlineData("/../../cri-containerd-abc.scope", "/cri-containerd-abc.scope")]
    [InlineData("/../..", "/")]
    [InlineData("/..hidden/x", "/..hidden/x")]
    [InlineData("/kubepods/../x", "/kubepods/../x")]
    public void StepsOutOfTheOwnGroupAreNoPartOfAPath(string told, string path)
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string folder = Path.Combine(root, $"proc/{Self}/task/{Self}");
            Directory.CreateDirectory(folder);
            foreach (string file in (string[])["stat", "status"])
            {
                File.WriteAllBytes(Path.Combine(folder, file), File.ReadAllBytes($"/proc/self/{file}"));
            }

            File.WriteAllText(Path.Combine(folder, "cgroup"), $"0::{told}\n");
            var thread = new ProcFiles(root).Read(Self, Self, withImage: false)!;
            Assert.Equal(path, Encoding.UTF8.GetString(thread.CgroupPath));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void TheTestsOwnProcessIsKnownAfterSeeding()
    {
        var node = NodeState.ForHost("", ThreadTable.DefaultCapacity);
        node.Threads.Seed();
        Assert.True(node.Threads.TryFind(Self, out var self));
        Assert.Equal(File.ReadAllText("/proc/self/comm").TrimEnd(), Encoding.UTF8.GetString(self.Comm));
        Assert.Equal(File.ReadAllBytes("/proc/self/cmdline"),
            [.. self.Image!.Exe, 0, .. self.Image.Arguments]);
        Assert.Equal(Environment.ProcessPath, Encoding.UTF8.GetString(self.Image.ExePath));
        Assert.Equal(Environment.CurrentDirectory.TrimEnd('/') + "/", Encoding.UTF8.GetString(self.Image.Cwd));
        Assert.True(self.ThreadsCount > 0, "the runtime has threads of its own");
        Assert.NotNull(node.Threads.ParentOf(self));
        Assert.Equal(0u, node.Threads.LookUps);
    }

    [Fact]
    public void OfLongArgumentsAsMuchIsReadAsRecordsCarry()
    {
        string[] arguments = ["-c", "read line", "sh", .. Enumerable.Repeat(new string('x', 100_000), 10)];
        var start = new ProcessStartInfo("/bin/sh", arguments) { RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        uint pid = (uint)process.Id;
        var found = new ProcFiles().Read(pid, pid, withImage: true)!.Image!;
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.Equal(ProcFiles.ArgumentsBytesMax, found.Argv.Length);
        Assert.Equal("/bin/sh\0-c\0read line\0sh\0xxx", Encoding.UTF8.GetString(found.Argv[..27]));
    }

    [Fact]
    public void ARecordsExactStartFitsTheCoarseOneOfProc()
    {
        var node = NodeState.ForHost("", ThreadTable.DefaultCapacity);
        node.Threads.Seed();
        Assert.True(node.Threads.TryFind(Self, out var self));
        ulong exact = self.StartNs + 9_999_999;
        var world = new World(node);
        Assert.Equal(Encoding.UTF8.GetString(self.Comm), world.Read(OpenBySelf(exact), "proc.name"));
        Assert.Equal(exact, self.StartNs);
        Assert.Equal("<NA>", world.Read(OpenBySelf(exact + 10_000_000), "proc.name"));
    }

    [Fact]
    public void AThreadThatNoRecordToldOfIsLookedUpOnce()
    {
        var node = NodeState.ForHost("", ThreadTable.DefaultCapacity);
        var world = new World(node);
        byte[] open = OpenBySelf(startNs: 0);
        string expected = File.ReadAllText("/proc/self/comm").TrimEnd();
        Assert.Equal(expected, world.Read(open, "proc.name"));
        Assert.Equal(expected, world.Read(open, "proc.name"));
        Assert.Equal(1u, node.Threads.LookUps);

        string? parent = world.Read(open, "proc.pname");
        Assert.NotNull(parent);
        Assert.Equal(parent, world.Read(open, "proc.pname"));
        Assert.Equal(2u, node.Threads.LookUps);
    }

    [Fact]
    public void AFloodOfUnknownThreadsDoesNotKeepReadingProc()
    {
        var node = NodeState.ForHost("", ThreadTable.DefaultCapacity);
        var world = new World(node);
        for (uint tid = 0; tid < 10_000; tid++)
        {
            world.Feed(Records.Openat("/x", (ref open, _) => open.Header.Tid = open.Header.Pid = 0x7000_0000 + tid));
        }

        Assert.Equal((ulong)ProcBudget.LooksPerSecond, node.Threads.LookUps);
        Assert.Equal(10_000 - node.Threads.LookUps, node.Threads.LookUpsRefused);
        Assert.Equal(0, node.Threads.Count);
    }

    [Fact]
    public void WhatARecordToldIsNotOverwrittenBySeeding()
    {
        var node = NodeState.ForHost("", ThreadTable.DefaultCapacity);
        new World(node).Feed(Records.Exec(["renamed"], (ref exec, _) => Head(ref exec.Header, startNs: 0)));
        node.Threads.Seed();
        Assert.True(node.Threads.TryFind(Self, out var self));
        Assert.Equal("renamed", Encoding.UTF8.GetString(self.Comm));
    }

    [Fact]
    public void AfterALossEntriesOfThreadsThatAreGoneGo()
    {
        var node = NodeState.ForHost("", ThreadTable.DefaultCapacity);
        using var child = Process.Start("/bin/sleep", "1000");
        var world = new World(node);
        world.Feed(Records.Openat("/x", (ref open, _) =>
        {
            open.Header.Tid = open.Header.Pid = (uint)child.Id;
            open.Header.ThreadStartNs = 0;
        }));
        Assert.True(node.Threads.TryFind((uint)child.Id, out _));
        child.Kill();
        child.WaitForExit();

        node.Refresh();
        Assert.True(node.Threads.TryFind((uint)child.Id, out _), "nothing was lost, so nothing is looked for");
        node.Threads.NoteLoss();
        node.Refresh();
        Assert.True(node.Threads.TryFind((uint)child.Id, out _), "its end may still be on the way");
        node.Refresh();
        Assert.False(node.Threads.TryFind((uint)child.Id, out _));
        Assert.Equal(1u, node.Threads.EndsMissed);
    }

    [Fact]
    public void SeedingStopsAtTheTablesCapacity()
    {
        var node = NodeState.ForHost("", threadsMax: 2);
        node.Threads.Seed();
        Assert.Equal(2, node.Threads.Count);
        Assert.Equal(0u, node.Threads.Evicted);
    }

    [Fact]
    public void AHostsRootIsReadInPlaceOfTheMachines()
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "etc"));
            File.WriteAllText(Path.Combine(root, "etc/passwd"), "zeus:x:4242:4242::/home/zeus:/bin/sh\n");
            File.WriteAllText(Path.Combine(root, "etc/services"), "postgresql 5432/tcp # database\n");
            WriteProcess(root, 7, "7 (a) b) S 1 7 7 34816 -1 0 11 0 22 0 0 0 0 0 20 0 1 0 500 0 0");
            var node = NodeState.ForHost(root, ThreadTable.DefaultCapacity);
            node.Threads.Seed();
            Assert.Equal("zeus", Encoding.UTF8.GetString(node.Users.Name(4242)));
            Assert.True(node.Services.TryFind(5432, "tcp"u8, out var service));
            Assert.Equal("postgresql", Encoding.UTF8.GetString(service));
            Assert.Equal(1, node.Threads.Count);
            Assert.True(node.Threads.TryFind(7, out var thread));
            Assert.Equal("a) b", Encoding.UTF8.GetString(thread.Comm));
            Assert.Equal(5_000_000_000u, thread.StartNs);
            Assert.Equal((34816u, 4242u, 3u), (thread.Tty, thread.Uid, thread.VirtualPid));
            Assert.Equal("host", Encoding.UTF8.GetString(thread.Cgroup.ContainerId));
            Assert.Equal(0x1ffu, thread.Image!.CapEffective);
            Assert.Equal((4096u, 22u), (thread.Image.FdLimit, thread.Image.PageFaultsMajor));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private const string ContainerId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("0::/a.slice/b.scope\n", "/a.slice/b.scope")]
    [InlineData("4:memory:/legacy\n0::/unified\n", "/unified")]
    [InlineData("9:name=systemd:/s\n5:cpuset:/set\n4:pids:/p\n3:cpu,cpuacct:/c\n2:memory:/m\n0::/\n", "/m")]
    [InlineData("5:cpuset:/set\n4:pids:/p\n3:cpu,cpuacct:/c\n2:memory:/\n", "/c")]
    [InlineData("5:cpuset:/set\n4:pids:/p\n0::/\n", "/p")]
    [InlineData("5:cpuset:/set\n0::/\n", "/")]
    [InlineData("0::/with:colon (deleted)\n", "/with:colon")]
    [InlineData($"2:memory:/docker/{ContainerId}\n0::/system.slice/docker.service\n", $"/docker/{ContainerId}")]
    [InlineData($"2:memory:/docker/{ContainerId}\n0::/docker-{ContainerId}.scope\n", $"/docker-{ContainerId}.scope")]
    [InlineData("", "")]
    public void ThePathOfItsControlGroupIsTheOneThatRecordsHave(string cgroup, string expected)
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        try
        {
            WriteProcess(root, 7, "7 (a) S 1 7 7 34816 -1 0 11 0 22 0 0 0 0 0 20 0 1 0 500 0 0");
            File.WriteAllText(Path.Combine(root, "proc/7/task/7/cgroup"), cgroup);
            var node = NodeState.ForHost(root, ThreadTable.DefaultCapacity);
            node.Threads.Seed();
            Assert.True(node.Threads.TryFind(7, out var thread));
            Assert.Equal(expected, Encoding.UTF8.GetString(thread.Cgroup.Path));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void WriteProcess(string root, uint pid, string stat)
    {
        string folder = Path.Combine(root, $"proc/{pid}/task/{pid}");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "stat"), stat);
        File.WriteAllText(Path.Combine(folder, "status"),
            $"Tgid:\t{pid}\nUid:\t0\t4242\t0\t0\nGid:\t0\t5\t0\t0\nNStgid:\t{pid}\t3\nNSpid:\t{pid}\t3\n"
            + "NSpgid:\t7\t1\nCapEff:\t00000000000001ff\nVmSize:\t  10 kB\n");
        File.WriteAllText(Path.Combine(folder, "cmdline"), "a\0-x\0");
        File.WriteAllText(Path.Combine(folder, "cgroup"), "2:cpu:/\n1:memory:/user.slice\n0::/\n");
        File.WriteAllText(Path.Combine(folder, "limits"), "Max open files            4096       8192       files\n");
    }

    private static byte[] OpenBySelf(ulong startNs) =>
        Records.Openat("/x", (ref open, _) => Head(ref open.Header, startNs));

    private static void Head(ref EventHeader header, ulong startNs)
    {
        header.Tid = header.Pid = Self;
        header.ThreadStartNs = startNs;
    }
}
