using System.Diagnostics;
using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests.Live;

/// <summary>
/// Runtimes that are not there, go, come back, hang and lie, seen from outside: every alert is written, its fields say
/// what is known, and the probe counts what came too late.
/// </summary>
[Collection(BedCollection.Name)]
public sealed class FailureTests(ContainerdBed bed, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Rule = "KOSMOS Kill Switch Triggered";
    private const string Shell = "KOSMOS Agent Shell Spawn";
    private const string More = "append_output[]={match: {source: syscall}, extra_output: \"%container.id "
        + "%container.name %container.image.repository %k8s.pod.name %k8s.ns.name %k8s.pod.label[app]\"}";

    private readonly TemporaryFolder _folder = new();
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private PodSandboxConfig _pod = null!;
    private string _podId = "";

    private string Socket => _folder.At("cri.sock");

    public async ValueTask InitializeAsync()
    {
        if (bed.Missing.Length > 0) return;
        _pod = bed.Kubelet.Pod("zeus-f");
        _podId = await bed.Kubelet.RunPodAsync(_pod);
    }

    public async ValueTask DisposeAsync()
    {
        if (_podId.Length > 0) await bed.Kubelet.RemovePodAsync(_podId);
        _folder.Dispose();
    }

    [Fact]
    public async Task WithoutARuntimeTheContainersIdIsKnown()
    {
        bed.Demand();
        using var probe = await LiveProbe.StartAsync(Socket, "-o", More);
        var alert = await AlertOfNewContainerAsync(probe);
        AssertOnlyIdIsKnown(alert);
        probe.End();
        Assert.Equal(1, probe.Alerts.Count(one => one.Text.Contains(_mark, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ASlowRuntimeDelaysAnAlertByHalfASecondAtMost()
    {
        bed.Demand();
        await using var cri = new FakeCri();
        await cri.StartAsync(Socket);
        using var probe = await LiveProbe.StartReadyAsync(Socket, "-o", More);
        cri.Delay = TimeSpan.FromSeconds(5);
        var alert = await AlertOfNewContainerAsync(
            probe, id => cri.Add(id, "zeus", "docker.io/kosmos/zeus-agent:1.0"));
        AssertOnlyIdIsKnown(alert);
        output.WriteLine($"alert {(DateTime.UtcNow - alert.At).TotalMilliseconds:F0} ms after the exec");
        probe.End();
        Assert.InRange(probe.Figure("late"), 1, long.MaxValue);
    }

    [Theory]
    [InlineData("another id")]
    [InlineData("invalid UTF-8")]
    [InlineData("nonsense")]
    public async Task ALyingRuntimeIsNotBelieved(string lie)
    {
        bed.Demand();
        await using var cri = new FakeCri();
        await cri.StartAsync(Socket);
        using var probe = await LiveProbe.StartReadyAsync(Socket, "-o", More);
        AssertOnlyIdIsKnown(await AlertOfNewContainerAsync(probe, id => Lie(cri, id, lie)));
        probe.End();
    }

    [Fact]
    public async Task HugeTextsOfARuntimeAreCut()
    {
        bed.Demand();
        await using var cri = new FakeCri();
        await cri.StartAsync(Socket);
        using var probe = await LiveProbe.StartReadyAsync(Socket, "-o", More);
        string name = new('ä', 100_000);
        string loop = $"while true; do /bin/sh -c ': kill-switch {_mark}'; sleep 0.1; done";
        var config = Kubelet.Container(_pod, "long", ContainerdBed.Zeus, "/bin/sh", "-c", loop);
        string id = await bed.Kubelet.CreateAsync(_podId, _pod, config);
        cri.Add(id, name, "docker.io/kosmos/zeus-agent:1.0");
        await bed.Kubelet.StartAsync(id);
        var alert = (await probe.UntilAsync(
            Rule, one => one["container.id"] == id[..12] && one["container.name"] is not null))[0];
        Assert.InRange(alert["container.name"]!.Length, 1000, 5000);
        Assert.EndsWith("ä…", alert["container.name"], StringComparison.Ordinal);
        Assert.Equal("docker.io/kosmos/zeus-agent", alert["container.image.repository"]);
        probe.End();
    }

    [Fact]
    public async Task ContainersKeepTheirNamesWhileTheRuntimeIsAwayAndAfterItIsBack()
    {
        bed.Demand();
        string loop = "while true; do /bin/sh -c true; sleep 0.1; done";
        var config = Kubelet.Container(_pod, "loop", ContainerdBed.Zeus, "/bin/sh", "-c", loop);
        string id = await bed.Kubelet.RunAsync(_podId, _pod, config);
        using var before = await LiveProbe.StartReadyAsync(bed.Socket, "-o", More);
        await before.UntilAsync(Shell, IsLabelled);
        int first = before.Find(Shell, OfLoop).Length;
        bed.KillContainerd();
        LiveProbe? during = null;
        try
        {
            await before.UntilLoggedAsync($"runtime at {bed.Socket} is ");
            int known = before.Find(Shell, IsLoop).Length;
            await before.UntilAsync(Shell, IsLoop, known + 3);

            // Who starts now has nobody to ask; the bundle tells.
            during = await LiveProbe.StartAsync(bed.Socket, "-o", More);
            var alert = (await during.UntilAsync(Shell, IsLoop))[0];
            Assert.Equal(
                (id[..12], "docker.io/kosmos/zeus-agent", "zeus-f", "kosmos-agents", null),
                (alert["container.id"], alert["container.image.repository"], alert["k8s.pod.name"],
                    alert["k8s.ns.name"], alert["k8s.pod.label[app]"]));
        }
        finally
        {
            await bed.StartContainerdAsync();
        }

        using (during)
        {
            Assert.NotNull(during);
            await during.UntilLoggedAsync($"runtime at {bed.Socket}: ");
            await during.UntilAsync(Shell, IsLabelled);
            during.End();
        }

        before.End();
        Assert.All(before.Find(Shell, OfLoop).Skip(first), static alert =>
            Assert.Equal(("loop", "zeus-f"), (alert["container.name"], alert["k8s.pod.label[app]"])));
        Assert.Equal(0, before.Figure("dropped"));

        bool OfLoop(LiveAlert alert) => alert["container.id"] == id[..12];
    }

    private static bool IsLoop(LiveAlert alert) => alert["container.name"] == "loop";

    private static bool IsLabelled(LiveAlert alert) => IsLoop(alert) && alert["k8s.pod.label[app]"] == "zeus-f";

    private static void Lie(FakeCri cri, string id, string lie)
    {
        cri.Add(id, "trusted", "docker.io/library/trusted:1.0", answeredId: lie == "another id" ? new('b', 64) : null);
        byte[] answer = cri.Containers[id];
        cri.Containers[id] = lie switch
        {
            "nonsense" => [0xFF, 0xFF, 0xFF, 1],
            "invalid UTF-8" => [.. answer.Select(static one => one == (byte)'t' ? (byte)0xFF : one)],
            _ => answer,
        };
    }

    // A container made while the probe watches: its events come before anybody can have answered.
    private async Task<LiveAlert> AlertOfNewContainerAsync(LiveProbe probe, Action<string>? created = null)
    {
        var config = Kubelet.Container(_pod, "short", ContainerdBed.Zeus, "/bin/true", $"kill-switch {_mark}");
        string id = await bed.Kubelet.CreateAsync(_podId, _pod, config);
        created?.Invoke(id);
        long start = Stopwatch.GetTimestamp();
        await bed.Kubelet.StartAsync(id);
        var alert = Assert.Single(await probe.UntilAsync(
            Rule, one => one["proc.cmdline"]!.Contains(_mark, StringComparison.Ordinal)));
        output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms after the start: {alert.Text}");
        Assert.Equal(id[..12], alert["container.id"]);
        return alert;
    }

    private static void AssertOnlyIdIsKnown(LiveAlert alert)
    {
        string[] missing =
        [
            "container.name", "container.image.repository", "k8s.pod.name", "k8s.ns.name", "k8s.pod.label[app]",
        ];
        Assert.All(missing, field => Assert.Null(alert[field]));
    }
}
