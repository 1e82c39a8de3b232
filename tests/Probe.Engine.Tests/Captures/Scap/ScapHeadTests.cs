using System.Text;
using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Captures.Scap;
using Xunit;
using static KosmosProbe.Engine.Tests.Captures.Scap.ScapBytes;

namespace KosmosProbe.Engine.Tests.Captures.Scap;

public sealed class ScapHeadTests
{
    private static readonly byte[] Four = [10, 1, 2, 3];
    private static readonly byte[] Sixteen = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    public static TheoryData<int, uint> ThreadBlocks => new()
    {
        { 1, 0x202 }, { 1, 0x8000ABCD }, { 2, 0x207 }, { 2, 0x8013ABCD }, { 3, 0x209 }, { 3, 0x8014ABCD },
        { 4, 0x210 }, { 5, 0x211 }, { 6, 0x212 }, { 7, 0x213 }, { 8, 0x214 }, { 9, 0x215 },
    };

    [Fact]
    public void TheMachineIsRead()
    {
        byte[] name = new byte[128];
        "node-1"u8.CopyTo(name);
        byte[] told = Part(4u, 1ul << 33, 32768ul, name, 77ul, 5ul, 0ul, 0ul);
        var machine = Single<ScapMachine>(Begun().Block(0x201, told));

        Assert.Equal((4u, 1ul << 33, 32768ul, 77ul, 5ul), (
            machine.CpusCount, machine.MemoryBytes, machine.PidMax, machine.BootTimeNs, machine.Flags));
        Assert.Equal("node-1", Words(machine.HostName));
    }

    [Theory]
    [InlineData((ushort)1, true)]
    [InlineData((ushort)2, true)]
    [InlineData((ushort)3, false)]
    [InlineData((ushort)4, false)]
    public void InterfacesAreReadWithAndWithoutSpeedAndLength(ushort type, bool hasSpeed)
    {
        byte[] address = type is 1 or 3 ? Four : Sixteen;
        byte[] entry = Part(type, (ushort)4, address, address, address, hasSpeed ? Part(9ul) : [], "eth0"u8.ToArray());
        foreach (var capture in new[]
        {
            Begun().Block(0x205, entry, entry),
            Begun().Block(0x219, Part((uint)entry.Length + 2, entry, (ushort)0), Part((uint)entry.Length, entry)),
        })
        {
            var items = Items(capture);
            Assert.Equal(2, items.Count);
            Assert.All(items.Cast<ScapInterface>(), item =>
            {
                Assert.Equal("eth0", Words(item.Name));
                Assert.Equal(address, item.Address.ToArray());
                Assert.Equal(hasSpeed ? 9ul : 0, item.LinkSpeed);
            });
        }
    }

    [Fact]
    public void UsersAndGroupsAreReadWithAndWithoutLength()
    {
        byte[] user = Part((byte)0, 33u, 34u, "www", "/var/www", "/bin/sh");
        byte[] group = Part((byte)1, 34u, "web");
        foreach (var capture in new[]
        {
            Begun().Block(0x206, user, group),
            Begun().Block(0x220, Sized(user, "later"), Sized(group)),
        })
        {
            var items = Items(capture);
            var first = Assert.IsType<ScapUser>(items[0]);
            Assert.Equal((33u, 34u, "www", "/var/www", "/bin/sh"), (
                first.Uid, first.Gid, Words(first.Name), Words(first.Home), Words(first.Shell)));
            var second = Assert.IsType<ScapGroup>(items[1]);
            Assert.Equal((34u, "web"), (second.Gid, Words(second.Name)));
        }
    }

    [Theory]
    [MemberData(nameof(ThreadBlocks))]
    public void ThreadsOfEveryVersionAreRead(int version, uint block)
    {
        byte[] thread = Thread(version);
        byte[] entry = version == 9 ? Sized(thread, Tail(isShort: false), (byte)1, 20L, "later") : thread;
        var items = Items(Begun().Block(block, entry, entry));

        Assert.Equal(2, items.Count);
        Assert.All(items.Cast<ScapThread>(), item =>
        {
            Assert.Equal((11L, 12L, 13L), (item.Tid, item.Pid, item.ParentTid));
            Assert.Equal(version >= 6 ? 14 : -1, item.SessionId);
            Assert.Equal(version >= 8 ? 15 : -1, item.VirtualGroupId);
            Assert.Equal(("bash", "/bin/bash", "/tmp"), (
                Words(item.Comm), Words(item.Exe), Words(item.WorkingDirectory)));
            Assert.Equal("-c\0x\0", Words(item.Arguments));
            Assert.Equal(version >= 7 ? "/usr/bin/bash" : "", Words(item.ExePath));
            Assert.Equal((1024L, 0x100u, 1000u, 1001u), (item.DescriptorsMax, item.Flags, item.Uid, item.Gid));
            Assert.Equal(version >= 2 ? 3u : 0, item.SwappedKiB);
            Assert.Equal(version >= 2 ? 5ul : 0, item.MinorFaults);
            Assert.Equal(version >= 3 ? "A=1\0" : "", Words(item.Environment));
            Assert.Equal(version >= 4 ? 7 : -1, item.VirtualPid);
            Assert.Equal(version >= 4 ? "cpu=/a\0" : "", Words(item.Cgroups));
            Assert.Equal(version >= 5 ? "/root" : "", Words(item.Root));
            Assert.Equal(version == 9 ? 34817u : 0, item.Tty);
            Assert.Equal(version == 9 ? 1000 : uint.MaxValue, item.LoginUid);
            Assert.Equal(version == 9, item.IsExeWritable && item.IsExeUpperLayer && item.IsExeLowerLayer);
            Assert.Equal(version == 9 ? 20 : -1, item.GroupId);
        });
    }

