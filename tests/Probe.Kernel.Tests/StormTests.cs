using System.Globalization;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// Calls as fast as the machine makes them, to a number: each is told or counted as lost, no process is given a parent
/// that it does not have, and the table of threads forgets what has ended.
/// </summary>
[Collection(OwnProbeCollection.Name)]
public class StormTests
{
    private const int Opens = 1_000_000;
    private const int Threads = 100_000;
    private const int ThreadsAtOnce = 200;
    private const int Execs = 20_000;
    private const int ForkDepth = 9;
    private const int ForkTimes = 8;

    // Storms have at most some thousand threads at once. The machine's others are fewer; all that come would be more.
    private const int ThreadsPeakMax = 20_000;

    private static readonly int Cpus = Math.Max(2, Environment.ProcessorCount);

    [Fact]
    public void EachOfAMillionOpensIsToldOrCountedAsLost()
    {
        var storm = Storm.Run("storm-opens", Text(Opens / Cpus), Text(Cpus));
        storm.Result.AssertBalanced();
        var line = storm.Lines[0];
        Assert.InRange(
            storm.Opens.GetValueOrDefault(line.Unsigned("pid")) + storm.Dropped(EventType.Open, EventType.Openat),
            line.Signed("opened"), long.MaxValue);
    }

    [Fact]
    public void EachOfAHundredThousandThreadsIsForgottenWhenItHasEnded()
    {
        var storm = Storm.Run("storm-threads", Text(Threads), Text(ThreadsAtOnce));
        storm.Result.AssertBalanced();
        uint pid = storm.Lines[0].Unsigned("pid");
        int endsLost = storm.Dropped(EventType.Procexit);
        Assert.InRange(
            storm.ThreadsMade.GetValueOrDefault(pid) + storm.Dropped(EventType.Clone, EventType.Clone3),
            Threads, int.MaxValue);
        Assert.InRange(storm.ThreadsEnded.GetValueOrDefault(pid) + endsLost, Threads, int.MaxValue);
        Assert.InRange(storm.ThreadsLeft(pid), 0, endsLost);
        Assert.InRange(storm.ThreadsPeak, 1, ThreadsPeakMax + endsLost);
    }

    [Fact]
    public void EachExecOfAStormIsToldWithItsOwnParentOrCountedAsLost()
    {
        var storm = Storm.Run("storm-execs", Text(Execs / Cpus), Text(Cpus), Workload.Path);
        storm.Result.AssertBalanced();
        int executed = Execs / Cpus * Cpus;
        Assert.InRange(storm.ParentsAtExec.Count, executed - storm.Dropped(EventType.Execve), executed);
        var workers = storm.Lines.OrderByDescending(line => line.Number("first")).ToList();
        foreach (var (number, parents) in storm.ParentsAtExec)
        {
            uint worker = workers.First(line => line.Signed("first") <= number).Unsigned("pid");
            Assert.Equal((worker, worker), parents);
        }

        Assert.InRange(storm.ThreadsPeak, 1, ThreadsPeakMax + storm.Dropped(EventType.Procexit));
    }

    [Fact]
    public void NoChildOfAForkBombIsGivenToAnother()
    {
        var storm = Storm.Run("storm-forks", Text(ForkDepth), Text(ForkTimes));
        storm.Result.AssertBalanced();
        Assert.Equal(ForkTimes * ((2 << ForkDepth) - 2), storm.Lines.Count);
        int lost = storm.Dropped(EventType.Clone, EventType.Fork, EventType.Procexit), unknown = 0;
        foreach (var child in storm.Lines)
        {
            uint told = storm.ParentsAtEnd.GetValueOrDefault(child.Unsigned("pid"));
            if (told == 0)
                unknown++;
            else
                Assert.Equal(child.Unsigned("parent"), told);
        }

        Assert.InRange(unknown, 0, lost);
        Assert.InRange(storm.ThreadsPeak, 1, ThreadsPeakMax + storm.Dropped(EventType.Procexit));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
