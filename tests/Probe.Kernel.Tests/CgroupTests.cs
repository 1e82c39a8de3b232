using System.Globalization;
using System.Runtime.CompilerServices;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Cgroups that come and go, and a process in one, in whichever hierarchies the machine has.</summary>
[Collection(KernelCollection.Name)]
public class CgroupTests(ProbeSession session)
{
    // CGROUP_DEPTH_MAX, bpf/cgroup.h.
    private const int LevelsMax = 32;

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

    // Where both hierarchies are used, older runtimes leave their containers in the unified group of their service.
    [Fact]
    public void ContainersOwnPathOfV1IsToldBeforeItsServicesUnifiedOne()
    {
        string service = Folder(Unified());
        string container = Path.Combine(Legacy("memory", out _), new string('c', 64));
        Make(service);
        Make(container);
        try
        {
            var run = session.Run(
                "exec-cgroup", Workload.Path, Path.Combine(service, "cgroup.procs"),
                Path.Combine(container, "cgroup.procs"));
            var record = run.Of(run.Pid).Last(record => record.Type == EventType.Execve);
            Assert.Equal($"/{Path.GetFileName(container)}", record.Text(record.As<ExecveEvent>().Cgroup));
        }
        finally
        {
            Directory.Delete(service);
            Directory.Delete(container);
        }
    }

    [Fact]
    public void GroupMadeInTheUnifiedHierarchyIsTold() => AssertTold(Unified(), hierarchy: 0);

    [Theory]
    [InlineData("memory")]
    [InlineData("cpu")]
    [InlineData("pids")]
    public void GroupMadeInAHierarchyOfV1IsTold(string controller) =>
        AssertTold(Legacy(controller, out uint hierarchy), hierarchy);

    [Theory]
    [InlineData("cpuset")]
    [InlineData("freezer")]
    public void GroupMadeWhereNoPathIsTakenFromIsCountedAlone(string controller)
    {
        string folder = Folder(Legacy(controller, out _));
        var run = session.Run("cgroup-brief", folder);

        Assert.Equal(0, run["mkdir"].Signed("result"));
        Assert.Equal(0, run["rmdir"].Signed("result"));
        Assert.Empty(Told(run, run["mkdir"], EventType.CgroupMkdir));
        Assert.Empty(Told(run, run["rmdir"], EventType.CgroupRmdir));
    }

    [Fact]
    public void StartOfAPathThatIsTooDeepIsMissing()
    {
        string top = Folder(Unified());
        string[] levels = [.. Enumerable.Range(0, LevelsMax + 2).Select(level => $"level{level}")];
        string folder = Path.Combine([top, .. levels]);
        string parent = Path.GetDirectoryName(folder)!;
        Make(parent);
        try
        {
            var run = session.Run("cgroup-brief", folder);
            foreach (var (step, type) in ((string, EventType)[])[
                ("mkdir", EventType.CgroupMkdir), ("rmdir", EventType.CgroupRmdir)])
            {
                var record = Assert.Single(Told(run, run[step], type));
                Assert.Equal(RecordFlags.Truncated, record.Header.Flags);
                Assert.Equal(
                    "/" + string.Join('/', levels.TakeLast(LevelsMax)), record.Text(record.As<CgroupEvent>().Path));
            }
        }
        finally
        {
            for (; parent.Length >= top.Length; parent = Path.GetDirectoryName(parent)!)
                Directory.Delete(parent);
        }
    }

    // The call is an event too.
    private static IEnumerable<Recorded> Told(WorkloadRun run, Line step, EventType type) =>
        run.During(step).Where(record => record.Header.Type == type);

    private void AssertTold(string mount, uint hierarchy)
    {
        string folder = Folder(mount);
        Make(folder);
        try
        {
            var run = session.Run("cgroup-brief", Path.Combine(folder, "inner"));
            AssertRecord(run, run["mkdir"], EventType.CgroupMkdir);
            AssertRecord(run, run["rmdir"], EventType.CgroupRmdir);
        }
        finally
        {
            Directory.Delete(folder);
        }

        void AssertRecord(WorkloadRun run, Line step, EventType type)
        {
            var record = Assert.Single(Told(run, step, type));
            var cgroup = record.As<CgroupEvent>();
            Check.Header(record, step, type);
            Assert.Equal(0, record.Header.Result);
            Assert.Equal(run["mkdir"].Number("id"), cgroup.Id);
            Assert.Equal(hierarchy, cgroup.Hierarchy);
            Assert.Equal(0u, cgroup.Pad0);
            Assert.Equal($"/{Path.GetFileName(folder)}/inner", record.Text(cgroup.Path));
            Assert.Equal((uint)Unsafe.SizeOf<CgroupEvent>(), cgroup.Path.Offset);
            Assert.Equal(cgroup.Path.Offset + cgroup.Path.Length, record.Length);
        }
    }

    private static string Folder(string mount) => Path.Combine(mount, $"kosmos-test-{Environment.ProcessId}");

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"cannot make {folder}: {error.Message}");
        }
    }

    /// <summary>Where the v1 hierarchy of a controller is mounted, and its number.</summary>
    private static string Legacy(string controller, out uint hierarchy)
    {
        string? mount = File.ReadAllLines("/proc/mounts").Select(line => line.Split(' '))
            .FirstOrDefault(words => words[2] == "cgroup" && words[3].Split(',').Contains(controller))?[1];
        Assert.SkipWhen(mount is null, $"this machine has no v1 hierarchy of {controller}");
        hierarchy = File.ReadAllLines("/proc/self/cgroup").Select(line => line.Split(':'))
            .Where(words => words[1].Split(',').Contains(controller))
            .Select(words => uint.Parse(words[0], CultureInfo.InvariantCulture)).Single();
        return mount!;
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
        string name = Path.GetFileName(Folder(hierarchy));
        string folder = Path.Combine(Folder(hierarchy), "inner");
        Make(folder);
        try
        {
            var run = session.Run("exec-cgroup", Workload.Path, Path.Combine(folder, "cgroup.procs"));
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
