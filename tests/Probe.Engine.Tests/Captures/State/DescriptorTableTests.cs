using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Captures.State;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>Tables of descriptors: by number, bounded, and copied without one seeing what the other changes.</summary>
public class DescriptorTableTests
{
    private readonly DescriptorPool _pool = new();

    [Fact]
    public void EntriesAreFoundByNumberInWhateverOrderTheyCame()
    {
        var table = Table(7, 0, 1_000_000, 3, 2, 1);

        Assert.Equal(6, table.Count);
        Assert.All([0, 1, 2, 3, 7, 1_000_000], number => Assert.True(table.TryFind(number, out _)));
        Assert.False(table.TryFind(4, out _));
        table.Remove(2);
        Assert.False(table.TryFind(2, out _));
        Assert.True(table.TryFind(3, out var third));
        Assert.Equal("3", Name(third));
    }

    [Fact]
    public void NegativeNumbersAreKeptButNeverFound()
    {
        var table = Table(-22);

        Assert.Equal(1, table.Count);
        Assert.False(table.TryFind(-22, out _));
        Assert.Null(table.FindOwn(-22));
    }

    [Fact]
    public void ACopyDoesNotSeeWhatItsOriginalChanges()
    {
        var parent = Table(0, 1, 2);
        var child = parent.Copy();

        parent.Remove(0);
        Add(parent, 5);
        parent.FindOwn(1)!.SetName(_pool.Slabs, "changed"u8);

        Assert.Equal(["0", "1", "2"], Names(child));
        Assert.Equal(["changed", "2", "5"], Names(parent));
    }

    [Fact]
    public void TheOriginalDoesNotSeeWhatItsCopyChanges()
    {
        var parent = Table(0, 1, 2);
        var child = parent.Copy();
        var grandchild = child.Copy();

        child.FindOwn(1)!.SetName(_pool.Slabs, "changed"u8);
        child.RemoveRange(2, 2);
        grandchild.Clear();

        Assert.Equal(["0", "1", "2"], Names(parent));
        Assert.Equal(["0", "changed"], Names(child));
        Assert.Equal(0, grandchild.Count);
    }

    [Fact]
    public void AnExecClosesWhatIsMarkedForIt()
    {
        var table = Table(0, 1, 2);
        table.FindOwn(1)!.OpenFlags = RecordedFlags.CloseOnExec;
        var copy = table.Copy();

        table.CloseOnExec();

        Assert.Equal(["0", "2"], Names(table));
        Assert.Equal(3, copy.Count);
    }

    [Fact]
    public void AFullTableTakesNothingMoreButReplaces()
    {
        var table = _pool.RentTable();
        for (int number = 0; number < DescriptorTable.CountMax; number++)
        {
            Assert.NotNull(Add(table, number));
        }

        Assert.Null(Add(table, 5_000));
        Assert.NotNull(Add(table, 17));
        Assert.Equal(DescriptorTable.CountMax, table.Count);
    }

    [Fact]
    public void WhatIsReleasedIsTakenAgainAndSaysNothingOfBefore()
    {
        var table = Table(3);
        table.TryFind(3, out var before);
        before!.Ino = 7;
        table.Release();

        var again = _pool.RentTable();
        var entry = _pool.RentDescriptor();

        Assert.Same(table, again);
        Assert.Equal(0, again.Count);
        Assert.Same(before, entry);
        Assert.Equal((0ul, DescriptorKind.None, ""), (entry.Ino, entry.Kind, Name(entry)));
    }

    [Fact]
    public void WhatHasNoRoomInThePoolIsNotKnown()
    {
        var parent = Table(0, 1, 2);
        var child = parent.Copy();
        var other = parent.Copy();
        _pool.Entries = DescriptorPool.EntriesMax;

        Assert.Null(Add(child, 5));
        Assert.Null(other.FindOwn(1));
        Assert.Null(Add(parent, 5));
        Assert.Empty(Names(child));
        Assert.Equal(["0", "1", "2"], Names(parent));
    }

    [Fact]
    public void ThePoolKnowsHowManyEntriesThereAre()
    {
        var parent = Table([.. Enumerable.Range(0, 1000).Select(static number => (long)number)]);
        var child = parent.Copy();
        Assert.Equal(1000, _pool.Entries);

        child.RemoveRange(10, 989);
        Assert.Equal(1020, _pool.Entries);
        Assert.Equal(20, child.Count);
        for (int number = 0; number < 1000; number += 2)
        {
            parent.FindOwn(number)!.OpenFlags |= RecordedFlags.CloseOnExec;
        }

        parent.CloseOnExec();
        Assert.Equal(520, _pool.Entries);
        Assert.Equal(["1", "3", "5"], Names(parent)[..3]);
        Assert.True(child.TryFind(998, out var kept));
        Assert.Equal("998", Name(kept));

        child.Release();
        parent.Release();
        Assert.Equal(0, _pool.Entries);
    }

    private DescriptorTable Table(params long[] numbers)
    {
        var table = _pool.RentTable();
        foreach (long number in numbers)
        {
            Add(table, number);
        }

        return table;
    }

    private Descriptor? Add(DescriptorTable table, long number)
    {
        var descriptor = _pool.RentDescriptor();
        descriptor.SetName(_pool.Slabs, System.Text.Encoding.ASCII.GetBytes($"{number}"));
        return table.Add(number, descriptor);
    }

    private static string Name(Descriptor descriptor) => System.Text.Encoding.ASCII.GetString(descriptor.Name);

    private static string[] Names(DescriptorTable table)
    {
        var names = new List<string>();
        foreach (var entry in table.Entries)
        {
            names.Add(Name(entry));
        }

        return [.. names];
    }
}
