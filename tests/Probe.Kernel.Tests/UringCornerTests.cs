using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// What sets requests of io_uring apart from calls: slots instead of descriptors, chains, batches, completions that
/// never come. Each request is told once, with what it opened.
/// </summary>
[Collection(KernelCollection.Name)]
public sealed class UringCornerTests(ProbeSession session) : IDisposable
{
    private const int Batch = 40;
    private const int Overflowing = 6;
    private const int ByWorkers = 24;

    private static readonly string[] Files =
    [
        "in-slot", "deferred", "linked", "decoy", "after-break", "skipped", "skipped-gone", "closed", "at-end",
        .. Numbered("many", Batch), .. Numbered("over", Overflowing), .. Numbered("worker", ByWorkers),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EachRequestIsToldOnce()
    {
        UringTests.Demand(session);
        foreach (string file in Files) _folder.Write(file);
        var run = session.Run("uring-corners", _folder.Path);
        UringTests.Demand(run);
        string[] deferred = run["deferred"]["error"] == "0" ? ["deferred", "linked"] : [];
        string[] opened =
        [
            .. deferred, .. deferred.Select(static _ => "decoy").Take(1),
            "in-slot", "chained", "skipped", "closed", "at-end",
            .. Numbered("many", Batch), .. Numbered("over", Overflowing), .. Numbered("worker", ByWorkers),
        ];
        string[] expected =
        [
            .. opened.Select(name => $"openat {name} SUCCESS {_folder[name]}"),
            $"openat chain-breaks ENOENT {_folder["chain-breaks"]}",
            $"openat skipped-none ENOENT {_folder["skipped-none"]}",
            "unlinkat chained SUCCESS", "unlinkat after-break ECANCELED", "unlinkat skipped-gone SUCCESS",
            "connect SUCCESS", "accept4 ECANCELED",
        ];
        var requests = run.Of(run.Pid).Where(static one => one.Header.Flags.HasFlag(RecordFlags.IoUring)).ToList();
        var fields = new CallFields(run);
        Assert.Equal(expected.Order(), requests.Select(one => Describe(fields, one)).Order());
        Assert.All(requests, static one => Assert.False(one.Header.Flags.HasFlag(RecordFlags.Truncated)));
        Assert.Equal(["at-end", .. deferred.Skip(1)], ByNameAlone(requests).Order());
        Assert.Equal(EventType.Procexit, run.Of(run.Pid).Last(static one => !IsOfWorker(one)).Type);
    }

    // By the time that they are told another file may be in the place of the opened one. Whether that holds of what a
    // worker did where its completion had to wait is up to the kernel: 6.1 tells at once all the same.
    private static IEnumerable<string> ByNameAlone(IEnumerable<Recorded> requests) => requests
        .Where(static one => one.Header.Result >= 0 && one.Header.Flags.HasFlag(RecordFlags.FromUser))
        .Select(static one => one.Type == EventType.Openat ? one.Text(one.As<OpenEvent>().Name) : $"{one.Type}")
        .Where(static name => name != "deferred" && !name.StartsWith("worker", StringComparison.Ordinal));

    // A worker of the kernel is a thread of the process, and may end after the thread that it worked for.
    private static bool IsOfWorker(Recorded one) =>
        one.Type == EventType.Procexit && one.Header.Tid != one.Header.Pid;

    private static string Describe(CallFields fields, Recorded record)
    {
        string?[] texts = fields.ReadAll(record, "evt.type", "evt.res", "fd.nameraw", "fd.name", "evt.arg.name");
        return record.Type switch
        {
            EventType.Openat => $"openat {texts[2]} {texts[1]} {texts[3]}",
            EventType.Unlinkat => $"unlinkat {Path.GetFileName(texts[4])} {texts[1]}",
            _ => $"{texts[0]} {texts[1]}",
        };
    }

    private static IEnumerable<string> Numbered(string name, int count) =>
        Enumerable.Range(0, count).Select(number => $"{name}-{number}");
}
