using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// The same operations by system calls and by requests of io_uring, carried out at once, by a worker of the kernel, or
/// by the thread that polls the queue: what rules read is the same, but for the field that tells them apart.
/// </summary>
[Collection(KernelCollection.Name)]
public sealed class UringTests(ProbeSession session) : IDisposable
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("call")]
    [InlineData("inline")]
    [InlineData("async")]
    [InlineData("sqpoll")]
    public void RequestsAboutFilesTellWhatTheirCallsDo(string way)
    {
        DemandUnlessCall(way);
        _folder.Write("file");
        File.CreateSymbolicLink(_folder["link"], _folder["file"]);
        var run = session.Run("uring-files", way, _folder.Path);
        CheckAll(run, way, UringCases.Files);
    }

    [Theory]
    [InlineData("call")]
    [InlineData("inline")]
    [InlineData("async")]
    [InlineData("sqpoll")]
    public void RequestsAboutSocketsTellWhatTheirCallsDo(string way)
    {
        DemandUnlessCall(way);
        var run = session.Run("uring-sockets", way, _folder["socket"]);
        var cases = run["ring"]["binds"] == "1"
            ? UringCases.Sockets
            : [.. UringCases.Sockets.Where(static row => !IsOfServers(row.Step))];
        CheckAll(run, way, cases);
    }

    // Since 6.11.
    private static bool IsOfServers(string step) => step == "listen" || step.StartsWith("bind", Ordinal);

    /// <summary>The records of a step without those of the call that hands requests over.</summary>
    internal static Recorded Only(WorkloadRun run, Line step) =>
        Assert.Single(run.During(step), record => record.Type != EventType.IoUringEnter);

    private void DemandUnlessCall(string way)
    {
        if (way != "call") Demand(session);
    }

    /// <summary>Skips where the kernel cannot tell of requests.</summary>
    internal static void Demand(ProbeSession session)
    {
        Privilege.Demand();
        Assert.SkipUnless(session.SeesRequests, "this kernel's tracepoints do not name requests of io_uring");
    }

    /// <summary>Skips where the kernel forbids rings.</summary>
    internal static void Demand(WorkloadRun run) =>
        Assert.SkipWhen(run["ring"]["error"] != "0", $"io_uring is forbidden here: errno {run["ring"]["error"]}");

    private void CheckAll(WorkloadRun run, string way, (string Step, string Field, string Expected)[] cases)
    {
        bool isRequest = way != "call";
        if (isRequest)
            Demand(run);
        var fields = new CallFields(run, step => Only(run, step));
        var differences = new List<string>();
        foreach (var step in cases.GroupBy(row => row.Step))
        {
            CheckHeader(Only(run, run[step.Key]), run[step.Key], isRequest);
            string?[] texts = fields.ReadAll(
                step.Key, ["evt.is_io_uring", "proc.name", .. step.Select(row => row.Field)]);
            Assert.Equal(isRequest ? "true" : "false", texts[0]);
            Assert.Equal("workload", texts[1]);
            foreach (var (row, text) in step.Zip(texts.Skip(2)))
            {
                string expected = run.Fill(row.Step, row.Expected, _folder.Path);
                if (text != expected)
                    differences.Add($"{row.Step} {row.Field}:\n  expected {expected}\n  actual   {text ?? "missing"}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    // The CPU is any: workers and pollers have their own.
    private static void CheckHeader(Recorded record, Line step, bool isRequest)
    {
        var header = record.Header;
        Assert.Equal(isRequest, header.Flags.HasFlag(RecordFlags.IoUring));
        Assert.Equal((RecordFlags)0, header.Flags & ~(RecordFlags.IoUring | RecordFlags.FromUser));
        Assert.Equal(step.Signed("result"), header.Result);
        Assert.Equal(step.Unsigned("tid"), header.Tid);
        Assert.Equal(step.Unsigned("pid"), header.Pid);
        Assert.Equal(step.Unsigned("uid"), header.Uid);
        Assert.Equal(step.Unsigned("gid"), header.Gid);
        Assert.Equal(step.Number("cgroup_id"), header.CgroupId);
        Assert.Equal(step.Number("start_ticks"), Check.Ticks(header.ThreadStartNs));
    }
}
