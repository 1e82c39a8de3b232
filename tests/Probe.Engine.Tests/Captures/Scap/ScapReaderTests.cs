using System.IO.Compression;
using System.IO.Pipes;
using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Captures.Scap;
using Xunit;
using static KosmosProbe.Engine.Tests.Captures.Scap.ScapBytes;

namespace KosmosProbe.Engine.Tests.Captures.Scap;

public sealed class ScapReaderTests
{
    private const int CloseExit = 5;

    private static readonly byte[] Zero = Part(0L);
    private static readonly byte[] Three = Part(3L);

    public static TheoryData<uint> EventBlocks => [0x204, 0x8010ABCD, 0x208, 0x216, 0x217, 0x221, 0x222];

    [Theory]
    [MemberData(nameof(EventBlocks))]
    public void EventsOfEveryBlockAreRead(uint block)
    {
        bool hasFlags = block is 0x208 or 0x217 or 0x222;
        bool hasCount = block is 0x216 or 0x217 or 0x221 or 0x222;
        byte[] content = Content(CloseExit, 42, hasFlags ? 6u : null, hasCount, Zero, Three);
        using var reader = Reader(Begun().Block(block, content));

        Assert.True(reader.TryReadEvent());
        var read = reader.Event;
        Assert.Equal((CloseExit, 42ul, 3, hasFlags ? 6u : 0), (read.Code, read.Tid, read.Cpu, read.Flags));
        Assert.Equal(1_700_000_000_000_000_000ul, read.TimeNs);
        Assert.Equal(2, read.ParametersCount);
        Assert.Equal(Three, read.Parameter(1).ToArray());
        Assert.False(reader.TryReadEvent());
        Assert.Null(reader.Ending);
    }

    [Fact]
    public void ALargeEventHasLongLengths()
    {
        byte[] data = new byte[3 << 20];
        data[^1] = 7;
        using var reader = Reader(Begun().Block(0x221, Content(402, 0, null, true, Part(1u), Text("container"), data)));

        Assert.True(reader.TryReadEvent());
        Assert.Equal(data, reader.Event.Parameter(2).ToArray());
    }

    [Fact]
    public void AnEventBeyondTheLimitIsSkippedAndCounted()
    {
        byte[] huge = new byte[(16 << 20) + 64];
        using var reader = Reader(Begun().Block(0x221, huge).Event(CloseExit, 1, Zero, Three));

        Assert.True(reader.TryReadEvent());
        Assert.Equal(CloseExit, reader.Event.Code);
        Assert.Equal(1, reader.OversizedEvents);
    }

    [Fact]
    public void UnknownBlocksAreSkippedAndCountedBeforeAndAmongEvents()
    {
        using var reader = Reader(Begun()
            .Block(0x777, new byte[100_000])
            .Event(CloseExit, 1, Zero, Three)
            .Block(0x778)
            .Event(CloseExit, 2, Zero, Three));

        Assert.False(reader.TryReadHead(out _));
        Assert.True(reader.TryReadEvent());
        Assert.True(reader.TryReadEvent());
        Assert.Equal(2ul, reader.Event.Tid);
        Assert.Equal(2, reader.UnknownBlocks);
    }

    [Fact]
    public void AnEventWhoseLengthsContradictEachOtherIsSkippedAndCounted()
    {
        byte[] longer = Content(CloseExit, 1, null, true, Zero, Three);
        longer[28] = 200;
        byte[] many = Content(CloseExit, 1, null, true, Zero, Three);
        many[24] = 200;
        byte[] beyond = Content(CloseExit, 1, null, true, Zero, Three);
        beyond[18] = 200;
        byte[] uneven = Content(CloseExit, 1, null, false, Zero, Three);
        uneven[24] = 7;
        using var reader = Reader(Begun()
            .Block(0x216, longer).Block(0x216, many).Block(0x216, beyond).Block(0x204, uneven)
            .Event(CloseExit, 9, Zero, Three));

        Assert.True(reader.TryReadEvent());
        Assert.Equal(9ul, reader.Event.Tid);
        Assert.Equal(4, reader.MalformedEvents);
    }

