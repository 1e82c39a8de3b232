using System.Net;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Captures.Scap.Writing;
using KosmosProbe.Engine.Events;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.Recording;

/// <summary>Our events as captures have them, read back by the reader of captures.</summary>
public class LiveEventEncoderTests
{
    private const uint OpenDirectory = 1024;

    public static TheoryData<EventType> Types => [.. EventTable.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryEventHasARowThatTheFormatKnows(EventType type)
    {
        var row = LiveEventTable.Find(type);

        Assert.NotNull(row);
        var info = ScapEventTable.Find(row.Code)!;
        Assert.True(info.IsToday);
        Assert.NotEqual(ScapEventKind.Enter, info.Kind);
        if (row.Code == ScapEventTable.SyscallCode)
        {
            Assert.DoesNotContain(
                ScapEventTable.All,
                known => known is { IsToday: true, Kind: ScapEventKind.Exit } && known.Name == EventTable.Name(type));
        }
        else
        {
            Assert.Equal(EventTable.Name(type), info.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryEventHasAllParametersInTheirSizes(EventType type)
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Sample(type));

        var read = encoded.Read().Last(found => found.Info.Kind != ScapEventKind.Enter);
        Assert.Equal(EventTable.Name(type), read.RuleName);
        Assert.Equal(World.BootWallNs + Records.NowNs, read.TimeNs);
        Assert.Equal(read.Info.Parameters.Count, read.Parameters.Length);
        for (int i = 0; i < read.Parameters.Length; i++)
        {
            int bytes = Engine.Captures.Scap.Upgrading.ParameterDefaults.FixedBytes(read.Info.Parameters[i].Type);
            Assert.True(
                bytes <= 0 || read.Parameters[i].Length == bytes,
                $"{type} {read.Info.Parameters[i].Name}: {read.Parameters[i].Length} bytes, {bytes} expected");
        }
    }

    [Fact]
    public void AnExecTellsAllOfItsRecord()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Exec(["/bin/cat", "-n", "/etc/shadow"], (ref record, texts) =>
        {
            record.CapEffective = 0x1ff;
            record.ExeIno = 4711;
            record.FdLimit = 1024;
            record.Tty = 0x8801;
            record.ExeFlags = ExeFlags.UpperLayer;
            record.Header.Uid = 1000;
            record.Header.Gid = 1001;
        }));

        var read = Assert.Single(encoded.Read());
        Assert.Equal("execve", read.Name);
        Assert.Equal(0, read.Number(0));
        Assert.Equal("/bin/cat", read.Text(1));
        Assert.Equal("-n\0/etc/shadow", read.Text(2));
        Assert.Equal([100, 100, 1], [read.Number(3), read.Number(4), read.Number(5)]);
        Assert.Equal(1024, read.Number(7));
        Assert.Equal("cat", read.Text(13));
        Assert.Equal(
            "cpuset=/user.slice|cpu=/user.slice|cpuacct=/user.slice|io=/user.slice|memory=/user.slice",
            read.Text(14).Replace('\0', '|'));
        Assert.Equal(0x8801, read.Number(16));
        Assert.Equal(uint.MaxValue, (uint)read.Number(18));
        Assert.Equal((uint)ExeFlags.UpperLayer, read.Number(19));
        Assert.Equal(0x1ff, read.Number(22));
        Assert.Equal(4711, read.Number(23));
        Assert.Equal(1000, read.Number(26));
        Assert.Equal("/usr/bin/cat", read.Text(27));
        Assert.Equal(1001, read.Number(29));
        Assert.Equal("/bin/cat", read.Text(30));
        Assert.Contains(
            encoded.ReadAll(), told => told is { Name: "chdir", IsForState: true } && told.Text(1) == "/srv");
    }

