using KosmosProbe.Engine;
using KosmosProbe.Host.Health;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KosmosProbe.Host.Tests.Health;

public class SelfTestTests
{
    [Fact]
    public async Task ExecsThatNobodyRecordsAreMissedAfterSeveralOfThem()
    {
        var log = new ListLogger<SelfTest>();
        using var test = new SelfTest(new SelfTestMarker(), TimeSpan.FromHours(1), log)
        {
            SeenWithin = TimeSpan.FromMilliseconds(100),
            AgainAfter = TimeSpan.FromMilliseconds(10),
        };
        test.Start();
        await Until.HoldsAsync(() => test.State != SelfTestState.NotYet);
        test.Stop();
        Assert.Equal(SelfTestState.Missed, test.State);
        Assert.Contains("3 times in a row", Assert.Single(log.Lines));
    }

    [Fact]
    public async Task OneExecThatIsMissedIsNotBlindnessYet()
    {
        using var test = new SelfTest(new SelfTestMarker(), TimeSpan.FromHours(1), NullLogger.Instance)
        {
            SeenWithin = TimeSpan.Zero,
            AgainAfter = TimeSpan.FromMinutes(30),
        };
        test.Start();
        await Until.HoldsAsync(() => test.Misses == 1);
        test.Stop();
        Assert.Equal(SelfTestState.NotYet, test.State);
    }

    [Fact]
    public async Task ProcessThatIsNeverMadeCountsAsMissedAndIsTriedOnce()
    {
        using var held = new ManualResetEventSlim();
        var log = new ListLogger<SelfTest>();
        int runs = 0;
        using var test = new SelfTest(new SelfTestMarker(), TimeSpan.FromHours(1), log)
        {
            RunWithin = TimeSpan.FromMilliseconds(50),
            AgainAfter = TimeSpan.FromMilliseconds(10),
            Run = (_, _) =>
            {
                Interlocked.Increment(ref runs);
                held.Wait();
            },
        };
        test.Start();
        await Until.HoldsAsync(() => test.State == SelfTestState.Missed);
        test.Stop();
        held.Set();
        Assert.Equal(1, runs);
        Assert.Contains("3 times in a row", Assert.Single(log.Lines));
    }

    [Fact]
    public async Task ProgramThatCannotBeRunCountsAsMissed()
    {
        using var test = new SelfTest(new SelfTestMarker(), TimeSpan.FromHours(1), NullLogger.Instance)
        {
            AgainAfter = TimeSpan.FromMilliseconds(10),
            Run = static (_, _) => throw new System.ComponentModel.Win32Exception("no more processes"),
        };
        test.Start();
        await Until.HoldsAsync(() => test.State == SelfTestState.Missed);
        test.Stop();
        Assert.Equal(SelfTestState.Missed, test.State);
    }

    [Fact]
    public void WithoutIntervalThereIsNone()
    {
        using var test = new SelfTest(new SelfTestMarker(), TimeSpan.Zero, NullLogger.Instance);
        test.Start();
        test.Stop();
        Assert.Equal(SelfTestState.Off, test.State);
    }

    [Fact]
    public void AProbeThatIsNotAttachedIsBlind()
    {
        using var test = new SelfTest(new SelfTestMarker(), TimeSpan.Zero, NullLogger.Instance);
        var health = new HealthCheck(test);
        health.Concerns.Add(("reload", static () => "rules.yaml:1:1: error"));
        health.Concerns.Add(("spool", static () => ""));
        var report = health.Look();
        Assert.False(report.IsOk);
        Assert.Equal(
            "{\"status\": \"blind\", \"reason\": \"the programs are not attached yet\", "
                + "\"reload\": \"rules.yaml:1:1: error\"}",
            report.ToJson());
    }

    [Fact]
    public void NothingToAddIsToldAsFalcoDoes() =>
        Assert.Equal("{\"status\": \"ok\"}", HealthReport.Well.ToJson());
}
