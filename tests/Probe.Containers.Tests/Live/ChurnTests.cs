using System.Diagnostics;
using System.Globalization;
using KosmosProbe.Containers.Tests.Bed;
using Xunit;

namespace KosmosProbe.Containers.Tests.Live;

/// <summary>Containers that are gone before anybody could look: each is named all the same.</summary>
[Collection(BedCollection.Name)]
public sealed class ChurnTests(ContainerdBed bed, ITestOutputHelper output)
{
    private const string Rule = "KOSMOS Agent Shell Spawn";
    private const int AtOnce = 4;

    // The full thousand takes some minutes on two cores: PROBE_CHURN_CONTAINERS=1000.
    private static readonly int Count = int.Parse(
        Environment.GetEnvironmentVariable("PROBE_CHURN_CONTAINERS") ?? "60", CultureInfo.InvariantCulture);

    [Fact]
    public async Task EveryShortContainerIsNamedInItsAlert()
    {
        bed.Demand();
        string pods = "+ image=%container.image.repository tag=%container.image.tag pod=%k8s.pod.name "
            + "ns=%k8s.ns.name id=%container.id";
        using var probe = await LiveProbe.StartReadyAsync(
            bed.Socket, "-o", $"append_output[]={{match: {{source: syscall}}, extra_output: \"{pods}\"}}");
        var ids = new string[Count];
        var lives = new double[Count];
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(lane => RunLaneAsync(lane, ids, lives)));
        var took = Stopwatch.GetElapsedTime(start);
        await probe.UntilAsync(Rule, static _ => true, Count);
        await LiveProbe.SettleAsync();
        probe.End();
        output.WriteLine(
            $"{Count} containers, {AtOnce} at a time, in {took.TotalSeconds:F1} s; "
            + $"a start took {lives.Order().ElementAt(Count / 2):F0} ms (median)");
        output.WriteLine(probe.LastLine);

        var alerts = probe.Find(Rule, static _ => true);
        Assert.Equal(Count, alerts.Length);
        var byName = alerts.ToDictionary(static alert => alert["container.name"]!);
        for (int i = 0; i < Count; i++)
        {
            var alert = byName[Name(i)];
            Assert.Equal("docker.io/kosmos/zeus-agent", alert["container.image.repository"]);
            Assert.Equal("1.0", alert["container.image.tag"]);
            Assert.Equal(PodName(i % AtOnce), alert["k8s.pod.name"]);
            Assert.Equal("kosmos-agents", alert["k8s.ns.name"]);
            Assert.Equal(ids[i][..12], alert["container.id"]);
            Assert.Equal("root", alert["user.name"]);
            Assert.Equal("sh", alert["proc.name"]);
            Assert.DoesNotContain("<NA>", alert.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("null", alert.Text, StringComparison.Ordinal);
        }

        Assert.Equal(0, probe.Figure("late"));
        Assert.Equal(0, probe.Figure("dropped"));
    }

    private static string Name(int number) => $"short-{number}";

    private static string PodName(int lane) => $"churn-{lane}";

    // Each lane has a pod, and in it one container after another.
    private async Task RunLaneAsync(int lane, string[] ids, double[] lives)
    {
        var pod = bed.Kubelet.Pod(PodName(lane));
        string podId = await bed.Kubelet.RunPodAsync(pod);
        for (int i = lane; i < ids.Length; i += AtOnce)
        {
            var config = Kubelet.Container(pod, Name(i), ContainerdBed.Zeus, "/bin/sh", "-c", "exit 0");
            ids[i] = await bed.Kubelet.CreateAsync(podId, pod, config);
            long start = Stopwatch.GetTimestamp();
            await bed.Kubelet.StartAsync(ids[i]);
            lives[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

            // A start is told before runc has started the shell, and a removal would kill it.
            await bed.Kubelet.UntilEndedAsync(ids[i]);
            await bed.Kubelet.RemoveAsync(ids[i]);
        }

        await bed.Kubelet.RemovePodAsync(podId);
    }
}
