using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Tests.Language;
using Xunit;
using static KosmosProbe.Engine.Tests.Captures.State.Calls;
using static KosmosProbe.Engine.Tests.Captures.State.Parameters;
using RecordView = KosmosProbe.Engine.Events.Event;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>Captures may say anything; the state stays bounded, and steady work takes no memory.</summary>
public class HostileDescriptorsTests
{
    [Fact]
    public void AMillionOpensFillOneTable()
    {
        var machine = Machine();
        for (int number = 0; number < 1_000_000; number++)
        {
            machine.Openat(number, "/a").Settle();
        }

        Assert.Equal($"{DescriptorTable.CountMax}", machine.Read(Tid, "proc.fdopencount"));
    }

    [Fact]
    public void NumbersOfAnySizeAreTaken()
    {
        var machine = Machine();
        foreach (long number in new[] { long.MinValue, -1, long.MaxValue, int.MaxValue })
        {
            machine.Openat(number, "/a", directory: number).Settle();
            machine.Event("dup2", Tid, Long(number), Long(long.MaxValue), Long(number)).Close(number);
            machine.Event("memfd_create", Tid, Long(number), Text("m"), Int(0));
            machine.Event("close_range", Tid, Long(0), Int(uint.MaxValue), Int(0), Int(uint.MaxValue));
        }

        Assert.NotNull(machine.Read(Tid, "proc.fdopencount"));
    }

    [Fact]
    public void NamesOfAnyLengthAreTaken()
    {
        string name = new('n', 64 * 1024);
        var machine = Machine();

        Assert.Equal(name, machine.Apply("memfd_create", Tid, Long(3), Text(name), Int(0)).Read("fd.name"));
        Assert.Equal("/PATH_TOO_LONG", machine.Settle().Openat(4, name).Read("fd.name"));
        Assert.Equal(name, machine.Read("fd.nameraw"));
    }

    [Fact]
    public void AnyBytesInAnyParameterAreTaken()
    {
        var random = new Random(20_261);
        var machine = Machine().Openat(3, "/srv", flags: 1 << 10).Settle().Socket(4).Socket(5, family: 10);
        for (int round = 0; round < 40_000; round++)
        {
            string name = EventTable.Name(random.Next(EventTable.NamesCount));
            byte[][] parameters = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Any(random))];
            if (name is "clone" or "clone3" or "fork" or "vfork" or "execve" or "execveat" or "procexit")
            {
                continue;
            }

            machine.Apply(name, Tid, parameters);
            machine.Read("fd.name");
            machine.Read("fd.sport");
            machine.Read("fs.path.name");
            machine.Read("fdlist.names");
            machine.Settle();
        }

        Assert.True(int.Parse(machine.Read(Tid, "proc.fdopencount")!) <= DescriptorTable.CountMax);
    }

    [Fact]
    public void SteadyWorkAllocatesNothing()
    {
        var machine = Machine().Socket(50).Openat(51, "/srv", flags: 1 << 10).Settle();
        byte[] ends = Ends("10.0.0.1", 9, "10.0.0.2", 80);
        byte[][] records =
        [
            Record("openat", Long(3), Long(51), Text("a/b"), Int(1), Int(0), Int(5), Long(9)),
            Record("dup2", Long(4), Long(3), Long(4)),
            Record("close", Long(0), Long(3)),
            Record("close", Long(0), Long(4)),
            Record("connect", Long(0), ends, Long(50), []),
            Record("sendto", Long(4), [], Long(50), Int(4), ends),
        ];
        Assert.Equal(0, Allocation.Of(() => Run(machine.State, records, 1_000)));
        Assert.Equal("2", machine.Read(Tid, "proc.fdopencount"));

        byte[] Record(string name, params byte[][] parameters) => machine.Make(name, Tid, parameters).ToArray();
    }

    [Fact]
    public void ForksShareTheirTablesWithoutAllocating()
    {
        var pool = new DescriptorPool();
        var parent = pool.RentTable();
        for (int number = 0; number < 100; number++)
        {
            parent.Add(number, pool.RentDescriptor());
        }

        Assert.Equal(0, Allocation.Of(() => Fork(parent, 1_000)));
        Assert.Equal(100, parent.Count);
    }

    private static void Fork(DescriptorTable parent, int times)
    {
        for (int i = 0; i < times; i++)
        {
            var child = parent.Copy();
            child.Remove(i % 100);
            parent.FindOwn(i % 100);
            child.CloseOnExec();
            child.Release();
        }
    }

    private static void Run(RecordedState state, byte[][] records, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            foreach (byte[] record in records)
            {
                Assert.True(RecordView.TryViewRecorded(record, out var view, out _));
                state.Apply(view);
                state.Settle(view);
            }
        }
    }

    private static byte[] Any(Random random)
    {
        byte[] bytes = new byte[random.Next(10) == 0 ? random.Next(300) : random.Next(40)];
        random.NextBytes(bytes);
        if (bytes.Length == 8 || random.Next(3) == 0)
        {
            return Long(random.Next(8) - 2);
        }

        if (bytes.Length > 0 && random.Next(3) == 0)
        {
            bytes[0] = (byte)(random.Next(3) switch { 0 => 1, 1 => 2, _ => 10 });
        }

        return bytes;
    }
}
