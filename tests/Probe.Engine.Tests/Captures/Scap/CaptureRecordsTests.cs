using System.Text;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Tests.Language;
using Xunit;
using static KosmosProbe.Engine.Tests.Captures.Scap.ScapBytes;

namespace KosmosProbe.Engine.Tests.Captures.Scap;

public sealed class CaptureRecordsTests
{
    private static readonly byte[] Zero = Part(0L);
    private static readonly byte[] Three = Part(3L);
    private static readonly byte[] Flags = Part(1u);

    [Fact]
    public void AnEventOfTodayIsTakenAsItIs()
    {
        var record = Single(Begun().Event(5, 42, Part(-9L), Three));

        Assert.Equal("close", record.Type);
        Assert.Equal((1_700_000_000_000_000_000ul, 1ul, 42u, 3u, -9L), (
            record.Header.TimeNs, record.Header.Sequence, record.Header.Tid, record.Header.Cpu, record.Header.Result));
        Assert.Equal(0u, record.Header.Pid);
        Assert.Equal([Part(-9L), Three], record.Parameters);
        Assert.Empty(record.Enter);
    }

    [Fact]
    public void WhatWasToldAtTheBeginningOfACallComesWithItsEnd()
    {
        var record = Single(Begun().OldEvent(4, 42, Three).OldEvent(4, 43, Part(4L)).OldEvent(5, 42, Zero));

        Assert.Equal([Zero, Three], record.Parameters);
        Assert.Equal(1ul, record.Header.Sequence);
        Assert.Empty(record.Enter);
    }

    [Fact]
    public void AnEndWithoutBeginningHasDefaultsOrNothing()
    {
        Assert.Equal([Zero, Zero], Single(Begun().OldEvent(5, 42, Zero)).Parameters);
        Assert.Equal([Zero, []], Single(Begun().OldEvent(97, 42, Zero)).Parameters);
        Assert.Equal([Zero, [], Zero, [0]], Single(Begun().OldEvent(23, 42, Zero, [])).Parameters);
    }

    [Fact]
    public void TheBeginningOfAnotherCallIsNotTaken() =>
        Assert.Equal([Zero, Zero], Single(Begun().OldEvent(20, 42, Three).OldEvent(5, 42, Zero)).Parameters);

    [Fact]
    public void ABeginningIsTakenOnce()
    {
        var records = Records(Begun().OldEvent(4, 42, Three).OldEvent(5, 42, Zero).OldEvent(5, 42, Zero));

        Assert.Equal([Zero, Three], records[0].Parameters);
        Assert.Equal([Zero, Zero], records[1].Parameters);
    }

    [Fact]
    public void OfConnectTheDescriptorIsTakenAndTheAddressIsNot()
    {
        byte[] address = [2, 127, 0, 0, 1, 80, 0];
        var record = Single(Begun().OldEvent(22, 42, Three, address).OldEvent(23, 42, Zero, [1]));

        Assert.Equal([Zero, [1], Three, [0]], record.Parameters);
        Assert.Equal([Three, address], record.Enter);
        Assert.Equal(2ul, record.Header.Sequence);
    }

    [Fact]
    public void ABeginningFromBeforeAnotherCallIsNotLookedAt()
    {
        byte[] address = [2, 127, 0, 0, 1, 80, 0];
        var records = Records(
            Begun().OldEvent(22, 42, Three, address).OldEvent(5, 42, Zero).OldEvent(23, 42, Zero, [1]));

        Assert.Equal([Zero, [1], Three, [0]], records[1].Parameters);
        Assert.Empty(records[1].Enter);
    }

    [Theory]
    [InlineData((ushort)2, (ushort)3, 6)]
    [InlineData((ushort)58, (ushort)59, 6)]
    [InlineData((ushort)306, (ushort)307, 7)]
    [InlineData((ushort)326, (ushort)327, 8)]
    public void OpeningCallsKeepTheirBeginningAndItsNumber(ushort begin, ushort end, int count)
    {
        byte[][] enter = [.. ScapEventTable.Find(begin)!.Parameters.Select((_, i) => Part((uint)i))];
        byte[][] exit = [.. ScapEventTable.Find(end)!.Parameters.Select((_, i) => Part((long)i))];
        var records = Records(Begun().Event(begin, 42, enter).Event(end, 42, exit).Event(5, 42, Zero, Three));

        Assert.Equal(count, records[0].Parameters.Count);
        Assert.Equal(exit, records[0].Parameters);
        Assert.Equal(enter, records[0].Enter);
        Assert.Equal([2ul, 3ul], records.Select(record => record.Header.Sequence));
    }

