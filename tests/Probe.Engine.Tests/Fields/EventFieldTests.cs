using KosmosProbe.Engine.Events;
using Xunit;

namespace KosmosProbe.Engine.Tests.Fields;

public class EventFieldTests
{
    private readonly World _world = new World().Feed(Records.Exec(["/bin/sh", "-c"]));

    [Theory]
    [InlineData("evt.num", "1")]
    [InlineData("evt.type", "openat")]
    [InlineData("evt.type.is.openat", "1")]
    [InlineData("evt.type.is.open", "0")]
    [InlineData("syscall.type", "openat")]
    [InlineData("evt.category", "file")]
    [InlineData("evt.source", "syscall")]
    [InlineData("evt.cpu", "0")]
    [InlineData("evt.dir", "<")]
    [InlineData("evt.res", "SUCCESS")]
    [InlineData("evt.rawres", "3")]
    [InlineData("evt.failed", "false")]
    [InlineData("evt.count", "1")]
    [InlineData("evt.count.error", null)]
    [InlineData("evt.count.exit", "1")]
    [InlineData("evt.is_io", "false")]
    [InlineData("evt.io_dir", null)]
    [InlineData("evt.is_wait", "false")]
    [InlineData("evt.is_async", "false")]
    [InlineData("evt.asynctype", null)]
    [InlineData("evt.pluginname", null)]
    [InlineData("evt.plugininfo", null)]
    [InlineData("evt.buffer", null)]
    [InlineData("evt.buflen", null)]
    [InlineData("evt.rawtime", "1700000007000000000")]
    [InlineData("evt.rawtime.s", "1700000007")]
    [InlineData("evt.rawtime.ns", "0")]
    [InlineData("evt.reltime", "0")]
    [InlineData("evt.deltatime", "0")]
    public void AnOpenIsDescribed(string field, string? expected) =>
        Assert.Equal(expected, _world.Read(Records.Openat("/etc/hosts"), field));

    [Fact]
    public void TimesSinceFirstAndPreviousEventAreCounted()
    {
        _world.Node.FirstTimeNs = Records.NowNs - 3_000_000_005;
        _world.Node.PreviousTimeNs = Records.NowNs - 7;
        Assert.Equal("3000000005", _world.Read(Records.Openat("/x"), "evt.reltime"));
        Assert.Equal("3", _world.Read(Records.Openat("/x"), "evt.reltime.s"));
        Assert.Equal("5", _world.Read(Records.Openat("/x"), "evt.reltime.ns"));
        Assert.Equal("7", _world.Read(Records.Openat("/x"), "evt.deltatime"));
    }

    [Theory]
    [InlineData(-2, "ENOENT")]
    [InlineData(-115, "EINPROGRESS")]
    [InlineData(-512, "ERESTARTSYS")]
    [InlineData(-4000, "4000")]
    public void AFailureIsNamed(long result, string expected)
    {
        byte[] open = Records.Openat("/x", (ref open, _) => open.Header.Result = result);
        Assert.Equal(expected, _world.Read(open, "evt.res"));
        Assert.Equal("true", _world.Read(open, "evt.failed"));
        Assert.Equal("1", _world.Read(open, "evt.count.error.file"));
        Assert.Null(_world.Read(open, "evt.count.error.net"));
    }

    [Fact]
    public void AnExitHasNoResultAndIsNoSystemCall()
    {
        foreach (string field in (string[])["evt.res", "evt.rawres", "evt.failed", "syscall.type", "evt.arg.res"])
        {
            Assert.Null(_world.Read(Records.Exit(), field));
        }

        Assert.Equal("procexit", _world.Read(Records.Exit(), "evt.type"));
        Assert.Equal("process", _world.Read(Records.Exit(), "evt.category"));
    }

