using System.Text;
using CsCheck;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Threads;

/// <summary>
/// A machine made up from a seed forks, execs and exits in a small space of ids, so that ids come back soon. Its
/// records reach the table whole, or with losses and in the wrong order. A failure prints the seed.
/// </summary>
public class ThreadTableSimulationTests
{
    private const int Steps = 1500;

    [Fact]
    public void TheTableShowsWhatIsWhenNothingIsLost() => Gen.Int.Sample(seed =>
    {
        var machine = new SimulatedMachine(seed);
        var table = new ThreadTable(new Cgroups(new ContainerTable()));
        for (int step = 0; step < Steps; step++)
        {
            byte[] record = machine.Step();
            var view = Records.View(record);
            table.Apply(view);
            table.Settle(view);
            Assert.Equal(machine.Living.Count(), table.Count);
            foreach (var process in machine.Living)
            {
                Assert.True(table.TryFind(process.Pid, out var thread), $"{process.Pid} lives");
                Assert.Equal(process.StartNs, thread.StartNs);
                Assert.Equal(process.Name, Encoding.ASCII.GetString(thread.Comm));
                Assert.Equal(process.Parent?.Pid ?? 0, table.ParentOf(thread)?.Pid ?? 0);
            }
        }

        Assert.Equal(0u, table.EndsMissed);
    }, iter: 20);

    [Fact]
    public void NoDeadParentIsShownThoughRecordsAreLostAndMixed() => Gen.Int.Sample(seed =>
    {
        const int Capacity = 40;
        var machine = new SimulatedMachine(seed);
        var mixer = new Random(seed);
        var table = new ThreadTable(new Cgroups(new ContainerTable()), proc: null, Capacity);
        var endsTold = new HashSet<(uint, ulong)>();
        byte[]? held = null;
        for (int step = 0; step < Steps; step++)
        {
            byte[] record = machine.Step();
            if (mixer.Next(20) == 0)
            {
                continue;
            }

            if (held is null && mixer.Next(10) == 0)
            {
                held = record;
                continue;
            }

            Tell(table, record, endsTold, Capacity);
            if (held is not null && mixer.Next(3) == 0)
            {
                Tell(table, held, endsTold, Capacity);
                held = null;
            }
        }
    }, iter: 60);

    private static void Tell(ThreadTable table, byte[] record, HashSet<(uint, ulong)> endsTold, int capacity)
    {
        var view = Records.View(record);
        ref readonly var header = ref view.Header;
        var thread = table.Apply(view);
        Assert.Equal(header.Tid, thread.Tid);
        Assert.Equal(header.ThreadStartNs, thread.StartNs);
        int generations = 0;
        for (var at = table.ParentOf(thread); at is not null; at = table.ParentOf(at))
        {
            Assert.False(endsTold.Contains((at.Tid, at.StartNs)), $"{at.Tid} has ended and is shown as an ancestor");
            Assert.True(generations++ <= capacity, "ancestors go round in a circle");
        }

        table.Settle(view);
        if (view.Type == EventType.Procexit)
        {
            endsTold.Add((header.Tid, header.ThreadStartNs));
            Assert.False(table.TryFind(header.Tid, out var left) && left.StartNs == header.ThreadStartNs);
        }

        Assert.InRange(table.Count, 0, capacity);
        Assert.InRange(table.ImagesInUse, 0, table.Count);
    }
}
