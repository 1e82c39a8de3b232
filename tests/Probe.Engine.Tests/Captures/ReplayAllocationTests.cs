using KosmosProbe.Engine.Captures.Fields;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures;

/// <summary>Replay takes no memory for events and alerts once everything has grown to its size.</summary>
public sealed class ReplayAllocationTests
{
    private const int QueueBytes = 1 << 22;

    // Pools grow to what the busiest moment needs, and that depends on what earlier passes have left.
    private const int PassesMax = 12;

    private static readonly AlertOptions Alerts = new() { Form = AlertForm.Json };

    public static TheoryData<string> Captures => ["p1.scap", "p2.scap", "p4.scap", "p5.scap"];

    [Theory]
    [MemberData(nameof(Captures))]
    public void NoEventAndNoAlertTakesMemory(string name)
    {
        byte[] capture = File.ReadAllBytes(SharedFiles.Path("fixtures", "parity", name));
        var node = NodeState.ForCapture();
        using var queue = new AlertQueue(QueueBytes);
        var pipeline = new EventPipeline(OfficialRules(), node, Alerts, queue);
        Pass(capture, pipeline, node, queue, isFirst: true);
        long added = queue.Added;
        long allocated = long.MaxValue;
        for (int pass = 0; pass < PassesMax && allocated > 0; pass++)
        {
            allocated = Pass(capture, pipeline, node, queue, isFirst: false);
        }

        Assert.Equal(0, allocated);
        Assert.True(queue.Added > added, "alerts are part of what is measured");
        Assert.Equal(0, queue.Dropped);
    }

    // Bytes allocated by all events, those that describe a container among them.
    private static long Pass(byte[] capture, EventPipeline pipeline, NodeState node, AlertQueue queue, bool isFirst)
    {
        using var reader = new ScapReader(new MemoryStream(capture));
        while (reader.TryReadHead(out var item))
        {
            if (isFirst) node.Recorded!.Seed(item);
        }

        if (isFirst) node.Recorded!.EndHead();
        var records = new CaptureRecords(reader);
        long allocated = 0;
        while (records.TryRead(out var record))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            pipeline.Handle(record);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            while (queue.TryTake(out _)) queue.Release();
        }

        return allocated;
    }

    private static RuleSet OfficialRules()
    {
        string folder = SharedFiles.Path("fixtures", "falco-rules");
        string[] names = ["falco_rules.yaml", "falco-incubating_rules.yaml", "falco-sandbox_rules.yaml"];
        var report = new RuleReport();
        var files = RulePaths.Read([.. names.Select(name => Path.Combine(folder, name))], report);
        var options = new RuleSetOptions { ForCaptures = true, Matching = RuleMatching.All, Alerts = Alerts };
        Assert.True(
            RuleSet.TryLoad(files, CaptureFields.Table, options, report, out var rules),
            string.Join('\n', report.Errors));
        return rules;
    }
}
