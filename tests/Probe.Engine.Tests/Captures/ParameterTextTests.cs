using KosmosProbe.Engine.Captures.Fields;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures;

/// <summary>How parameters of captures print, type by type.</summary>
public class ParameterTextTests
{
    // Event, parameter, value (bits and number, text, bytes, or none), as evt.args shows it.
    [Theory]
    [InlineData("close", "res", "64:0", "0")]
    [InlineData("close", "res", "64:-2", "-2(ENOENT)")]
    [InlineData("close", "res", "64:-9999", "-9999")]
    [InlineData("close", "res", "none:", "<NA>")]
    [InlineData("open", "flags", "32:4097", "4097(O_RDONLY|O_CLOEXEC)")]
    [InlineData("open", "flags", "32:3", "3(O_RDWR)")]
    [InlineData("open", "flags", "32:0", "0(O_NONE)")]
    [InlineData("open", "flags", "32:524288", "524288")]
    [InlineData("open", "mode", "32:420", "0644")]
    [InlineData("open", "mode", "32:0", "0")]
    [InlineData("open", "dev", "32:26", "1A")]
    [InlineData("open", "name", "text:/etc/passwd", "/etc/passwd")]
    [InlineData("open", "name", "none:", "<NA>")]
    [InlineData("open", "name", "text:(NULL)", "<NA>")]
    [InlineData("chdir", "path", "text:", "")]
    [InlineData("socket", "domain", "32:1", "1(AF_LOCAL|AF_UNIX)")]
    [InlineData("socket", "domain", "32:99", "99")]
    [InlineData("shutdown", "how", "8:2", "2(SHUT_RDWR)")]
    [InlineData("chmod", "mode", "32:2541", "04755(S_IXOTH|S_IROTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR|S_ISUID)")]
    [InlineData("chmod", "mode", "32:0", "0")]
    [InlineData("mknod", "mode", "32:24576", "060000(S_IFCHR|S_IFBLK)")]
    [InlineData("kill", "sig", "8:9", "9(SIGKILL)")]
    [InlineData("kill", "sig", "8:0", "0")]
    [InlineData("kill", "pid", "64:-1", "-1")]
    [InlineData("setuid", "uid", "32:4294967295", "-1(<NONE>)")]
    [InlineData("setuid", "uid", "32:1000", "1000(<NA>)")]
    [InlineData("setgid", "gid", "32:0", "0(<NA>)")]
    [InlineData("capset", "cap_effective", "64:2199023255551", "1FFFFFFFFFF")]
    [InlineData("getrlimit", "max", "64:-1", "-1")]
    [InlineData("semop", "sem_op_0", "16:-1", "-1")]
    [InlineData("semget", "key", "32:-2", "FFFFFFFE")]
    [InlineData("read", "data", "hex:7F454C4600ff", ".ELF..")]
    [InlineData("read", "data", "none:", "NULL")]
    [InlineData("nanosleep", "interval", "64:500000000", "500000000(0.5s)")]
    [InlineData("nanosleep", "interval", "64:1000", "1000(1e-06s)")]
    [InlineData("nanosleep", "interval", "64:1234567891", "1234567891(1.23457s)")]
    [InlineData("nanosleep", "interval", "64:-1", "none")]
    [InlineData("execve", "exe_ino_ctime", "64:1500000000000000042", "2017-07-14 02:40:00.000000042")]
    [InlineData("io_uring_enter", "sig", "32:257", "SIGHUP SIGKILL")]
    [InlineData("io_uring_enter", "sig", "32:0", "")]
    [InlineData("bind", "addr", "hex:027F000001B822", "127.0.0.1:8888")]
    [InlineData("bind", "addr", "hex:0A000000000000000000000000000000015000", "::1:80")]
    [InlineData("bind", "addr", "hex:0A00000000000000000000FFFF0A0000015000", "::ffff:10.0.0.1:80")]
    [InlineData("bind", "addr", "hex:012F72756E2F7300", "/run/s")]
    [InlineData("bind", "addr", "hex:027F", "INVALID IPv4")]
    [InlineData("bind", "addr", "hex:1000", "family 16")]
    [InlineData("bind", "addr", "hex:00", "<NA>")]
    [InlineData("connect", "tuple", "hex:020A000001E8030A0000025000", "10.0.0.1:1000->10.0.0.2:80")]
    [InlineData("connect", "tuple", "hex:01010000000000000002000000000000002F7300", "1->2 /s")]
    [InlineData("connect", "tuple", "none:", "NULL")]
    [InlineData("poll", "fds", "hex:0200040000000000000001000500000000000000FFFF", "4:?1 5:?ffffffff")]
    [InlineData("poll", "fds", "hex:0000", "")]
    [InlineData("poll", "fds", "none:", "NULL")]
    [InlineData("getsockopt", "val", "hex:0191FFFFFFFFFFFFFF", "-111(ECONNREFUSED)")]
    [InlineData("getsockopt", "val", "hex:0210000000", "16")]
    [InlineData("getsockopt", "val", "hex:0400CA9A3B00000000", "1000000000(1s)")]
    [InlineData("getsockopt", "val", "hex:004142", "AB")]
    [InlineData("getsockopt", "val", "hex:09", "INVALID DYNAMIC PARAMETER")]
    [InlineData("ptrace", "data", "hex:00FF00000000000000", "FF")]
    [InlineData("ptrace", "data", "hex:0113", "19(SIGSTOP)")]
    public void ValuesPrintAsFalcoPrintsThem(string name, string parameter, string value, string expected)
    {
        byte[] record = RecordedBytes.WithOne(name, parameter, RecordedBytes.Value(value));
        Assert.Contains($" {parameter}={expected} ", $" {Read(record, "evt.args", null)} ", StringComparison.Ordinal);
        int words = expected.EndsWith(')') && expected[0] != '(' ? expected.IndexOf('(', StringComparison.Ordinal) : -1;
        string shown = words < 0 ? expected : expected[(words + 1)..^1];
        Assert.Equal(shown, Read(record, "evt.arg", parameter));
    }

