using System.Globalization;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// Storms of threads and processes through several rings: the table of threads, which has to know causes before their
/// effects, learns the same of them as through one, and all is counted.
/// </summary>
[Collection(OwnProbeCollection.Name)]
public class RingsTests
{
    private const int Threads = 20_000;
    private const int ThreadsAtOnce = 100;
    private const int Execs = 4_000;
    private const int ForkDepth = 8;
    private const int ForkTimes = 8;

    private static readonly int Cpus = Math.Max(2, Environment.ProcessorCount);

    [Theory]
    [MemberData(nameof(RelayTests.Layouts), MemberType = typeof(RelayTests))]
    public void ThreadsAreMadeBeforeTheyEnd(uint rings, bool byThread)
    {
        var storm = Storm.Run(
            RelayTests.Settings(rings, byThread), "storm-threads", Text(Threads), Text(ThreadsAtOnce));
        storm.Result.AssertBalanced();
        uint pid = storm.Lines[0].Unsigned("pid");
        int endsLost = storm.Dropped(EventType.Procexit);
        Assert.InRange(
            storm.ThreadsMade.GetValueOrDefault(pid) + storm.Dropped(EventType.Clone, EventType.Clone3),
            Threads, int.MaxValue);
        Assert.InRange(storm.ThreadsLeft(pid), 0, endsLost);
    }

    [Theory]
    [MemberData(nameof(RelayTests.Layouts), MemberType = typeof(RelayTests))]
    public void EachExecIsToldAfterTheForkThatItCameFrom(uint rings, bool byThread)
    {
        var storm = Storm.Run(
            RelayTests.Settings(rings, byThread), "storm-execs", Text(Execs / Cpus), Text(Cpus), Workload.Path);
        storm.Result.AssertBalanced();
        int executed = Execs / Cpus * Cpus;
        Assert.InRange(storm.ParentsAtExec.Count, executed - storm.Dropped(EventType.Execve), executed);
        Assert.All(storm.ParentsAtExec.Values, static parents => Assert.Equal(parents.Told, parents.Known));
    }

    [Theory]
    [MemberData(nameof(RelayTests.Layouts), MemberType = typeof(RelayTests))]
    public void ChainsOfForksOverCpusKeepTheirParents(uint rings, bool byThread)
    {
        var storm = Storm.Run(RelayTests.Settings(rings, byThread), "storm-forks", Text(ForkDepth), Text(ForkTimes));
        storm.Result.AssertBalanced();
        Assert.Equal(ForkTimes * ((2 << ForkDepth) - 2), storm.Lines.Count);
        int unknown = 0;
        foreach (var child in storm.Lines)
        {
            uint told = storm.ParentsAtEnd.GetValueOrDefault(child.Unsigned("pid"));
            if (told == 0)
                unknown++;
            else
                Assert.Equal(child.Unsigned("parent"), told);
        }

        Assert.InRange(unknown, 0, storm.Dropped(EventType.Clone, EventType.Fork, EventType.Procexit));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
