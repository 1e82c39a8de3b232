using System.Runtime.CompilerServices;
using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Containers;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests;

/// <summary>Rules replaced while events come.</summary>
public sealed class RuleSwapTests : IDisposable
{
    private const string ContainerId = "d06f69b0be25e91e8e8065bfe308bbe842eee756d4232db810da3fe38af2f1e2";

    private readonly ContainerExchange _exchange = new();
    private readonly AlertQueue _queue = new(1 << 20);
    private readonly EventPipeline _pipeline;

    public RuleSwapTests()
    {
        var node = new NodeState(_exchange) { Clock = new BootClock(TimeZoneInfo.Utc) };
        _pipeline = new EventPipeline(Load("first", "Shell"), node, new AlertOptions(), _queue, new SteppedTime());
    }

    public void Dispose()
    {
        _queue.Dispose();
        _exchange.Dispose();
    }

    [Fact]
    public void TheNextRecordIsJudgedByTheNewRules()
    {
        _pipeline.Handle(Records.Exec(["/bin/sh"]));
        _pipeline.Use(Load("second", "Shell"), new AlertOptions());
        _pipeline.Handle(Records.Exec(["/bin/sh"]));
        Assert.Collection(
            Alerts(),
            alert => Assert.EndsWith("Warning first sh", alert, StringComparison.Ordinal),
            alert => Assert.EndsWith("Warning second sh", alert, StringComparison.Ordinal));
    }

    [Fact]
    public void TheFormOfAlertsChangesWithTheRules()
    {
        _pipeline.Use(Load("second", "Shell"), new AlertOptions { Form = AlertForm.Json });
        _pipeline.Handle(Records.Exec(["/bin/sh"]));
        Assert.StartsWith("{", Assert.Single(Alerts()), StringComparison.Ordinal);
    }

    [Fact]
    public void ARuleOfTheSameNameGoesOnCounting()
    {
        _pipeline.Handle(Records.Exec(["/bin/sh"]));
        var before = _pipeline.Rules.Rules[0];
        _pipeline.Use(Load("second", "Another", "Shell"), new AlertOptions());
        _pipeline.Handle(Records.Exec(["/bin/sh"]));
        Assert.Equal([1L, 2L], _pipeline.Rules.Rules.Select(rule => rule.Matches));

        // Whoever still holds the former set reads what is true.
        Assert.Equal(2, before.Matches);
    }

    [Fact]
    public void AnEventThatWaitsIsJudgedOnceByTheRulesAtTheEndOfItsWaiting()
    {
        _pipeline.Use(LoadShowingContainer("first"), new AlertOptions());
        _pipeline.Handle(Records.Exec(["/bin/sh"], (ref exec, texts) =>
            exec.Cgroup = texts.Add(Encoding.ASCII.GetBytes("/kubepods/burstable/pod1/" + ContainerId))));
        Assert.Equal(1, _pipeline.Waiting);
        _pipeline.Use(LoadShowingContainer("second"), new AlertOptions());
        Assert.Empty(Alerts());
        _pipeline.Finish();
        Assert.EndsWith("Warning second in <NA>", Assert.Single(Alerts()), StringComparison.Ordinal);
    }

    [Fact]
    public void FormerRulesLeaveNothingBehind()
    {
        const int Swaps = 100;
        var former = new List<WeakReference>();
        for (int i = 0; i < Swaps; i++) former.AddRange(SwapAndJudge(i));

        // The code of a dynamic method goes when its finalizer has run.
        Assert.Equal(3 * Swaps, former.Count);
        Assert.True(
            SpinWait.SpinUntil(() => LivingAfterCollection(former) == 0, TimeSpan.FromSeconds(60)),
            $"{LivingAfterCollection(former)} are kept");
    }

    private static int LivingAfterCollection(List<WeakReference> references)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return references.Count(static reference => reference.IsAlive);
    }

    // What was in force before: set, condition, compiled code. Nothing of it may stay in a frame of the caller.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private IEnumerable<WeakReference> SwapAndJudge(int number)
    {
        var former = _pipeline.Rules;
        _pipeline.Handle(Records.Exec(["/bin/sh"]));
        _pipeline.Use(Load($"set {number}", "Shell"), new AlertOptions());
        _pipeline.Handle(Records.Exec(["/bin/sh"]));
        Assert.Equal(2, Alerts().Count);
        var judge = former.Judges.First(judge => judge is not null)!;
        return [new(former), new(former.Rules[0].Condition), new(judge.Method)];
    }

    private static RuleSet Load(string output, params string[] names) => Read(string.Concat(names.Select(name => $"""
        - rule: {name}
          desc: A shell was started.
          condition: evt.type = execve and (proc.name in (sh, bash) or proc.cmdline regex '.*x[0-9]+y.*')
          output: {output} %proc.name
          priority: WARNING

        """)));

    private static RuleSet LoadShowingContainer(string output) => Read($"""
        - rule: Shell
          desc: A shell in a container.
          condition: evt.type = execve and proc.name = sh
          output: {output} in %container.name
          priority: WARNING
        """);

    private static RuleSet Read(string text)
    {
        var rules = TestRules.Load(text, new RuleSetOptions { Matching = RuleMatching.All, CompilingThreads = 1 });
        rules.Compiled.Wait();
        return rules;
    }

    private List<string> Alerts()
    {
        var alerts = new List<string>();
        while (_queue.TryTake(out var alert))
        {
            alerts.Add(Encoding.UTF8.GetString(AlertEnvelope.View(alert).Message));
            _queue.Release();
        }

        return alerts;
    }
}
