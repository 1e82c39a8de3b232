using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>A process in a cgroup of its own, in whichever hierarchies the machine has.</summary>
[Collection(KernelCollection.Name)]
public class CgroupTests(ProbeSession session)
{
    [Fact]
    public void PathInTheUnifiedHierarchyIsToldFirst() => AssertInCgroup(Unified());

    [Fact]
    public void PathInAHierarchyOfV1IsToldWhereTheUnifiedSaysNothing()
    {
        Assert.SkipWhen(!Directory.Exists("/sys/fs/cgroup/memory"), "this machine has no v1 hierarchy of memory");
        Assert.SkipWhen(
            !File.ReadAllLines("/proc/self/cgroup").Contains("0::/"),
            "this process has a place in the unified hierarchy");
        AssertInCgroup("/sys/fs/cgroup/memory");
    }

    private static string Unified()
    {
        string[] mount = File.ReadAllLines("/proc/mounts").Select(line => line.Split(' '))
            .FirstOrDefault(words => words[2] == "cgroup2") ?? [];
        Assert.SkipWhen(mount.Length == 0, "this machine has no cgroup2 mount");
        return mount[1];
    }

    private void AssertInCgroup(string hierarchy)
    {
        string name = $"kosmos-test-{Environment.ProcessId}";
        string folder = Path.Combine(hierarchy, name, "inner");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"cannot make a cgroup in {hierarchy}: {error.Message}");
        }

        try
        {
            var run = session.Run("exec-cgroup", Path.Combine(folder, "cgroup.procs"), Workload.Path);
            var record = run.Of(run.Pid).Last(record => record.Type == EventType.Execve);

            Assert.Equal($"/{name}/inner", record.Text(record.As<ExecveEvent>().Cgroup));
            Assert.Equal(run["self"].Number("cgroup_id"), record.Header.CgroupId);
            Assert.Equal("in-cgroup\0self\0", record.Text(record.As<ExecveEvent>().Args));
        }
        finally
        {
            Directory.Delete(folder);
            Directory.Delete(Path.GetDirectoryName(folder)!);
        }
    }
}
