using System.Diagnostics;
using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests.Live;

/// <summary>Users by the names that their own container gives them.</summary>
[Collection(BedCollection.Name)]
public sealed class UsersTests(ContainerdBed bed) : IDisposable
{
    private const string Rule = "Marked";

    private static readonly TimeSpan SeenMax = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly string _mark = Guid.NewGuid().ToString("N");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NamesAreThoseOfTheContainersFilesAsTheyAreNow()
    {
        bed.Demand();
        string rules = _folder.Write("users.yaml", $$"""
            - rule: {{Rule}}
              desc: an exec with a mark
              condition: evt.type = execve and evt.rawres >= 0 and proc.cmdline contains "{{_mark}}"
              output: "%proc.cmdline %user.uid %user.name %user.homedir %user.shell %group.gid %group.name"
              priority: NOTICE
            """);
        var pod = bed.Kubelet.Pod("users-0");
        string podId = await bed.Kubelet.RunPodAsync(pod);
        string asUser = await RunAsync(podId, pod, "user", 1000);
        string asRoot = await RunAsync(podId, pod, "root", 0);
        string asNobody = await RunAsync(podId, pod, "nameless", 4711);
        using var probe = await LiveProbe.StartReadyAsync(bed.Socket, "-r", rules);

        AssertNames(await MarkAsync(probe, asUser, "first"), "zeus", "/tmp", "/bin/sh", "agents");
        AssertNames(await MarkAsync(probe, asRoot, "root"), "root", "/root", "/bin/sh", "root");
        AssertNames(await MarkAsync(probe, asNobody, "nobody"), "<NA>", "<NA>", "<NA>", "root");
        string host = $"true {_mark} host";
        await CommandLine.RunAsync(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true", $"{_mark} host");
        var onHost = Assert.Single(await probe.UntilAsync(Rule, alert => alert["proc.cmdline"] == host));
        Assert.Equal(("nobody", "nogroup"), (onHost["user.name"], onHost["group.name"]));

        // A change is seen after a while, a second or so, in this container and no other.
        await bed.Kubelet.ExecAsync(asRoot, "/bin/sh", "-c",
            "echo hermes:x:0:0::/new:/bin/false > /etc/passwd; echo news:x:0: > /etc/group");
        long start = Stopwatch.GetTimestamp();
        var second = await MarkAsync(probe, asRoot, "second 0");
        for (int i = 1; second["user.name"] == "root" && Stopwatch.GetElapsedTime(start) < SeenMax; i++)
        {
            await Task.Delay(200);
            second = await MarkAsync(probe, asRoot, $"second {i}");
        }

        AssertNames(second, "hermes", "/new", "/bin/false", "news");
        AssertNames(await MarkAsync(probe, asUser, "again"), "zeus", "/tmp", "/bin/sh", "agents");
        probe.End();
        await bed.Kubelet.RemovePodAsync(podId);
    }

    [Fact]
    public async Task UsersOfAUserNamespaceAreNamedAsTheyAreNumberedThere()
    {
        bed.Demand();
        const uint First = 100_000;
        string rules = _folder.Write("users.yaml", $$"""
            - rule: {{Rule}}
              desc: an exec with a mark
              condition: evt.type = execve and evt.rawres >= 0 and proc.cmdline contains "{{_mark}}"
              output: "%proc.cmdline %user.uid %user.name %user.homedir %user.shell %group.gid %group.name"
              priority: NOTICE
            """);
        string name = $"mapped-{_mark}";
        string map = $"0:{First}:65536";
        using var probe = await LiveProbe.StartReadyAsync(bed.Socket, "-r", rules);

        // The bundle tells the map before the first process runs.
        string[] command = ["/bin/sh", "-c", $"/bin/true {_mark} entry; exec sleep 1000"];
        await bed.CtrRunAsync(name, ContainerdBed.Zeus, ["--uidmap", map, "--gidmap", map], command);
        await AssertMappedAsync(probe, "entry", First, "root", "/root", "/bin/sh", "root");
        await ExecAsync("user", "1000:1000");
        await AssertMappedAsync(probe, "user", First + 1000, "zeus", "/tmp", "/bin/sh", "agents");
        await ExecAsync("nameless", "4711:4711");
        await AssertMappedAsync(probe, "nameless", First + 4711, "<NA>", "<NA>", "<NA>", "<NA>");
        probe.End();

        Task ExecAsync(string word, string user) => bed.CtrAsync(
            "task", "exec", "--exec-id", word, "--user", user, name, "/bin/true", _mark, word);
    }

    private async Task AssertMappedAsync(
        LiveProbe probe, string word, uint id, string user, string home, string shell, string group)
    {
        string command = $"true {_mark} {word}";
        var alert = Assert.Single(await probe.UntilAsync(Rule, alert => alert["proc.cmdline"] == command));
        AssertNames(alert, user, home, shell, group);
        Assert.Equal(($"{id}", $"{id}"), (alert["user.uid"], alert["group.gid"]));
    }

    private async Task<string> RunAsync(string podId, PodSandboxConfig pod, string name, long user)
    {
        var config = Kubelet.Container(pod, name, ContainerdBed.Zeus);
        config.Linux.SecurityContext.RunAsUser = new Int64Value { Value = user };
        return await bed.Kubelet.RunAsync(podId, pod, config);
    }

    private async Task<LiveAlert> MarkAsync(LiveProbe probe, string id, string word)
    {
        await bed.Kubelet.ExecAsync(id, "/bin/true", $"{_mark} {word}");
        return Assert.Single(await probe.UntilAsync(Rule, alert => alert["proc.cmdline"] == $"true {_mark} {word}"));
    }

    private static void AssertNames(LiveAlert alert, string user, string home, string shell, string group) =>
        Assert.Equal(
            (user, home, shell, group),
            (alert["user.name"], alert["user.homedir"], alert["user.shell"], alert["group.name"]));
}