    [Fact]
    public void APackedCaptureIsReadAsAPlainOne()
    {
        byte[] plain = Begun().Event(CloseExit, 1, Zero, Three).ToArray();
        using var reader = new ScapReader(new MemoryStream(Pack(plain)));

        Assert.True(reader.TryReadEvent());
        Assert.False(reader.TryReadEvent());
        Assert.Null(reader.Ending);
        Assert.Equal(plain.Length, reader.Offset);
        Assert.InRange(reader.FileBytes, 10, Pack(plain).Length);
    }

    [Fact]
    public void ACaptureThatIsCutOffIsReadUpToThere()
    {
        byte[] whole = Begun().Event(CloseExit, 1, Zero, Three).Event(CloseExit, 2, Zero, Three).ToArray();
        int first = Begun().Event(CloseExit, 1, Zero, Three).ToArray().Length;
        for (int length = first + 1; length < whole.Length; length++)
        {
            using var reader = new ScapReader(new MemoryStream(whole[..length]));
            Assert.True(reader.TryReadEvent());
            Assert.False(reader.TryReadEvent());
            Assert.Equal($"the capture is cut off in the block at byte {first}", reader.Ending);
            Assert.False(reader.TryReadEvent());
        }
    }

    [Fact]
    public void APackedCaptureThatIsCutOffIsReadUpToThere()
    {
        var capture = Begun();
        var random = new Random(1);
        for (ulong tid = 1; tid <= 2_000; tid++)
        {
            byte[] data = new byte[50];
            random.NextBytes(data);
            capture.Event(7, tid, Part(50L), data, Three, Part(50u));
        }

        byte[] packed = Pack(capture.ToArray());
        using var reader = new ScapReader(new MemoryStream(packed[..(packed.Length / 2)]));
        ulong last = 0;
        while (reader.TryReadEvent())
        {
            last = reader.Event.Tid;
        }

        Assert.InRange(last, 800ul, 1_200ul);
        Assert.NotNull(reader.Ending);
    }

