using KosmosProbe.Host.Doctor;
using Xunit;

namespace KosmosProbe.Host.Tests;

public class CgroupLayoutTests
{
    private const string Unified = "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0";
    private const string BesideV1 = "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0";
    private const string Cpu = "cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0";
    private const string Memory = "cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0";

    [Theory]
    [InlineData("v2 at /sys/fs/cgroup", Unified)]
    [InlineData("hybrid: 2 v1 hierarchies, v2 at /sys/fs/cgroup/unified", Cpu, Memory, BesideV1)]
    [InlineData("v1 only, 2 hierarchies", Cpu, Memory)]
    public void LayoutsAreRecognised(string expected, params string[] mounts)
    {
        var finding = CgroupLayout.Examine([.. mounts, "proc /proc proc rw 0 0", "malformed"]);
        Assert.Equal(expected, finding.Text);
        Assert.Equal(Verdict.Fine, finding.Verdict);
    }

    [Fact]
    public void AbsenceLimitsAndHasARemedy()
    {
        var finding = CgroupLayout.Examine(["proc /proc proc rw 0 0"]);
        Assert.Equal(Verdict.Limited, finding.Verdict);
        Assert.NotEmpty(finding.Remedy);
    }
}