    [Fact]
    public void ACloneIsTheParentsEventAndTheChilds()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Clone(200, (ref record, texts) => record.CloneFlags = 0x800 | 0x100));

        var read = encoded.Read();
        Assert.Equal([100, 200], read.Select(clone => clone.Tid));
        Assert.Equal([200, 0], read.Select(clone => clone.Number(0)));
        Assert.Equal([100, 200], read.Select(clone => clone.Number(3)));
        Assert.Equal([1, 100], read.Select(clone => clone.Number(5)));
        Assert.All(read, clone => Assert.Equal((1 << 11) | (1 << 15), clone.Number(15)));
    }

    [Fact]
    public void ACloneThatFailedIsOneEvent()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Clone(0, (ref record, texts) => record.Header.Result = -11));

        Assert.Equal(-11, Assert.Single(encoded.Read()).Number(0));
    }

    [Fact]
    public void AnOpenHasTheResolvedPathAtItsBeginningAndTheNameAtItsEnd()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Openat("/etc/shadow", (ref record, texts) => record.Name = texts.Add("../link")));

        var read = encoded.Read();
        Assert.Equal(2, read.Length);
        Assert.Equal((ScapEventKind.Enter, "/etc/shadow"), (read[0].Info.Kind, read[0].Text(1)));
        Assert.Equal(-100, read[0].Number(0));
        Assert.Equal((ScapEventKind.Exit, "../link"), (read[1].Info.Kind, read[1].Text(2)));
        Assert.Equal([3, -100], [read[1].Number(0), read[1].Number(1)]);
        Assert.Equal(77, read[1].Number(6));
    }

    [Fact]
    public void AFailedOpenHasTheNameMadeAbsolute()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Openat("", (ref record, texts) =>
        {
            record.Header.Result = -2;
            record.Path = default;
            record.Name = texts.Add("conf/../none");
            record.Directory = texts.Add("/srv/app");
        }));

        var read = encoded.Read();
        Assert.Equal("/srv/app/none", read[0].Text(1));
        Assert.Equal("conf/../none", read[1].Text(2));
        Assert.Equal(-2, read[1].Number(0));
    }

    [Fact]
    public void ADirectoryIsOneThoughTheCallerDidNotSaySo()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Openat("/etc", (ref record, texts) => record.FileMode = 0x41ed));

        var read = encoded.Read();
        Assert.Equal(OpenDirectory, read[0].Number(2) & OpenDirectory);
        Assert.Equal(0, read[1].Number(3) & OpenDirectory);
    }

    [Theory]
    [InlineData("1.2.3.4", "10.0.0.5", 2, 4)]
    [InlineData("2001:db8::1", "fd00::5", 10, 16)]
    public void AConnectHasBothEnds(string remote, string local, int family, int bytes)
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Connect(remote, 443));

        byte[] tuple = encoded.Read()[1].Parameters[1];
        Assert.Equal(family, tuple[0]);
        Assert.Equal(IPAddress.Parse(local), new IPAddress(tuple.AsSpan(1, bytes)));
        Assert.Equal(40_000, BitConverter.ToUInt16(tuple, 1 + bytes));
        Assert.Equal(IPAddress.Parse(remote), new IPAddress(tuple.AsSpan(3 + bytes, bytes)));
        Assert.Equal(443, BitConverter.ToUInt16(tuple, 3 + (2 * bytes)));
    }

    [Fact]
    public void ASocketIsToldOfOnceForRulesDoNotSeeIt()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Connect("1.2.3.4", 443));
        encoded.Write(Records.Connect("1.2.3.4", 444));

        var sockets = encoded.ReadAll().Where(read => read is { Name: "socket", Info.Kind: ScapEventKind.Exit });
        var socket = Assert.Single(sockets);
        Assert.True(socket.IsForState);
        Assert.Equal([4, 2, 1, 6], [socket.Number(0), socket.Number(1), socket.Number(2), socket.Number(3)]);
    }

    [Fact]
    public void TheFileOfADescriptorIsToldOfOnce()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Call(EventType.Fchmod));
        encoded.Write(Records.Call(EventType.Fchmod));

        var told = encoded.ReadAll();
        Assert.Equal(["open", "fchmod", "fchmod"], told.Select(read => read.Name));
        Assert.Equal((3, "/etc/hosts", true), (told[0].Number(0), told[0].Text(1), told[0].IsForState));
    }

    [Fact]
    public void TheDirectoryThatAPathStartsFromIsToldOf()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Call(EventType.Mkdirat, (ref record, texts) =>
        {
            record.ObjectFd = -1;
            record.Numbers[0] = 6;
        }));

        var told = encoded.ReadAll();
        Assert.Equal(["open", "mkdirat"], told.Select(read => read.Name));
        Assert.Equal((6, "/etc"), (told[0].Number(0), told[0].Text(1)));
        Assert.Equal((6, "hosts"), (told[1].Number(1), told[1].Text(2)));
    }

    [Fact]
    public void ACopiedDescriptorIsToldOfByItsOriginal()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Call(EventType.Dup2, (ref record, texts) =>
        {
            record.Header.Result = record.ObjectFd = 0;
            record.Numbers[0] = 4;
            Records.SetTcp(ref record.Socket, "1.2.3.4", 443);
            record.Socket.SocketFlags = SocketFlags.Connected;
        }));

        var told = encoded.ReadAll();
        Assert.Equal(["socket", "socket", "connect", "dup2"], told.Select(read => read.Name));
        Assert.Equal([4, 4, 0], [told[1].Number(0), told[2].Number(2), told[3].Number(0)]);
    }

    [Fact]
    public void WhatIsAcceptedComesFromTheOtherEnd()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Call(EventType.Accept4, (ref record, texts) =>
        {
            record.Header.Result = record.ObjectFd = 5;
            Records.SetTcp(ref record.Socket, "1.2.3.4", 443);
            record.Socket.SocketFlags = SocketFlags.Connected;
        }));

        byte[] tuple = Assert.Single(encoded.ReadAll()).Parameters[1];
        Assert.Equal(IPAddress.Parse("1.2.3.4"), new IPAddress(tuple.AsSpan(1, 4)));
        Assert.Equal(443, BitConverter.ToUInt16(tuple, 5));
    }

    [Fact]
    public void AUserThatNoCallToldOfIsToldBeforeTheEvent()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Openat("/x", (ref record, texts) => record.Header.Uid = 33));
        encoded.Write(Records.Openat("/y", (ref record, texts) => record.Header.Uid = 33));

        var told = encoded.ReadAll();
        Assert.Equal(["setresuid", "openat", "openat", "openat", "openat"], told.Select(read => read.Name));
        Assert.True(told[0].IsForState);
        Assert.Equal(33, told[0].Number(2));
    }

    [Fact]
    public void AThreadThatNothingToldOfIsIntroduced()
    {
        var encoded = new Encoded(Known());

        encoded.Write(Records.Openat("/x"));

        var told = encoded.ReadAll();
        Assert.Equal(["clone", "chdir", "execve", "setsid", "openat", "openat"], told.Select(read => read.Name));
        Assert.Equal(4, told.Count(read => read.IsForState));
        Assert.Equal("sh", told[2].Text(1));
    }

    [Fact]
    public void WhatIsOnlyForStateSaysSo()
    {
        var encoded = new Encoded(Known(), 100);

        encoded.Write(Records.Exec(["sh"]), isForState: true);

        Assert.NotEmpty(encoded.ReadAll());
        Assert.Empty(encoded.Read());
    }

    [Fact]
    public void UnixNumbersReadAsTheyArePrinted()
    {
        Assert.Equal(0x1234567890UL, ScapSockets.ReadAsHex(1234567890));
        Assert.Equal(0UL, ScapSockets.ReadAsHex(0));
    }

    private static World Known() => new World().Feed(Records.Exec(["sh"]));

    internal static byte[] Sample(EventType type) => type switch
    {
        EventType.Execve => Records.Exec(["/bin/ls", "-l"]),
        EventType.Execveat => Typed(Records.Exec(["/bin/ls", "-l"]), type),
        EventType.Clone or EventType.Clone3 or EventType.Fork or EventType.Vfork => Typed(Records.Clone(300), type),
        EventType.Procexit => Records.Exit(),
        EventType.Open or EventType.Openat or EventType.Openat2 or EventType.Creat =>
            Typed(Records.Openat("/etc/hosts"), type),
        EventType.Connect => Records.Connect("1.2.3.4", 80),
        _ when CallEvents.Contains(type) => Records.Call(type),
        _ => Records.Send(type, "1.2.3.4", 53),
    };

    private static byte[] Typed(byte[] record, EventType type)
    {
        BitConverter.TryWriteBytes(record.AsSpan(44), (ushort)type);
        return record;
    }
}
