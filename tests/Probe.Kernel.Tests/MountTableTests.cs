using System.Diagnostics;
using System.Globalization;
using KosmosProbe.Host.Identities;

namespace KosmosProbe.Kernel.Tests;

/// <summary>The mounts that a process sees.</summary>
public sealed class MountTableTests
{
    [Fact]
    public void TheMountsOfALivingProcessAreKnown()
    {
        Assert.True(MountTable.TryRead("/proc/self", out var mounts));
        string line = File.ReadLines("/proc/self/mountinfo").First(static one => one.Split(' ')[4] == "/");
        int root = int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.True(mounts.TryFind(root, out uint device));
        Assert.NotEqual(0u, device);
    }

    /// <summary>Else it would seem to have no mounts, and its files to be none that a rule names.</summary>
    [Fact]
    public void AnEndedProcessIsToldFromOneWithoutMounts()
    {
        using var process = Process.Start("true");
        process.WaitForExit();
        Assert.False(MountTable.TryRead($"/proc/{process.Id}", out var mounts));
        Assert.False(mounts.TryFind(1, out _));
    }
}
