using System.Text;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Audit;

public sealed class AuditPipelineTests
{
    private const string Both = """
        - rule: reads
          desc: d
          source: k8s_audit
          priority: WARNING
          tags: [k8s]
          condition: ka.verb = get
          output: "by %ka.user.name of %ka.target.name groups %ka.user.groups"
        - rule: gets
          desc: d
          source: k8s_audit
          priority: WARNING
          condition: ka.verb in (get, list)
          output: "gets"
        - rule: opens
          desc: d
          priority: WARNING
          condition: evt.type = open
          output: "%fd.name"
        """;

    [Fact]
    public void AlertsHaveTheFormOfAllOthers()
    {
        using var run = new AuditRun(
            TestRules.Load(Both, AuditRun.Options), new AlertOptions { Form = AlertForm.Json });
        var alerts = run.Handle(Event("get"));
        Assert.Equal(2, alerts.Count);
        Assert.Contains("\"output\":\"04:05:06.000000000: Warning by bob of <NA> groups (a,b)\"", alerts[0]);
        Assert.Contains("\"source\":\"k8s_audit\"", alerts[0]);
        Assert.Contains("\"tags\":[\"k8s\"]", alerts[0]);
        Assert.Contains("\"ka.user.groups\":[\"a\",\"b\"]", alerts[0]);
        Assert.Contains("\"ka.target.name\":null", alerts[0]);
        Assert.Contains("\"time\":\"2024-02-03T04:05:06.000000000Z\"", alerts[0]);
    }

    [Theory]
    [InlineData("""{"resource":"pods","name":"p1"}""", "p1")]
    [InlineData("""{"resource":"secrets","name":"s"}""", "k8s_audit")]
    public void PodStandsWhereAContainerWould(string target, string expected)
    {
        byte[] body = Encoding.UTF8.GetBytes(
            $$"""{"kind":"Event","auditID":"1","verb":"list","objectRef":{{target}}}""");
        using var queue = new AlertQueue(1 << 16);
        var pipeline = new AuditPipeline(
            TestRules.Load(Both, AuditRun.Options), new AuditLimits(), new AlertOptions(), queue);
        pipeline.Handle(body);
        Assert.True(queue.TryTake(out var alert));
        Assert.Equal(expected, Encoding.UTF8.GetString(AlertEnvelope.View(alert).Container));
    }

    [Fact]
    public void FirstMatchIsTheFirstOfItsSource()
    {
        using var run = new AuditRun(
            TestRules.Load(Both, AuditRun.Options with { Matching = RuleMatching.First }));
        Assert.Equal(["reads"], run.Alerts(Event("get")).Select(static alert => alert.Rule));
        Assert.Equal(["gets"], run.Alerts(Event("list")).Select(static alert => alert.Rule));
    }

    [Fact]
    public void SystemCallsAreJudgedByTheirOwnRulesOnly()
    {
        var rules = TestRules.Load(Both, AuditRun.Options);
        Assert.Equal(["open"], rules.WantedTypes.Select(static type => Engine.Events.EventTable.Name(type)));
    }

    [Fact]
    public void OtherRulesTakeForceWithTheNextEvent()
    {
        using var run = new AuditRun(TestRules.Load(Both, AuditRun.Options));
        Assert.Equal(2, run.Handle(Event("get")).Count);
        run.Pipeline.Use(
            TestRules.Load(Both.Replace("ka.verb = get", "ka.user.groups intersects (b)", StringComparison.Ordinal),
                AuditRun.Options),
            new AlertOptions());
        Assert.Single(run.Handle(Event("delete")));
    }

    [Fact]
    public void RepeatedAlertsAreHeldBackAndCounted()
    {
        using var run = new AuditRun(TestRules.Load(Both, AuditRun.Options));
        Assert.True(Engine.Audit.Fields.AuditFields.Table.TryFind("ka.user.name", out var user));
        run.Pipeline.Duplicates.Use(new DuplicateSettings([user]));
        Assert.Equal(2, run.Handle(Event("get")).Count);
        Assert.Empty(run.Handle(Event("get")));
        Assert.Equal(2, run.Pipeline.Duplicates.Suppressed);
        Assert.Equal(2, run.Pipeline.FinishDuplicates().Sum(static one => one.Alerts));
    }

    [Fact]
    public void SourceThatIsNotAskedForIsToldAndSkipped()
    {
        var report = new RuleReport();
        Assert.True(RuleSet.TryLoad(
            [new RuleFile("a.yaml", Both)], Engine.Fields.SyscallFields.Table, new RuleSetOptions(), report,
            out var rules));
        Assert.Equal(["opens"], rules!.Rules.Select(static rule => rule.Name));
        Assert.Contains("unknown source `k8s_audit`", string.Join('\n', report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ManyEventsTakeLittleMemoryAndNoneIsLost()
    {
        const int Count = 20_000;
        using var run = new AuditRun(TestRules.Load(Both, AuditRun.Options));
        byte[] quiet = Event("delete");
        for (int i = 0; i < 1000; i++) run.Handle(quiet);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++) run.Pipeline.Handle(quiet);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;

        // The reader's own handful of objects, and none for a value.
        Assert.True(each < 400, $"{each} bytes per event");
        Assert.Equal(1000ul + Count, run.Pipeline.Events);
    }

    [Fact]
    public void LongListsAreReadOnce()
    {
        const int Items = 200_000;
        string list = string.Join(',', Enumerable.Repeat("\"x\"", Items));
        string body = $$$"""{"kind":"Event","auditID":"1","verb":"get","user":{"groups":[{{{list}}}]}}""";
        using var run = new AuditRun(TestRules.Load(
            Both.Replace("ka.verb = get", "ka.user.groups intersects (y) or ka.user.groups in (x)",
                StringComparison.Ordinal),
            AuditRun.Options));
        Assert.Equal(2, run.Alerts(Encoding.UTF8.GetBytes(body)).Count);
    }

    private static byte[] Event(string verb) => Encoding.UTF8.GetBytes(
        $$$"""
        {"kind":"Event","auditID":"1","stage":"ResponseComplete","stageTimestamp":"2024-02-03T04:05:06Z",
         "verb":"{{{verb}}}","user":{"username":"bob","groups":["a","b"]}}
        """);
}
