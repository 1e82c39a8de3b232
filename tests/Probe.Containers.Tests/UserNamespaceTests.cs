using System.Diagnostics;
using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers;
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
        var files = new ContainerNameFiles("", TimeSpan.FromMinutes(1));
        var details = new ContainerDetails { FullId = _id };
        await files.FillAsync(details, Path);
        Assert.True(details.Names!.Users.IsRead);
        Assert.Same(IdMap.Same, details.Names.UserIds);
        await File.WriteAllTextAsync($"/proc/{_process.Id}/uid_map", "0 100000 65536");
        await File.WriteAllTextAsync($"/proc/{_process.Id}/gid_map", "0 200000 65536");
        await files.RefreshAsync();
        Assert.True(details.Names.UserIds.TryFindInside(101_000, out uint user));
        Assert.True(details.Names.GroupIds.TryFindInside(201_000, out uint group));
        Assert.Equal((1000u, 1000u), (user, group));
        Assert.False(details.Names.UserIds.TryFindInside(0, out _));
    }

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
