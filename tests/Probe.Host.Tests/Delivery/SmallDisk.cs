using System.Diagnostics;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>A file system of a few megabytes, in memory.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder.Path;

    /// <summary>Mounts it; skips the test where that is not allowed.</summary>
    public static SmallDisk Create(int megabytes)
    {
        var disk = new SmallDisk();
        int status = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "none", disk.Path);
        Assert.SkipUnless(status == 0, "no file system can be mounted here");
        return disk;
    }

    public void Dispose()
    {
        Run("umount", "--lazy", Path);
        _folder.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