    [Fact]
    public void DamagedPackingEndsTheCaptureWithASentence()
    {
        var capture = Begun();
        for (ulong tid = 1; tid <= 20_000; tid++)
        {
            capture.Event(CloseExit, tid, Part((long)tid * 77_777), Three);
        }

        byte[] packed = Pack(capture.ToArray());
        packed.AsSpan(packed.Length / 2, 40).Fill(0xFF);
        using var reader = new ScapReader(new MemoryStream(packed));
        var error = Record.Exception(() =>
        {
            while (reader.TryReadEvent())
            {
            }
        });

        Assert.True(error is CaptureException || reader.Ending is not null, $"{error}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(27)]
    public void WhatEndsInsideItsBeginningIsNoCapture(int length)
    {
        byte[] begun = Begun().ToArray()[..length];

        var error = Assert.Throws<CaptureException>(() => new ScapReader(new MemoryStream(begun)));
        Assert.Contains("capture", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherFilesAreNoCaptures()
    {
        var error = Assert.Throws<CaptureException>(
            () => new ScapReader(new MemoryStream("- rule: something\n  desc: a rules file\n"u8.ToArray())));

        Assert.Equal(
            "capture, byte 0: this is no capture in the scap format; "
                + "name a file that Falco, sysdig or this probe recorded",
            error.Message);
    }

    [Fact]
    public void ALaterVersionOrAnotherByteOrderIsRefused()
    {
        var later = new ScapBytes().Block(0x0A0D0D0A, Part(0x1A2B3C4Du, (ushort)2, (ushort)0, -1L));
        var other = new ScapBytes().Block(0x0A0D0D0A, Part(0x4D3C2B1Au, (ushort)1, (ushort)0, -1L));

        Assert.Contains("version 2", Refused(later).Message, StringComparison.Ordinal);
        Assert.Contains("byte order", Refused(other).Message, StringComparison.Ordinal);

        static CaptureException Refused(ScapBytes capture) => Assert.Throws<CaptureException>(() => Reader(capture));
    }

    [Fact]
    public void ADamagedHeadIsRefusedWithTheByteWhereItIs()
    {
        int begun = Begun().ToArray().Length;
        var overlong = Begun().Block(0x215, Part(5_000u, 1L, 2L));
        var zero = Begun().Block(0x215, Part(0u, 1L, 2L));
        var text = Begun().Block(0x220, Sized((byte)0, 1u, 2u, (ushort)500));
        var tiny = Begun().Raw(Part(0x215u, 11u, 11u));
        var trailer = Begun().Raw(Part(0x777u, 16u, 1u, 17u));
        var cut = Begun().Raw(Part(0x777u, 4_000_000_000u, 1u));
        var ending = Begun().Raw(Part(0x220u, 500u, 400u, (byte)1, 2u, "web"));

        Assert.Equal(begun + 8, Refused(overlong).Offset);
        Assert.Equal(begun + 8, Refused(zero).Offset);
        Assert.Equal(begun + 8 + 15, Refused(text).Offset);
        Assert.Equal(begun, Refused(tiny).Offset);
        Assert.Equal(begun + 12, Refused(trailer).Offset);
        Assert.Equal(begun + 8, Assert.Throws<CaptureException>(() => Reader(ending).TryReadHead(out _)).Offset);
        Assert.Contains("the capture ends inside its head", Refused(cut).Message, StringComparison.Ordinal);

        static CaptureException Refused(ScapBytes capture)
        {
            using var reader = Reader(capture.Event(CloseExit, 1, Zero, Three));
            return Assert.Throws<CaptureException>(() => reader.TryReadEvent());
        }
    }

    [Fact]
    public void AnEventThatDoesNotEndWhereItSaysIsRefused()
    {
        byte[] wrong = Begun().Event(CloseExit, 1, Zero, Three).ToArray();
        wrong[^1] = 1;
        using var reader = new ScapReader(new MemoryStream(wrong));

        var error = Assert.Throws<CaptureException>(() => reader.TryReadEvent());
        Assert.Equal(Begun().ToArray().Length, error.Offset);
        Assert.EndsWith("the capture is damaged, copy or record it again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACaptureOfSeveralSectionsIsReadThroughout()
    {
        byte[] one = Begun().Block(0x206, Part((byte)1, 0u, "root")).Event(CloseExit, 1, Zero, Three).ToArray();
        using var reader = new ScapReader(new MemoryStream([.. one, .. one]));

        Assert.True(reader.TryReadEvent());
        Assert.True(reader.TryReadEvent());
        Assert.False(reader.TryReadEvent());
        Assert.Null(reader.Ending);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ACaptureIsReadFromAPipe(bool isPacked)
    {
        byte[] plain = Begun().Event(CloseExit, 1, Zero, Three).Event(CloseExit, 2, Zero, Three).ToArray();
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var end = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        byte[] bytes = isPacked ? Pack(plain) : plain;
        var writing = Task.Run(
            () =>
            {
                foreach (byte one in bytes)
                {
                    pipe.WriteByte(one);
                }

                pipe.Dispose();
            },
            TestContext.Current.CancellationToken);
        using var reader = new ScapReader(end);

        Assert.True(reader.TryReadEvent());
        Assert.True(reader.TryReadEvent());
        Assert.False(reader.TryReadEvent());
        Assert.Null(reader.Ending);
        await writing;
    }

    [Fact]
    public void AFileThatCannotBeReadIsACapturesError()
    {
        var error = Assert.Throws<CaptureException>(() => new ScapReader(new BrokenFile()));

        Assert.Contains("cannot be read (worn out)", error.Message, StringComparison.Ordinal);
    }

    internal static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static ScapReader Reader(ScapBytes capture) => new(new MemoryStream(capture.ToArray()));

    private sealed class BrokenFile : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("worn out");
    }
}