    [Fact]
    public void ParametersAreFoundByNumberToo()
    {
        byte[] record = RecordedBytes.WithOne("kill", "sig", [15]);
        Assert.Equal("SIGTERM", Read(record, "evt.arg", "2"));
        Assert.Null(Read(record, "evt.arg", "3"));
        Assert.Null(Read(record, "evt.arg", "flags"));
        Assert.Equal("15", Read(record, "evt.rawarg", "sig"));
    }

    [Fact]
    public void GenericCallsShowTheirNameAndNoArguments()
    {
        byte[] record = RecordedBytes.Of("madvise", [135, 0], [28, 0]);
        Assert.Equal("madvise", Read(record, "evt.type", null));
        Assert.Equal("madvise", Read(record, "syscall.type", null));
        Assert.Equal("other", Read(record, "evt.category", null));
        Assert.Equal("", Read(record, "evt.args", null));
        Assert.Equal("28", Read(record, "evt.arg", "nativeID"));
        Assert.Null(Read(record, "evt.res", null));
        Assert.Null(Read(record, "evt.failed", null));
    }

    [Fact]
    public void AsyncEventsHaveNamesOfTheirOwn()
    {
        byte[] record = RecordedBytes.Of(
            "asyncevent", [0, 0, 0, 0], RecordedBytes.Value("text:container_removed"), RecordedBytes.Value("text:{}"));
        Assert.Equal("container_removed", Read(record, "evt.type", null));
        Assert.Equal("container_removed", Read(record, "evt.asynctype", null));
        Assert.Equal("true", Read(record, "evt.is_async", null));
        Assert.Null(Read(record, "syscall.type", null));
    }

    [Theory]
    [InlineData("open", "fd", "64:-2", "ENOENT", "true")]
    [InlineData("open", "fd", "64:3", "SUCCESS", "false")]
    [InlineData("clone", "res", "64:-11", "-11", "true")]
    [InlineData("brk", "res", "64:4096", "SUCCESS", "false")]
    [InlineData("procexit", "status", "64:-2", null, null)]
    public void ResultsAreTheFirstParameter(string name, string parameter, string value, string? res, string? failed)
    {
        byte[] record = RecordedBytes.WithOne(name, parameter, RecordedBytes.Value(value));

        // The words for an error of a descriptor are not known without the thread, so that its number is shown.
        Assert.Equal(name == "open" && failed == "true" ? "-2" : res, Read(record, "evt.res", null));
        Assert.Equal(failed, Read(record, "evt.failed", null));
    }

    // Events of these records happen a second after the epoch.
    [Theory]
    [InlineData("evt.around[1000000000] = 0", true)]
    [InlineData("evt.around[1000000001] = 0", false)]
    [InlineData("evt.around[1000000001] = 1", true)]
    [InlineData("evt.around[3000000000] = 2000", true)]
    [InlineData("evt.around[3000000001] = 2000", false)]
    [InlineData("not evt.around[3000000001] = 2000", true)]
    public void EventsAreFoundAroundATime(string condition, bool expected)
    {
        var report = new RuleReport();
        string rule = $"""
            - rule: a
              desc: a
              condition: evt.type = close and {condition}
              output: a
              priority: INFO
            """;
        Assert.True(
            RuleSet.TryLoad(
                [new RuleFile("rules", rule)],
                CaptureFields.Table,
                new RuleSetOptions { ForCaptures = true },
                report,
                out var rules),
            string.Join('\n', report.Errors));
        byte[] record = RecordedBytes.WithOne("close", "res", RecordedBytes.Value("64:0"));
        Assert.True(Event.TryViewRecorded(record, out var view, out _));
        var context = new EventContext(view, ThreadInfo.Unknown, NodeState.ForCapture(), 1, 0);
        Assert.Equal(expected, rules.Match(context, rules.CreateMatches()));
    }

    [Fact]
    public void ReadingArgumentsAllocatesNothing()
    {
        byte[] record = RecordedBytes.Of(
            "openat",
            RecordedBytes.Value("64:3"),
            RecordedBytes.Value("64:-100"),
            RecordedBytes.Value("text:etc/passwd"),
            RecordedBytes.Value("32:4097"),
            RecordedBytes.Value("32:420"),
            RecordedBytes.Value("32:26"),
            RecordedBytes.Value("64:7"));
        var node = NodeState.ForCapture();
        var read = (Engine.Fields.TextReader)Find("evt.args", null).Reader!;
        int length = 0;
        long allocated = Allocation.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                node.Scratch.Reset();
                bool isEvent = Event.TryViewRecorded(record, out var view, out _);
                bool isText = read(new EventContext(view, ThreadInfo.Unknown, node, 1, 0), out var text);
                length += isEvent && isText ? text.Length : 0;
            }
        });

        Assert.Equal(0, allocated);
        Assert.True(length > 0);
    }

    private static string? Read(byte[] record, string field, string? argument)
    {
        var node = NodeState.ForCapture(zone: TimeZoneInfo.Utc);
        Assert.True(Event.TryViewRecorded(record, out var view, out _));
        return World.Text(
            new EventContext(view, ThreadInfo.Unknown, node, 1, view.Header.Result), Find(field, argument));
    }

    private static Field Find(string name, string? argument)
    {
        Assert.True(CaptureFields.Table.TryFind(name, out var field));
        return argument is null ? field : field.WithArgument!(argument)!;
    }
}