    [Theory]
    [InlineData(0u, "true", "false")]
    [InlineData(1u, "false", "true")]
    [InlineData(2u, "true", "true")]
    [InlineData(3u, "false", "false")]
    public void TheAccessModeSaysWhetherAnOpenReadsOrWrites(uint flags, string reads, string writes)
    {
        byte[] open = Records.Openat("/x", (ref open, _) => open.Flags = flags);
        Assert.Equal(reads, _world.Read(open, "evt.is_open_read"));
        Assert.Equal(writes, _world.Read(open, "evt.is_open_write"));
    }

    [Theory]
    [InlineData(EventType.Openat, 0x40u, 0x1edu, false, "true", "false")]
    [InlineData(EventType.Openat, 0x40u, 0x1a4u, true, "false", "true")]
    [InlineData(EventType.Openat, 0u, 0x1edu, false, "false", "false")]
    [InlineData(EventType.Openat, 0x410000u, 0x1a4u, false, "false", "true")]
    [InlineData(EventType.Creat, 0u, 0x49u, true, "true", "false")]
    public void AnOpenMayCreateWhatCanBeExecuted(
        EventType type, uint flags, uint mode, bool created, string executable, string creates)
    {
        byte[] open = Records.Openat("/x", (ref open, _) =>
        {
            open.Header.Type = type;
            open.Flags = flags;
            open.Mode = mode;
            open.OpenFlags = created ? OpenFlags.Created : 0;
        });
        Assert.Equal(executable, _world.Read(open, "evt.is_open_exec"));
        Assert.Equal(creates, _world.Read(open, "evt.is_open_create"));
    }

    [Fact]
    public void CreatNeitherReadsNorWritesAsInFalco()
    {
        byte[] creat = Records.Openat("/x", (ref open, _) => open.Header.Type = EventType.Creat);
        Assert.Equal("false", _world.Read(creat, "evt.is_open_read"));
        Assert.Equal("false", _world.Read(creat, "evt.is_open_write"));
        Assert.Null(_world.Read(creat, "evt.abspath"));
    }

    [Theory]
    [InlineData("evt.category", "net")]
    [InlineData("evt.is_io", "true")]
    [InlineData("evt.is_io_write", "true")]
    [InlineData("evt.is_io_read", "false")]
    [InlineData("evt.io_dir", "write")]
    [InlineData("evt.buffer", "h\n")]
    [InlineData("evt.buflen", "2")]
    [InlineData("evt.is_syslog", "false")]
    public void ASendIsOutputToTheNetwork(string field, string expected) =>
        Assert.Equal(expected, _world.Read(Records.Send(EventType.Sendto, "10.1.1.1", 53), field));

    [Fact]
    public void AMessageToTheLogIsSyslog()
    {
        byte[] send = Records.Send(EventType.Sendto, "0.0.0.0", 0, (ref send, texts) =>
        {
            send.Socket.Family = 1;
            send.Socket.UnixPath = texts.Add("/dev/log");
        });
        Assert.Equal("true", _world.Read(send, "evt.is_syslog"));
        Assert.Equal("ipc", _world.Read(send, "evt.category"));
    }

    [Theory]
    [InlineData("evt.time", "22:13:27.000000000")]
    [InlineData("evt.time.s", "22:13:27")]
    [InlineData("evt.time.iso8601", "2023-11-14T22:13:27.000000000+0000")]
    [InlineData("evt.datetime", "2023-11-14 22:13:27.000000000")]
    [InlineData("evt.datetime.s", "2023-11-14 22:13:27")]
    public void TimesHaveATextForm(string field, string expected)
    {
        var view = Records.View(Records.Openat("/x"));
        var context = new EventContext(view, _world.Threads.Apply(view), _world.Node, 1, 3);
        var row = World.Find(field);
        Assert.True(((Engine.Fields.TextReader)row.Reader!)(context, out var text));
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(text));
        Assert.True(row.JsonNumber!(context, out long number));
        Assert.Equal(1_700_000_007_000_000_000, number);
    }
}
