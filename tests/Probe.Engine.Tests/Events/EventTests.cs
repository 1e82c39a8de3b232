using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CsCheck;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using Xunit;

namespace KosmosProbe.Engine.Tests.Events;

public class EventTests
{
    [Fact]
    public void ARecordIsViewedWithItsTexts()
    {
        byte[] record = Records.Openat("/etc/passwd");
        var view = Records.View(record);
        Assert.Equal(EventType.Openat, view.Type);
        Assert.Equal("/etc/passwd"u8.ToArray(), view.Text(view.As<OpenEvent>().Path).ToArray());
    }

    [Fact]
    public void WhatFollowsTheRecordIsNotPartOfIt()
    {
        byte[] record = Records.Exit();
        Assert.Equal(record.Length, Records.View([.. record, 1, 2, 3]).Record.Length);
    }

    [Theory]
    [InlineData(0, RecordFault.TooShort)]
    [InlineData(40, RecordFault.TooShort)]
    public void TooFewBytesAreNoRecord(int length, RecordFault expected)
    {
        Assert.False(Event.TryView(Records.Exit().AsSpan(0, length), out var view, out var fault));
        Assert.Equal(expected, fault);
        Assert.True(view.IsEmpty);
    }

    [Fact]
    public void ALengthThatIsNotTheRecordsIsFound()
    {
        byte[] record = Records.Exit();
        Header(record).Length++;
        Assert.Equal(RecordFault.WrongLength, Fault(record));
        Header(record).Length = (uint)Unsafe.SizeOf<EventHeader>();
        Assert.Equal(RecordFault.TooShort, Fault(record));
    }

    [Fact]
    public void AnUnknownTypeIsFound()
    {
        byte[] record = Records.Exit();
        Header(record).Type = (EventType)999;
        Assert.Equal(RecordFault.UnknownType, Fault(record));
    }

    [Fact]
    public void ATextBeyondTheRecordIsEmpty()
    {
        var view = Records.View(Records.Openat("/etc/passwd"));
        Assert.True(view.Text(new TextSpan { Offset = (uint)view.Record.Length, Length = 1 }).IsEmpty);
        Assert.True(view.Text(new TextSpan { Offset = uint.MaxValue, Length = uint.MaxValue }).IsEmpty);
        Assert.True(view.Text(new TextSpan { Offset = 8, Length = uint.MaxValue }).IsEmpty);
    }

    [Fact]
    public void NoFieldThrowsOnRandomBytes()
    {
        var fields = AllFields();
        Gen.Select(Gen.Byte.Array[0, 700], Gen.Int[1, 15]).Sample((bytes, type) =>
        {
            if (bytes.Length >= Unsafe.SizeOf<EventHeader>())
            {
                Header(bytes).Type = (EventType)type;
                Header(bytes).Length = (uint)bytes.Length;
            }

            ReadAll(new World().Feed(Records.Exec(["sh"])), bytes, fields);
        }, iter: 2000);
    }

    [Fact]
    public void NoFieldThrowsOnFlippedBits()
    {
        var fields = AllFields();
        byte[][] sound =
        [
            Records.Exec(["/bin/sh", "-c", "true"]), Records.Clone(101), Records.Exit(), Records.Openat("/etc/passwd"),
            Records.Connect("10.1.1.1", 80), Records.Send(EventType.Sendto, "10.1.1.1", 53),
        ];
        var flips = Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 7]).Array[1, 12];
        Gen.Select(Gen.Int[0, sound.Length - 1], flips).Sample((which, places) =>
        {
            byte[] record = [.. sound[which]];
            foreach (var (place, bit) in places)
            {
                record[place % record.Length] ^= (byte)(1 << bit);
            }

            var world = new World().Feed(sound);
            ReadAll(world, record, fields);
            world.Feed(sound);
        }, iter: 2000);
    }

    private static void ReadAll(World world, byte[] record, List<Field> fields)
    {
        if (!Event.TryView(record, out var view, out _))
        {
            return;
        }

        var thread = world.Threads.Apply(view);
        foreach (var field in fields)
        {
            world.Node.Scratch.Reset();
            World.Text(new EventContext(view, thread, world.Node, 1, view.Header.Result), field);
        }

        world.Threads.Settle(view);
    }

    private static List<Field> AllFields() =>
    [
        .. SyscallFields.Table.All.Where(field => field.Reader is not null),
        .. EventTable.Types.SelectMany(type => EventParameters.Of(type).ToArray())
            .Select(parameter => parameter.Name).Distinct().Select(name => World.Find("evt.arg." + name)),
        World.Find("proc.aname[3]"),
        World.Find("proc.args[1]"),
    ];

    private static RecordFault Fault(byte[] record)
    {
        Event.TryView(record, out _, out var fault);
        return fault;
    }

    private static ref EventHeader Header(byte[] record) =>
        ref MemoryMarshal.AsRef<EventHeader>(record.AsSpan());
}
