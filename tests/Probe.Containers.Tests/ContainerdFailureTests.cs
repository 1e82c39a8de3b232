using System.Diagnostics;
using System.Text;
using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers;
using Xunit;

namespace KosmosProbe.Containers.Tests;

/// <summary>A real containerd that freezes, dies and comes back; and how long its answers take.</summary>
[Collection(BedCollection.Name)]
public sealed class ContainerdFailureTests(ContainerdBed bed, ITestOutputHelper output)
{
    [Fact]
    public async Task AFrozenRuntimeIsHangingAndTheBundleAnswers()
    {
        bed.Demand();
        var pod = bed.Kubelet.Pod("zeus-2");
        string podId = await bed.Kubelet.RunPodAsync(pod);
        string id = await bed.Kubelet.RunAsync(podId, pod, Kubelet.Container(pod, "zeus", ContainerdBed.Zeus));
        await using var session = await WatchSession.StartAsync(bed.Options);
        await session.NextAsync(id, static answer => answer.Outcome == ContainerOutcome.Known);
        await bed.SignalAsync("STOP");
        try
        {
            for (int i = 0; session.Runtime.State != RuntimeState.Hanging && i < 5; i++)
            {
                var (answer, took) = await session.FindAsync(id);
                Assert.Equal("zeus", Text(answer.Info!.Name));
                Assert.Equal("zeus-2", Text(answer.Info.PodName));
                output.WriteLine($"frozen: bundle's answer final after {took.TotalMilliseconds:F0} ms");
            }

            await session.UntilAsync(RuntimeState.Hanging);
            Assert.Single(session.Lines, static line => line.Contains("Hanging", StringComparison.Ordinal));
        }
        finally
        {
            await bed.SignalAsync("CONT");
        }

        await session.UntilAsync(RuntimeState.Ready);
        await session.FindUntilAsync(id, static answer => answer.Info?.PodLabels is not null);
        await bed.Kubelet.RemovePodAsync(podId);
    }

    [Fact]
    public async Task ARuntimeThatRestartsIsFoundAgain()
    {
        bed.Demand();
        var pod = bed.Kubelet.Pod("zeus-3");
        string podId = await bed.Kubelet.RunPodAsync(pod);
        string id = await bed.Kubelet.RunAsync(podId, pod, Kubelet.Container(pod, "zeus", ContainerdBed.Zeus));
        await using var session = await WatchSession.StartAsync(bed.Options);
        await session.NextAsync(id, static answer => answer.Outcome == ContainerOutcome.Known);
        bed.KillContainerd();
        var (meanwhile, _) = await session.FindAsync(id);
        Assert.Equal("zeus", Text(meanwhile.Info!.Name));
        Assert.Equal(ContainerdBed.Zeus, Text(meanwhile.Info.Image));
        Assert.NotEqual(RuntimeState.Ready, session.Runtime.State);
        long start = Stopwatch.GetTimestamp();
        await bed.StartContainerdAsync();
        await session.UntilAsync(RuntimeState.Ready);
        output.WriteLine($"ready {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms after the start");
        await session.FindUntilAsync(id, static answer => answer.Info?.PodLabels is not null);
        await bed.Kubelet.RemovePodAsync(podId);
    }

    [Fact]
    public async Task TheAnswerIsThereBeforeTheContainersFirstProcess()
    {
        bed.Demand();
        const int Count = 10;
        await using var session = await WatchSession.StartAsync(bed.PatientOptions);
        await session.UntilAsync(RuntimeState.Ready);
        var pod = bed.Kubelet.Pod("zeus-4");
        string podId = await bed.Kubelet.RunPodAsync(pod);
        string parent = $"/sys/fs/cgroup/{CgroupTree()}{pod.Linux.CgroupParent}";
        using var made = new FileSystemWatcher(parent);
        var asked = new Dictionary<string, long>();
        made.Created += (_, change) =>
        {
            lock (asked) asked[change.Name!] = Stopwatch.GetTimestamp();
            session.Ask(change.Name!);
        };
        made.EnableRaisingEvents = true;
        var partial = new List<double>();
        var known = new List<double>();
        for (int i = 0; i < Count; i++)
        {
            var config = Kubelet.Container(pod, $"zeus-{i}", ContainerdBed.Zeus, "/bin/true");
            string id = await bed.Kubelet.CreateAsync(podId, pod, config);
            var starting = bed.Kubelet.StartAsync(id);
            var first = await session.NextAsync(id, static _ => true);
            lock (asked) partial.Add(Stopwatch.GetElapsedTime(asked[id]).TotalMilliseconds);
            Assert.Equal($"zeus-{i}", Text(first.Info!.Name));
            var last = first.Outcome == ContainerOutcome.Known
                ? first
                : await session.NextAsync(id, static answer => answer.Outcome == ContainerOutcome.Known);
            lock (asked) known.Add(Stopwatch.GetElapsedTime(asked[id]).TotalMilliseconds);
            Assert.NotNull(last.Info!.PodLabels);
            await starting;
        }

        output.WriteLine($"cgroup_mkdir to the bundle's answer: {Spread(partial)}; to the runtime's: {Spread(known)}");
        Assert.Equal((Count, Count), (partial.Count, known.Count));
        await bed.Kubelet.RemovePodAsync(podId);
    }

    private static string CgroupTree() => Directory.Exists("/sys/fs/cgroup/unified/kubepods") ? "unified"
        : Directory.Exists("/sys/fs/cgroup/memory/kubepods") ? "memory" : "";

    private static string Spread(List<double> ms) =>
        $"median {ms.Order().ElementAt(ms.Count / 2):F1} ms, most {ms.Max():F1} ms";

    private static string? Text(byte[]? text) => text is null ? null : Encoding.UTF8.GetString(text);
}
