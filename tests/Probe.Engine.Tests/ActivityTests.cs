using System.Text;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests;

public class ActivityTests
{
    [Fact]
    public void NothingIsCountedWhileNobodyLooks()
    {
        var activity = new Activity();
        activity.Count(Thread("sh"));
        Assert.Empty(activity.Take(10));
        Assert.Empty(activity.Take(10));
    }

    [Fact]
    public void ProgramsAreCountedSinceTheLastLook()
    {
        var activity = new Activity();
        activity.Take(10);
        for (int i = 0; i < 3; i++) activity.Count(Thread("sh"));
        activity.Count(Thread("fifteen-letters"));
        Assert.Equal(
            [new ActivityRow("sh", "host", 3), new ActivityRow("fifteen-letters", "host", 1)], activity.Take(10));
        Assert.Empty(activity.Take(10));
    }

    [Fact]
    public void MoreProgramsThanFitAreCountedTogether()
    {
        const int programs = 5000;
        var activity = new Activity();
        activity.Take(10);
        for (int i = 0; i < programs; i++) activity.Count(Thread($"p{i}"));
        var rows = activity.Take(programs);
        Assert.True(rows.Count < programs);
        Assert.Equal(programs, rows.Sum(static row => row.Events));
        Assert.Equal("(others)", rows[0].Program);
    }

    [Fact]
    public void CountingTakesNoMemory()
    {
        var activity = new Activity();
        var thread = Thread("sh");
        activity.Take(10);
        activity.Count(thread);

        long allocated = Allocation.Of(() =>
        {
            for (int i = 0; i < 10_000; i++) activity.Count(thread);
        });

        Assert.Equal(0, allocated);
    }

    private static ThreadInfo Thread(string name)
    {
        var thread = new ThreadInfo();
        thread.SetComm(Encoding.UTF8.GetBytes(name));
        return thread;
    }
}
