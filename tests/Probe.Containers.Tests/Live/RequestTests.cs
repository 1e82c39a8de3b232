using KosmosProbe.Containers.Tests.Bed;
using KosmosProbe.Host.Tests.Requests;
using Xunit;

namespace KosmosProbe.Containers.Tests.Live;

/// <summary>
/// KOSMOS rules on what containers do through io_uring, however the kernel carries it out: the same alerts as for
/// system calls, with the container's name, and none for what comes near.
/// </summary>
[Collection(BedCollection.Name)]
public sealed class RequestTests(ContainerdBed bed, KosmosScene scene) : IClassFixture<KosmosScene>, IDisposable
{
    private const string Network = "KOSMOS Agent Network Connection";
    private const string Sensitive = "KOSMOS Sensitive File Access";
    private const string Database = "MCP Database Direct Access";
    private const string Program = "/tmp/workload";

    private Workload? _workload;

    public void Dispose() => _workload?.Dispose();

    /// <summary>Each way with a file of its own: alerts alike are told once.</summary>
    [Theory]
    [InlineData("inline", "/etc/shadow")]
    [InlineData("async", "/var/my-secret.txt")]
    [InlineData("sqpoll", "/var/credentials.json")]
    public async Task SensitiveFilesAreSeenRead(string way, string file)
    {
        await PrepareAsync("zeus", "other");
        await RequestAsync("other", "uring-read", way, file);
        await RequestAsync("zeus", "uring-read", way, "/etc/image");
        await LiveProbe.SettleAsync();
        Assert.Empty(scene.Probe.Find(Sensitive, alert => In("other")(alert) || alert["fd.name"] == "/etc/image"));

        await RequestAsync("zeus", "uring-read", way, file);
        await scene.Probe.UntilAsync(Sensitive, alert => In("zeus")(alert) && alert["fd.name"] == file);
        await LiveProbe.SettleAsync();
        Assert.Single(scene.Probe.Find(Sensitive, alert => In("zeus")(alert) && alert["fd.name"] == file));
    }

    [Theory]
    [InlineData("inline")]
    [InlineData("async")]
    [InlineData("sqpoll")]
    public async Task ConnectionsAreSeen(string way)
    {
        await PrepareAsync("zeus", "other", "gateway", "database");
        await RequestAsync("other", "uring-talk", way, scene.Server, "8081");
        await RequestAsync("database", "uring-talk", way, scene.Server, "5432");
        await LiveProbe.SettleAsync();
        Assert.Empty(scene.Probe.Find(Network, In("other")));
        Assert.Empty(scene.Probe.Find(Database, In("database")));

        int before = scene.Probe.Find(Network, In("zeus")).Length;
        await RequestAsync("zeus", "uring-talk", way, scene.Server, "8081");
        var alert = (await scene.Probe.UntilAsync(Network, In("zeus"), before + 1))[before];
        Assert.EndsWith($"->{scene.Server}:8081", alert["fd.name"], StringComparison.Ordinal);
        await RequestAsync("gateway", "uring-talk", way, scene.Server, "5432");
        await scene.Probe.UntilAsync(Database, In("gateway"));
    }

    private async Task PrepareAsync(params string[] containers)
    {
        bed.Demand();
        Assert.SkipWhen(
            scene.Probe.Log.Contains("made through io_uring are not seen", StringComparison.Ordinal),
            "this kernel's tracepoints do not name requests of io_uring");
        _workload = new Workload();
        foreach (string container in containers)
        {
            await scene.PutAsync(container, _workload.Program, Program);
        }
    }

    private async Task RequestAsync(string container, params string[] words)
    {
        string printed = await scene.ExecAsync(container, [Program, .. words]);
        Assert.SkipUnless(
            printed.Contains("fact ring error=0", StringComparison.Ordinal),
            $"io_uring is forbidden in containers here: {printed}");
    }

    private static Func<LiveAlert, bool> In(string container) => alert => alert["container.name"] == container;
}
