using System.Diagnostics;
using System.Text;
using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests;

/// <summary>A real process in a user namespace and in a control group with a container's name.</summary>
public sealed class UserNamespaceTests : IAsyncDisposable
{
    private const string Tree = "/sys/fs/cgroup/unified";

    private readonly string _id = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";
    private Process? _process;

    private string Group => (Directory.Exists(Tree) ? Tree : "/sys/fs/cgroup") + Path;

    private string Path => $"/{_id}";

    public async ValueTask DisposeAsync()
    {
        _process?.Kill();
        if (_process is not null) await _process.WaitForExitAsync();
        _process?.Dispose();
        BedRemains.RemoveGroups([Path]);
    }

    [Fact]
    public async Task TheFirstProcessTellsHowUsersAreNumbered()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "control groups and user namespaces need root");
        Assert.SkipWhen(CommandLine.Find("unshare") is null, "unshare is missing, it makes user namespaces");
        Directory.CreateDirectory(Group);
        _process = Process.Start("unshare", ["--user", "sleep", "1000"]);
        await File.WriteAllTextAsync($"{Group}/cgroup.procs", $"{_process.Id}", TestContext.Current.CancellationToken);
        await UntilAsync(() => new FileInfo($"/proc/{_process.Id}/ns/user").LinkTarget
            != new FileInfo("/proc/self/ns/user").LinkTarget);

        // A map that is not there yet tells nothing; a look later it is.
        var files = new ContainerNameFiles("", TimeSpan.FromMilliseconds(20));
        var details = new ContainerDetails { FullId = _id };
        await files.FillAsync(details, Path);
        Assert.False(details.Names!.Users.IsRead, "the node's users are none of the container's");
        Assert.Same(IdMap.Same, details.Names.UserIds);
        await File.WriteAllTextAsync($"/proc/{_process.Id}/uid_map", "0 100000 65536");
        await File.WriteAllTextAsync($"/proc/{_process.Id}/gid_map", "0 200000 65536");
        await files.RefreshAsync();
        Assert.True(details.Names.UserIds.TryFindInside(101_000, out uint user));
        Assert.True(details.Names.GroupIds.TryFindInside(201_000, out uint group));
        Assert.Equal((1000u, 1000u), (user, group));
        Assert.False(details.Names.UserIds.TryFindInside(0, out _));
    }

    [Fact]
    public async Task AProcessThatHasNotEnteredItsRootIsWaitedFor()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "control groups and mounts need root");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Group);
        _process = Process.Start(new ProcessStartInfo("unshare", ["-m", "sh", "-ec", Entering, folder.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync($"{Group}/cgroup.procs", $"{_process.Id}", TestContext.Current.CancellationToken);

        var files = new ContainerNameFiles("", TimeSpan.FromMinutes(1));
        var details = new ContainerDetails { FullId = _id };
        var filling = files.FillAsync(details, Path);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(filling.IsCompleted, "the node's root was taken for the container's");
        await _process.StandardInput.WriteLineAsync("go");
        await filling;
        Assert.True(details.Names!.Users.IsRead);
        Assert.Equal("app", Encoding.UTF8.GetString(details.Names.Users.Name(4242)));
    }

    private const string Entering = """
        mount -t tmpfs none "$0"
        for each in usr bin lib lib64; do
            if [ -L /$each ]; then cp -P /$each "$0/"; else mkdir "$0/$each"; mount --bind /$each "$0/$each"; fi
        done
        mkdir "$0/etc"; echo "app:x:4242:4242::/:/bin/sh" > "$0/etc/passwd"
        echo ready; read go; exec chroot "$0" sleep 1000
        """;

    private static async Task UntilAsync(Func<bool> holds)
    {
        var start = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(start.Elapsed < TimeSpan.FromSeconds(60), "the process has no user namespace of its own");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }
    }
}
