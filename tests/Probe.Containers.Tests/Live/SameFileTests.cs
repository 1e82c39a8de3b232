using System.Diagnostics;
using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests.Live;

/// <summary>A container's files by other names than a rule has for them, on the file system of its image.</summary>
[Collection(BedCollection.Name)]
public sealed class SameFileTests(ContainerdBed bed) : IDisposable
{
    private const string Rule = "Named";

    private static readonly TimeSpan SeenMax = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AHardLinkInAContainerIsTheFileAndACopyIsNot()
    {
        bed.Demand();
        string rules = _folder.Write("named.yaml", $"""
            - rule: {Rule}
              desc: a file of the image is read by its name
              condition: >
                evt.type in (open, openat, openat2) and evt.rawres >= 0 and proc.name = cat
                and fd.name in (/etc/passwd, /bin/applets)
              output: "%fd.name read in %container.name"
              priority: NOTICE
            """);
        var pod = bed.Kubelet.Pod("files-0");
        string podId = await bed.Kubelet.RunPodAsync(pod);
        string id = await RunAsync(podId, pod, "linked");
        string other = await RunAsync(podId, pod, "other");
        await bed.Kubelet.ExecAsync(
            id, "/bin/sh", "-c", "ln /etc/passwd /tmp/link; cp /etc/passwd /tmp/copy; ln -s /bin/sh /bin/applets");
        await bed.Kubelet.ExecAsync(other, "/bin/sh", "-c", "echo no link > /tmp/link");
        using var probe = await LiveProbe.StartReadyAsync(bed.Socket, "-r", rules);

        var alert = await UntilReadAsync(probe, id, "/tmp/link");
        Assert.Equal("/etc/passwd", alert["fd.name.same"]);
        Assert.EndsWith(
            "/tmp/link read in linked (the same file as /etc/passwd)", alert.Output, StringComparison.Ordinal);

        // What the rule names by a symbolic link is where that leads.
        await bed.Kubelet.ExecAsync(id, "/bin/cat", "/bin/sh");
        var leading = await probe.UntilAsync(Rule, static alert => alert["fd.name"] != "/tmp/link");
        Assert.Contains(leading, static alert => alert.Output.Contains(
            "read in linked (the same file as /bin/applets)", StringComparison.Ordinal));

        await bed.Kubelet.ExecAsync(id, "/bin/cat", "/tmp/copy");
        await bed.Kubelet.ExecAsync(other, "/bin/cat", "/tmp/link");
        await bed.Kubelet.ExecAsync(other, "/bin/cat", "/etc/passwd");
        var plain = Assert.Single(await probe.UntilAsync(Rule, static alert => alert["fd.name"] == "/etc/passwd"));
        Assert.EndsWith("/etc/passwd read in other", plain.Output, StringComparison.Ordinal);
        await LiveProbe.SettleAsync();
        Assert.Empty(probe.Find(Rule, static alert => alert["fd.name"] == "/tmp/copy"));
        Assert.All(
            probe.Find(Rule, static alert => alert["fd.name"] == "/tmp/link"),
            static alert => Assert.Contains("read in linked", alert.Output, StringComparison.Ordinal));
        probe.End();
        await bed.Kubelet.RemovePodAsync(podId);
    }

    private async Task<string> RunAsync(string podId, PodSandboxConfig pod, string name) =>
        await bed.Kubelet.RunAsync(podId, pod, Kubelet.Container(pod, name, ContainerdBed.Zeus));

    // Where the paths of a container lead is known a moment after the start.
    private async Task<LiveAlert> UntilReadAsync(LiveProbe probe, string id, string path)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            await bed.Kubelet.ExecAsync(id, "/bin/cat", path);
            await LiveProbe.SettleAsync();
            if (probe.Find(Rule, alert => alert["fd.name"] == path) is [var alert, ..]) return alert;
            Assert.True(Stopwatch.GetElapsedTime(start) < SeenMax, $"{path} is not taken for another file");
        }
    }
}
