using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>Calls that every program makes all the time, which are traced only for rules that name them.</summary>
[Collection(KernelCollection.Name)]
public sealed class QueryTests(ProbeSession session) : IDisposable
{
    private static readonly EventType[] Data =
    [
        EventType.Read, EventType.Readv, EventType.Pread, EventType.Preadv, EventType.Recv, EventType.Write,
        EventType.Writev, EventType.Pwrite, EventType.Pwritev, EventType.Send,
    ];

    private static readonly EventType[] Objects =
    [
        EventType.EpollWait, EventType.Flock, EventType.Lseek, EventType.Llseek, EventType.Getdents64, EventType.Ioctl,
        EventType.Setsockopt, EventType.Getsockopt, EventType.Getsockname, EventType.Close,
    ];

    private static readonly EventType[] Questions =
    [
        EventType.Mmap, EventType.Mmap2, EventType.Mprotect, EventType.Munmap, EventType.Brk, EventType.Getrlimit,
        EventType.Stat, EventType.Lstat, EventType.Fstat, EventType.Newfstatat, EventType.Access, EventType.Getcwd,
        EventType.Getuid, EventType.Getegid, EventType.Getresuid, EventType.Getresgid, EventType.Futex,
        EventType.Nanosleep, EventType.Poll, EventType.Ppoll, EventType.Select,
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CallsThatMoveDataTellItAndTheirObject() =>
        Check(session.RunWatching(Data, "data", _folder["file"]), QueryCases.Data);

    [Fact]
    public void CallsThatMakeOrAskObjectsTellThem() =>
        Check(session.RunWatching(Objects, "objects", _folder["file"]), QueryCases.Objects);

    [Fact]
    public void CallsThatAskOrSetTellWhatCame()
    {
        _folder.Write("file");
        Check(session.RunWatching(Questions, "questions", _folder.Path), QueryCases.Questions);
    }

    [Fact]
    public void FrequentCallsAreNotTracedUnlessNamed()
    {
        var run = session.Run("data", _folder["file"]);
        Assert.DoesNotContain(run.Of(run.Pid), record => CallEvents.IsFrequent(record.Type));
        Assert.Contains(run.Of(run.Pid), record => record.Type == EventType.Recvmmsg);
    }

    [Fact]
    public void EachMessageOfARecvmmsgIsToldByItself()
    {
        var run = session.Run("data", _folder["file"]);
        var messages = run.During(run["recvmmsg"]);
        Assert.Equal(["one", "second"], messages.Select(one => one.Text(one.As<SendEvent>().Data)));
        Assert.Equal([3, 6], messages.Select(one => one.Header.Result));
        Assert.Equal([0u, 1u], messages.Select(one => one.As<SendEvent>().MessageIndex));
        Assert.All(messages, one => Assert.Equal(EventType.Recvmmsg, one.Type));
        Assert.Equal(run["recvmmsg-fails"].Signed("result"), run.Only(run["recvmmsg-fails"]).Header.Result);
    }

    private void Check(WorkloadRun run, (string Step, string Field, string Expected)[] cases) =>
        CallChecks.CheckAll(run, _folder.Path, cases);
}
