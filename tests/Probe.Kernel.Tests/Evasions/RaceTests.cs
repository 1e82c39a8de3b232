using System.Net;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests.Evasions;

/// <summary>
/// A second thread changes the name or address of a call all the time, before, during and after it. Every record of
/// thousands tells what the kernel took, which the workload knows by what came of the call; none is marked as unsure.
/// </summary>
// Where a busy machine has lost a burst of them, which is counted, the workload runs again.
[Collection(KernelCollection.Name)]
public sealed class RaceTests(ProbeSession session) : IDisposable
{
    private const int RoundsMin = 2000;

    // bpf/taken.h: SHORT_NAME_WORDS, and a zero at the end; SHORT_NAMES_LOG2
    private const int ShortNameMax = 63;
    private const int ShortNamePlaces = 1024;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unlink", EventType.Unlink)]
    [InlineData("unlink-compat", EventType.Unlink)]
    [InlineData("rename", EventType.Rename)]
    [InlineData("link", EventType.Link)]
    [InlineData("chmod", EventType.Chmod)]
    [InlineData("mkdir", EventType.Mkdir)]
    public void NameOfACallIsTheOneThatTheKernelTook(string call, EventType type)
    {
        foreach (int length in new[] { _folder.Path.Length + 8, ShortNameMax, ShortNameMax + 1, 4005, 4095 })
        {
            var run = session.RunWatching([], "race-names", _folder.Folder($"{length}"), call, $"{length}");
            AssertTold(run, type, record => record.Text(record.As<CallEvent>().Texts[0])[^1] - '0');
        }
    }

    [Fact]
    public void ThreadsThatShareAPlaceOfNamesKeepTheirOwn()
    {
        var run = session.RunWatching([], "names-beside", _folder.Path, $"{ShortNamePlaces}");
        uint parent = run["beside"].Unsigned("tid");
        uint child = run["beside"].Unsigned("child");

        foreach (var (tid, name) in new[] { (parent, _folder["parent"]), (child, _folder["child"]) })
        {
            var opens = run.Records
                .Where(record => record.Type == EventType.Openat && record.Header.Tid == tid)
                .Where(record => NameOf(record).StartsWith(_folder.Path, StringComparison.Ordinal))
                .ToList();
            Assert.Equal((int)run["beside"].Unsigned("rounds"), opens.Count);
            // Some may be of the caller's memory, and are marked then: who finds the place taken keeps his in a map
            // that can be short of room for a moment.
            Assert.All(opens, record => Assert.Equal(name, NameOf(record)));
        }

        Assert.Equal(0u, (child - parent) % ShortNamePlaces);
    }

    [Fact]
    public void TwoNamesFromOneAddressAreToldAndMarked()
    {
        string file = _folder.Write("file");
        var run = session.RunWatching([], "name-twice", file);
        var renamed = Assert.Single(run.Records, record =>
            record.Type == EventType.Rename && record.Header.Tid == run["twice"].Unsigned("tid"));

        Assert.Equal(file, renamed.Text(renamed.As<CallEvent>().Texts[0]));
        Assert.Equal(file, renamed.Text(renamed.As<CallEvent>().Texts[1]));
        Assert.True(renamed.Header.Flags.HasFlag(RecordFlags.FromUser));
    }

    [Fact]
    public void TargetOfASymbolicLinkIsTheOneThatTheKernelTook() =>
        AssertTold(
            RaceOfNames("symlink"),
            EventType.Symlink,
            record => record.Text(record.As<CallEvent>().Texts[2])[^1] - '0');

    [Fact]
    public void NameOfAFailedOpenIsTheOneThatTheKernelTook() =>
        AssertTold(
            RaceOfNames("open"),
            EventType.Openat,
            record => NameOf(record)[^1] - '0');

    [Fact]
    public void NameOfAFailedExecIsTheOneThatTheKernelTook() =>
        AssertTold(
            RaceOfNames("execve"),
            EventType.Execve,
            record => record.Text(record.As<ExecveEvent>().Filename)[^1] - '0');