    [Fact]
    public void ThreadsOfBefore2023HaveTheirLoginRightBehindTheRoot()
    {
        var item = Single<ScapThread>(Begun().Block(0x215, Sized(Thread(9), Tail(isShort: true))));

        Assert.Equal((0ul, 0u, 1000u), (item.PidNamespaceStartNs, item.Tty, item.LoginUid));
        Assert.Equal((1ul, 2ul, 3ul), (item.CapInheritable, item.CapPermitted, item.CapEffective));
        Assert.True(item.IsExeWritable);
    }

    [Theory]
    [InlineData((byte)3)]
    [InlineData((byte)4)]
    public void ConnectionsOfTheHeadHaveBothEnds(byte type)
    {
        byte[] address = type == 3 ? Four : Sixteen;
        var item = Descriptor(type, address, address, (ushort)80, (ushort)443, (byte)2);

        Assert.Equal(address, item.LocalAddress.ToArray());
        Assert.Equal(address, item.RemoteAddress.ToArray());
        Assert.Equal(((ushort)80, (ushort)443, (byte)2), (item.LocalPort, item.RemotePort, item.Protocol));
    }

    [Theory]
    [InlineData((byte)5)]
    [InlineData((byte)6)]
    public void ServersOfTheHeadHaveOneEnd(byte type)
    {
        byte[] address = type == 5 ? Four : Sixteen;
        var item = Descriptor(type, address, (ushort)80, (byte)2);

        Assert.Equal(address, item.LocalAddress.ToArray());
        Assert.True(item.RemoteAddress.IsEmpty);
        Assert.Equal(((ushort)80, (byte)2), (item.LocalPort, item.Protocol));
    }

    [Fact]
    public void UnixSocketsAndFilesOfTheHeadHaveTheirOwn()
    {
        var socket = Descriptor(8, 1ul, 2ul, "/run/x");
        Assert.Equal((1ul, 2ul, "/run/x"), (socket.UnixSource, socket.UnixDestination, Words(socket.Name)));

        var file = Descriptor(16, 3u, "/etc/passwd", 66u, 1ul);
        Assert.Equal((3u, "/etc/passwd", 66u), (file.OpenFlags, Words(file.Name), file.Device));
    }

    [Theory]
    [InlineData((byte)1)]
    [InlineData((byte)2)]
    [InlineData((byte)7)]
    [InlineData((byte)9)]
    [InlineData((byte)10)]
    [InlineData((byte)11)]
    [InlineData((byte)12)]
    [InlineData((byte)13)]
    [InlineData((byte)14)]
    [InlineData((byte)15)]
    [InlineData((byte)17)]
    [InlineData((byte)18)]
    [InlineData((byte)19)]
    [InlineData((byte)20)]
    [InlineData((byte)21)]
    public void OtherDescriptorsOfTheHeadHaveAName(byte type)
    {
        var item = Descriptor(type, "name");

        Assert.Equal(type, (byte)item.Type);
        Assert.Equal("name", Words(item.Name));
    }

    [Fact]
    public void ADescriptorOfALaterTypeIsUnsupported()
    {
        var item = Descriptor(99, 1ul, 2ul, 3ul);

        Assert.Equal((DescriptorKind.Unsupported, (byte)99), (item.Type, item.TypeNumber));
    }

    [Fact]
    public void DescriptorsWithoutLengthFollowOneAnother()
    {
        byte[] entry = Part(7L, 8ul, (byte)16, 1u, "/a"), other = Part(8L, 9ul, (byte)7, "pipe:[9]");
        var items = Items(Begun().Block(0x203, Part(11L), entry, other)).Cast<ScapDescriptor>().ToList();

        Assert.Equal([(11L, 7L, "/a"), (11L, 8L, "pipe:[9]")], items.Select(d => (d.Tid, d.Number, Words(d.Name))));
    }

    private static ScapDescriptor Descriptor(byte type, params object[] rest)
    {
        var item = Single<ScapDescriptor>(Begun().Block(0x218, Part(11L), Sized(7L, 8ul, type, Part(rest))));
        Assert.Equal((11L, 7L, 8ul), (item.Tid, item.Number, item.Inode));
        return item;
    }

    private static byte[] Thread(int version) => Part(
        11L,
        12L,
        13L,
        version >= 6 ? Part(14L) : [],
        version >= 8 ? Part(15L) : [],
        "bash",
        "/bin/bash",
        version >= 7 ? Part("/usr/bin/bash") : [],
        "-c\0x\0",
        "/tmp",
        1024L,
        0x100u,
        1000u,
        1001u,
        version >= 2 ? Part(1u, 2u, 3u, 4ul, 5ul) : [],
        version >= 3 ? Part("A=1\0") : [],
        version >= 4 ? Part(6L, 7L, "cpu=/a\0") : [],
        version >= 5 ? Part("/root") : []);

    private static byte[] Tail(bool isShort) => Part(
        isShort ? [] : Part(99ul, 34817u),
        1000u,
        (byte)1,
        1ul,
        2ul,
        3ul,
        isShort ? [] : Part((byte)1, 10ul, 11ul, 12ul, (byte)0));

    private static T Single<T>(ScapBytes capture) => Assert.IsType<T>(Assert.Single(Items(capture)), exactMatch: false);

    private static List<ScapItem> Items(ScapBytes capture)
    {
        using var reader = new ScapReader(new MemoryStream(capture.ToArray()));
        List<ScapItem> items = [];
        while (reader.TryReadHead(out var item))
        {
            items.Add(item);
        }

        Assert.False(reader.TryReadEvent());
        Assert.Null(reader.Ending);
        Assert.Equal(0, reader.UnknownBlocks);
        return items;
    }

    private static string Words(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