    [Fact]
    public void AnExecOfAnyVersionHasTodaysParameters()
    {
        byte[] name = Text("/bin/true");
        foreach (int code in new[] { 13, 155, 173, 215, 231, 283, 289, 293 })
        {
            var former = ScapEventTable.Find(code)!.Parameters.Take(code == 293 ? 18 : int.MaxValue);
            byte[][] values = [.. former.Select(parameter => Encoding.ASCII.GetBytes(parameter.Name))];
            byte[][] enter = code >= 289 ? [name] : [];
            var record = Single(Begun().OldEvent((ushort)(code - 1), 1, enter).OldEvent((ushort)code, 1, values));

            var today = ScapEventTable.Find(293)!.Parameters;
            Assert.Equal(293, record.Code);
            for (int i = 0; i < today.Count; i++)
            {
                bool wasThere = former.Any(parameter => parameter.Name == today[i].Name);
                byte[] expected = wasThere ? Encoding.ASCII.GetBytes(today[i].Name) : [];
                expected = today[i].Name == "filename" && code >= 289 ? name : expected;
                Assert.Equal(Fit(expected, today[i].Type), record.Parameters[i]);
            }
        }

        static byte[] Fit(byte[] value, ParameterType type) => type switch
        {
            ParameterType.UInt32 or ParameterType.Uid or ParameterType.Flags32 => value[..Math.Min(4, value.Length)],
            ParameterType.UInt64 or ParameterType.Pid or ParameterType.Errno => value[..Math.Min(8, value.Length)],
            _ => value,
        };
    }

    [Fact]
    public void AContainerOfOldBecomesJson()
    {
        byte[] json = Text("{\"id\":\"abc\",\"type\":3,\"name\":\"web\",\"image\":\"nginx:1\"}");

        var first = Single(Begun().OldEvent(228, 1, Text("abc"), Part(3u), Text("web"), Text("nginx:1")));
        Assert.Equal(("container", 324), (first.Type, first.Code));
        Assert.Equal([json], first.Parameters);

        Assert.Equal([json], Single(Begun().Event(272, 1, json)).Parameters);
        Assert.Equal([json], Single(Begun().Event(324, 1, json)).Parameters);
        Assert.Equal([[]], Single(Begun().OldEvent(228, 1, Text("abc"), [], Text("web"), [])).Parameters);
    }

    [Fact]
    public void ANumberThatWasLongerLosesItsUpperPart() => Assert.Equal(
        [Three, Part(5u)], Single(Begun().Event(296, 1, Part(5L)).Event(297, 1, Three)).Parameters);

    [Fact]
    public void EventsThatHaveNoEndPass()
    {
        var records = Records(Begun()
            .Event(16, 1)
            .Event(186, 1, Zero, Zero, [9], [0], Three)
            .Event(354, ulong.MaxValue, Part(33u), Part(33u), Text("www"), Text("/"), Text("/bin/sh"), Text("")));

        Assert.Equal(["procexit", "procexit", "useradded"], records.Select(record => record.Type));
        Assert.Equal([5, 5, 6], records.Select(record => record.Parameters.Count));
        Assert.Equal(uint.MaxValue, records[2].Header.Tid);
        Assert.All(records, record => Assert.Equal(0, record.Header.Result));
    }

    [Fact]
    public void CallsWithoutAnEventOfTheirOwnHaveTheirOwnType()
    {
        var records = Records(Begun()
            .OldEvent(0, 1, Part((ushort)0), Part((ushort)221)).OldEvent(1, 1, Part((ushort)0))
            .OldEvent(1, 1, Part((ushort)164))
            .Event(1, 1, Part((ushort)0), Part((ushort)439))
            .Event(1, 1, Part((ushort)9_999), Part((ushort)9_999)));

        Assert.Equal(["fadvise64", "exit_group", "faccessat2", "syscall"], records.Select(record => record.Type));
        Assert.Equal([Part((ushort)0), Part((ushort)221)], records[0].Parameters);
    }

    [Fact]
    public void EventsThatNobodyKnowsAreCountedAndHaveNoNumber()
    {
        using var reader = Reader(Begun()
            .Event(440, 1).Event(9_999, 1).Event(17, 1).Event(260, 1, Text("{}")).Event(5, 1, Zero, Three));
        var records = new CaptureRecords(reader);

        Assert.True(records.TryRead(out var record));
        Assert.True(Event.TryViewRecorded(record, out var view, out _));
        Assert.Equal(1ul, view.Header.Sequence);
        Assert.Equal(4, records.UnknownEvents);
    }

    [Fact]
    public void MoreParametersThanThereAreTodayAreKept()
    {
        var record = Single(Begun().Event(5, 1, Zero, Three, Flags));

        Assert.Equal([Zero, Three, Flags], record.Parameters);
    }

