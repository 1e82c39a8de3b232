using System.Diagnostics;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests;

/// <summary>A container's root on a real FUSE mount whose server never answers.</summary>
public sealed class HangingRootTests : IAsyncDisposable
{
    private const string Mount = """
        exec 3<>/dev/fuse && mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 none "$0" && echo mounted &&
        exec sleep 1000
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private Process? _server;

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ItKeepsNobodyElsesNamesBack()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting needs root");
        Assert.SkipUnless(File.Exists("/dev/fuse"), "/dev/fuse is missing");
        string[] roots = [_folder.At("hanging"), _folder.At("well")];
        foreach (string root in roots)
        {
            Directory.CreateDirectory($"{root}/etc");
            await File.WriteAllTextAsync($"{root}/etc/passwd", "agent:x:1000:1000::/:/bin/sh\n");
        }

        Assert.SkipUnless(await MountAsync(roots[0]), "a file system cannot be mounted here");
        var files = new ContainerNameFiles("", TimeSpan.FromMilliseconds(100));
        var hanging = new ContainerDetails { FullId = "hanging", RootPath = roots[0] };
        var well = new ContainerDetails { FullId = "well", RootPath = roots[1] };
        await files.FillAsync(hanging).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await files.FillAsync(well).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await UntilReadAsync(files, well.Names!);
        Assert.False(hanging.Names!.Users.IsRead);

        // Below the mount is a root that can be read.
        await EndAsync();
        await UntilReadAsync(files, hanging.Names);
    }

    private async Task<bool> MountAsync(string root)
    {
        _server = Process.Start(new ProcessStartInfo("sh", ["-c", Mount, root]) { RedirectStandardOutput = true })!;
        return await _server.StandardOutput.ReadLineAsync() == "mounted";
    }

    // Who waits for the file system waits until its server ends.
    private async Task EndAsync()
    {
        if (_server is not { } server) return;
        _server = null;
        using (var unmount = Process.Start("umount", ["-l", _folder.At("hanging")])) await unmount.WaitForExitAsync();
        server.Kill();
        await server.WaitForExitAsync();
        server.Dispose();
    }

    private static async Task UntilReadAsync(ContainerNameFiles files, ContainerNames names)
    {
        var start = Stopwatch.StartNew();
        while (!names.Users.IsRead)
        {
            Assert.True(start.Elapsed < Patience, "its users are not read");
            await files.RefreshAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }
}
