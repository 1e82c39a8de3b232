using KosmosProbe.Engine;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Live;
using Xunit;

namespace KosmosProbe.Host.Tests;

public class BadRecordsTests
{
    [Fact]
    public void ATruncatedRecordIsToldOnceAndInTheEnd()
    {
        using var queue = new AlertQueue(1 << 16);
        Assert.True(RuleSet.TryLoad([], SyscallFields.Table, new RuleSetOptions(), new RuleReport(), out var rules));
        var pipeline = new EventPipeline(rules, new NodeState(), new AlertOptions(), queue);
        var bad = new BadRecords(pipeline);
        Assert.Null(bad.Look());
        Assert.Equal("", bad.Total());

        pipeline.Handle(new byte[7]);
        string told = "1 records from the kernel could not be read (1 shorter than their event): "
            + "events are missed; restart the probe, and report this if it comes again";
        Assert.Equal(told, bad.Look());
        Assert.Null(bad.Look());
        Assert.Equal(told, bad.Total());
    }
}