    [Theory]
    [InlineData("sendto", EventType.Sendto)]
    [InlineData("sendmsg", EventType.Sendmsg)]
    public void DestinationOfADatagramIsTheOneThatTheKernelTook(string call, EventType type) =>
        AssertTold(
            session.RunWatching([], "race-addresses", call),
            type,
            record => LastByte(record.As<SendEvent>().Socket) - 1);

    [Fact]
    public void DestinationOfOneOfSeveralDatagramsIsTheOneThatTheKernelTook()
    {
        var run = session.RunWatching([], "race-addresses", "sendmmsg");
        var raced = run.Records.Where(record =>
            record.Type == EventType.Sendmmsg && record.As<SendEvent>().Socket.RemotePort == 9000).ToList();
        var fixedOnes = run.Records.Where(record =>
            record.Type == EventType.Sendmmsg && record.As<SendEvent>().Socket.RemotePort == 9001).ToList();

        Assert.Equal(raced.Count, fixedOnes.Count);
        Assert.All(raced, record => Assert.Equal(1u, record.As<SendEvent>().MessageIndex));
        Assert.All(fixedOnes, record => Assert.Equal(1, LastByte(record.As<SendEvent>().Socket)));
        AssertTold(run, EventType.Sendmmsg, raced, record => LastByte(record.As<SendEvent>().Socket) - 1);
    }

    [Fact]
    public void DatagramWhoseAddressIsTakenBackIsToldAllTheSame()
    {
        var run = session.RunWatching([], "race-addresses", "hide");
        var sent = run.Records.Where(record =>
            record.Type == EventType.Sendmsg && record.Header.Tid == run["race"].Unsigned("tid")
            && record.Header.Result > 0).ToList();

        Assert.Equal(run["race"]["truths"].Count(truth => truth == '1'), sent.Count);
        Assert.All(sent, record => Assert.Equal(1, LastByte(record.As<SendEvent>().Socket)));
        Assert.DoesNotContain(sent, record => record.Header.Flags.HasFlag(RecordFlags.FromUser));
    }

    [Fact]
    public void DestinationOfAFailedConnectIsTheOneThatTheKernelTook() =>
        AssertTold(
            session.RunWatching([], "race-addresses", "connect"),
            EventType.Connect,
            record => FirstByte(record.As<ConnectEvent>().Socket) == IPAddress.Loopback.GetAddressBytes()[0] ? 0 : 1);

    [Fact]
    public void AddressOfABindIsTheOneThatTheKernelTook() =>
        AssertTold(
            session.RunWatching([], "race-addresses", "bind"),
            EventType.Bind,
            record => LastByte(record.As<CallEvent>().Socket) - 1);

    private static string NameOf(Recorded open) => open.Text(open.As<OpenEvent>().Name);

    private static int FirstByte(SocketState socket) => socket.RemoteAddress.Bytes()[0];

    private static int LastByte(SocketState socket) => socket.RemoteAddress.Bytes()[3];

    private static void AssertTold(WorkloadRun run, EventType type, Func<Recorded, int> told) =>
        AssertTold(run, type, run.Records, told);

    private static void AssertTold(
        WorkloadRun run, EventType type, IReadOnlyList<Recorded> among, Func<Recorded, int> told)
    {
        string truths = run["race"]["truths"];
        uint tid = run["race"].Unsigned("tid");
        var records = among.Where(record => record.Type == type && record.Header.Tid == tid).ToList();

        // The first ones of a type are the workload's preparation.
        var raced = records.Skip(records.Count - truths.Length).ToList();
        Assert.InRange(truths.Length, RoundsMin, records.Count);
        Assert.Contains('0', truths);
        Assert.Contains('1', truths);
        Assert.DoesNotContain(raced, record => record.Header.Flags.HasFlag(RecordFlags.FromUser));
        Assert.Equal(truths, string.Concat(raced.Select(told)));
    }

    private WorkloadRun RaceOfNames(string call) =>
        session.RunWatching([], "race-names", _folder.Path, call, $"{_folder.Path.Length + 10}");
}