    [Fact]
    public void WhatWasRecordedForTheStateOnlyIsMarked()
    {
        using var reader = Reader(Begun()
            .Block(0x217, Content(5, 1, flags: 5, hasCount: true, Zero, Three))
            .Block(0x217, Content(5, 1, flags: 4, hasCount: true, Zero, Three)));
        var records = new CaptureRecords(reader);

        Assert.True(records.TryRead(out var first));
        Assert.True(Event.TryViewRecorded(first, out var view, out _));
        Assert.Equal(1, view.As<RecordedEvent>().IsForStateOnly);
        Assert.True(records.TryRead(out var second));
        Assert.True(Event.TryViewRecorded(second, out view, out _));
        Assert.Equal(0, view.As<RecordedEvent>().IsForStateOnly);
    }

    [Theory]
    [InlineData((ushort)280)]
    [InlineData((ushort)286)]
    public void TwoEventsOfOldSayThatTheyAreLongerThanTheyAre(ushort code)
    {
        byte[] content = Content(code, 1, null, false, Text("id"), Text("what"));
        content[18] += 3;
        var record = Single(Begun().Block(0x204, content, new byte[1]));

        Assert.Equal([Text("id"), Text("what")], record.Parameters);
    }

    [Fact]
    public void CallsThatNeverEndDoNotFillMemory()
    {
        var capture = Begun();
        byte[] path = new byte[60_000];
        for (ulong tid = 1; tid <= 600; tid++)
        {
            capture.Event(2, tid, path, Flags, Flags);
        }

        capture.Event(3, 600, Three, path, Flags, Flags, Flags, Zero);
        using var reader = Reader(capture);
        var records = new CaptureRecords(reader);

        Assert.True(records.TryRead(out var record));
        Assert.True(Event.TryViewRecorded(record, out var view, out _));
        Assert.Equal(1, records.PendingOverflows);
        Assert.Equal(path, view.EnterParameter(0).ToArray());
    }

    [Fact]
    public void ThreadsThatNeverEndACallAreForgottenTogether()
    {
        var capture = Begun();
        for (ulong tid = 1; tid <= 70_000; tid++)
        {
            capture.Event(4, tid, Three);
        }

        using var reader = Reader(capture);
        var records = new CaptureRecords(reader);

        Assert.False(records.TryRead(out _));
        Assert.Equal(1, records.PendingOverflows);
        Assert.Equal(70_000, records.DroppedEnters);
    }

    [Fact]
    public void ReadingAllocatesNothingPerEvent()
    {
        var capture = Begun();
        for (ulong tid = 1; tid <= 5_000; tid++)
        {
            capture.OldEvent(4, tid % 50, Three).OldEvent(5, tid % 50, Zero);
            capture.Event(306, tid % 50, Three, Text("/etc/passwd"), Flags, Flags);
            capture.Event(307, tid % 50, Three, Three, Text("/etc/passwd"), Flags, Flags, Flags, Zero);
            capture.OldEvent(231, 1, [.. Enumerable.Repeat(Text("some"), 16)]);
        }

        using var reader = Reader(capture);
        var records = new CaptureRecords(reader);
        int count = 0;
        long allocated = Allocation.Of(() =>
        {
            for (int i = 0; i < 3_750; i++) count += records.TryRead(out _) ? 1 : 0;
        });

        Assert.Equal(0, allocated);
        while (records.TryRead(out _))
        {
            count++;
        }

        Assert.Equal(15_000, count);
    }

    private static ScapReader Reader(ScapBytes capture) => new(new MemoryStream(capture.ToArray()));

    private static Made Single(ScapBytes capture) => Assert.Single(Records(capture));

    private static List<Made> Records(ScapBytes capture)
    {
        using var reader = Reader(capture);
        var records = new CaptureRecords(reader);
        List<Made> made = [];
        while (records.TryRead(out var record))
        {
            Assert.True(Event.TryViewRecorded(record, out var view, out var fault), fault.ToString());
            ref readonly var recorded = ref view.As<RecordedEvent>();
            List<byte[]> parameters = [], enter = [];
            for (int i = 0; i < recorded.ParametersCount; i++)
            {
                parameters.Add(view.Parameter(i).ToArray());
            }

            for (int i = 0; i < recorded.EnterCount; i++)
            {
                enter.Add(view.EnterParameter(i).ToArray());
            }

            made.Add(new Made(view.Header, recorded.Code, EventTable.Name(view.Type), parameters, enter));
        }

        Assert.Equal(0, reader.MalformedEvents);
        Assert.Null(reader.Ending);
        return made;
    }

    private sealed record Made(
        EventHeader Header, int Code, string Type, List<byte[]> Parameters, List<byte[]> Enter);
}
