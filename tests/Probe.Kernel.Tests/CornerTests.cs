using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// The ends of calls that <see cref="CallTests"/> and <see cref="QueryTests"/> leave out, and odd arguments: none,
/// unmapped, negative, huge, empty, as long as may be; and 32-bit callers.
/// </summary>
[Collection(KernelCollection.Name)]
public sealed class CornerTests(ProbeSession session) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NamesAreToldWhateverTheyAre() =>
        Check(session.Run("corner-names", _folder.Path), CornerCases.Names);

    [Fact]
    public void NamesAreToldAsLongAsTheyMayBe() =>
        Check(session.Run("corner-lengths", _folder.Path), CornerCases.Lengths);

    [Fact]
    public void NamesOf32BitCallersAreTold() =>
        Check(session.Run("corner-compat", _folder.Path), CornerCases.Compat);

    [Fact]
    public void MountsAndRootsAreTold()
    {
        _folder.Write("file");
        Check(session.Run("corner-mounts", _folder.Path), CornerCases.Mounts);
    }

    [Fact]
    public void DescriptorsAreTold() =>
        Check(session.Run("corner-descriptors", _folder.Write("file")), LimitCases.Descriptors);

    [Fact]
    public void CopiesOfFilesAreTold() =>
        Check(session.Run("corner-copies", _folder.Path), LimitCases.Copies);

    [Fact]
    public void QueuesAreTold() => Check(session.Run("corner-rings"), LimitCases.Rings);

    [Fact]
    public void WhatProcessesDoToEachOtherIsTold() =>
        Check(session.Run("corner-processes"), LimitCases.Processes);

    [Fact]
    public void WhatProcessesMakeOfThemselvesIsTold() =>
        Check(session.Run("corner-selves", "each"), LimitCases.Selves);

    [Fact]
    public void SocketsAreTold() =>
        Check(
            session.RunWatching(
                [
                    EventType.Getsockname, EventType.Getpeername, EventType.Setsockopt, EventType.Send, EventType.Recv,
                ],
                "corner-sockets"),
            LimitCases.Sockets);

    [Fact]
    public void QuestionsAreTold()
    {
        _folder.Write("file");
        EventType[] asked =
        [
            EventType.EpollWait, EventType.Fstat, EventType.Fstat64, EventType.Lstat, EventType.Lstat64,
            EventType.Stat, EventType.Stat64, EventType.Newfstatat, EventType.Getcwd, EventType.Getdents,
            EventType.Getdents64, EventType.Geteuid, EventType.Getgid, EventType.Getresgid, EventType.Getresuid,
            EventType.Getrlimit,
        ];
        Check(session.RunWatching(asked, "corner-questions", _folder.Path), AnswerCases.Questions);
    }

    [Fact]
    public void DataThatDoesNotMoveIsTold()
    {
        EventType[] asked =
        [
            EventType.Readv, EventType.Pread, EventType.Preadv, EventType.Write, EventType.Writev, EventType.Pwrite,
            EventType.Pwritev, EventType.Lseek, EventType.Llseek, EventType.Flock, EventType.Ioctl, EventType.Futex,
            EventType.Nanosleep, EventType.Poll, EventType.Ppoll, EventType.Select,
        ];
        Check(session.RunWatching(asked, "corner-data", _folder["file"]), AnswerCases.Data);
    }

    [Fact]
    public void AttributesAreTold()
    {
        var run = session.Run("attributes", _folder.Path);
        Assert.SkipUnless(run["attributes"]["there"] == "yes", "setxattrat or open_tree_attr is missing: kernel 6.15");
        Check(run, AttributeCases.All);
    }

    [Fact]
    public void MemoryIsTold()
    {
        EventType[] asked =
            [EventType.Mmap, EventType.Mmap2, EventType.Mprotect, EventType.Munmap, EventType.Brk];
        Check(session.RunWatching(asked, "corner-memory"), AnswerCases.Memory);
    }

    private void Check(WorkloadRun run, (string Step, string Field, string Expected)[] cases) =>
        CallChecks.CheckAll(run, _folder.Path, cases);
}
