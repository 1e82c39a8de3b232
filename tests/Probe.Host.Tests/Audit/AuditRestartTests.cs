using KosmosProbe.Host.Configuration.Options;
using Xunit;
using static KosmosProbe.Host.Tests.Audit.AuditHarness;

namespace KosmosProbe.Host.Tests.Audit;

/// <summary>Files that are written, renamed, emptied, replaced while no probe runs: each event counts once.</summary>
public sealed class AuditRestartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _state = new();

    private string Log => _folder.At("audit.log");

    private string Positions => _state.At("deeper/positions.json");

    public void Dispose()
    {
        _folder.Dispose();
        _state.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatWasWrittenBetweenTwoRunsIsJudgedOnce(bool fromStart)
    {
        File.WriteAllText(Log, "");
        var options = Follow() with { ReadsFromStart = fromStart };
        await Run(options, "1", "2");
        Append("3", "4");
        await RunFor(options, "3", "4");
        await Run(options, "5");
        await RunFor(options);
    }

    [Fact]
    public async Task FirstStartFollowsItsSetting()
    {
        Append("old");
        await RunFor(Follow() with { ReadsFromStart = false });
        Append("new");
        await RunFor(Follow() with { ReadsFromStart = false }, "new");
    }

    [Fact]
    public async Task FileThatComesAgainIsNew()
    {
        var options = Follow() with { ReadsFromStart = false };
        Append("old");
        using (var harness = new AuditHarness(options))
        {
            await WaitFor(() => File.Exists(Positions));
            File.Delete(Log);
            await WaitFor(() => File.ReadAllText(Positions).Contains("\"files\":[]", StringComparison.Ordinal));
        }

        Append("new");
        await RunFor(options, "new");
    }

    [Fact]
    public async Task LineThatWasHalfWrittenIsReadWhole()
    {
        Append("1");
        File.AppendAllText(Log, Event("2")[..30]);
        await RunFor(Follow(), "1");
        File.AppendAllText(Log, Event("2")[30..] + "\n");
        await RunFor(Follow(), "2");
    }

    [Theory]
    [InlineData("audit-2026-01-02T03-04-05.678.log", true)]
    [InlineData("audit.1.log", true)]
    [InlineData("audit.log.1", true)]
    [InlineData("audit.log-20260102", true)]
    [InlineData("audit.yaml", false)]
    [InlineData("auditor.log", false)]
    [InlineData("audit-1.txt", false)]
    [InlineData("audit.log.1.gz", false)]
    [InlineData("other.log", false)]
    public async Task OnlyFilesThatWereRotatedAreTakenForSuch(string name, bool isRotated)
    {
        Append("1");
        await RunFor(Follow(), "1");
        File.WriteAllText(_folder.At(name), Event("2") + "\n");
        Append("3");
        await RunFor(Follow(), isRotated ? ["2", "3"] : ["3"]);
    }

    [Fact]
    public async Task RotationsThatNobodySawAreReadToTheirEnds()
    {
        WriteOld("audit-0.log");
        Append("1");
        await RunFor(Follow(), "1");
        foreach (int turn in Enumerable.Range(1, 3))
        {
            Append($"end of {turn}");
            File.Move(Log, _folder.At($"audit-{turn}.log"));
            Append($"begin of {turn}");
        }

        await RunFor(Follow(), "end of 1", "begin of 1", "end of 2", "begin of 2", "end of 3", "begin of 3");
        await RunFor(Follow());
    }

    [Fact]
    public async Task RotationsWhileNobodyLooksAreReadToTheirEnds()
    {
        using var harness = new AuditHarness(Follow());
        Append("1");
        await WaitFor(() => harness.Ids.Count == 1);
        foreach (int turn in Enumerable.Range(1, 3))
        {
            Append($"end of {turn}");
            File.Move(Log, _folder.At($"audit-{turn}.log"));
            Append($"begin of {turn}");
        }

        await WaitFor(() => harness.Ids.Count >= 7);
        long looks = harness.Run.FileLooks;
        await WaitFor(() => harness.Run.FileLooks > looks + 1);
        Assert.Equal(
            ["1", "begin of 1", "begin of 2", "begin of 3", "end of 1", "end of 2", "end of 3"], harness.Ids.Order());
    }

    [Fact]
    public async Task FilesThatWereRotatedBeforeTheLastLookAreNotReadAgain()
    {
        Append("1");
        using (var harness = new AuditHarness(Follow()))
        {
            await WaitFor(() => harness.Ids.Count == 1);
            File.Move(Log, _folder.At("audit-1.log"));
            Append("2");
            await WaitFor(() => harness.Ids.Count == 2);
            await WaitFor(() => File.Exists(Positions) && Kept().Count == 1);
        }

        await RunFor(Follow());
    }

    [Fact]
    public async Task WhatIsWrittenToARenamedFileIsRead()
    {
        Append("1");
        using var harness = new AuditHarness(Follow());
        await WaitFor(() => harness.Ids.Count == 1);
        string renamed = _folder.At("audit-1.log");
        File.Move(Log, renamed);
        long looks = harness.Run.FileLooks;
        await WaitFor(() => harness.Run.FileLooks > looks + 1);
        File.AppendAllText(renamed, Event("2") + "\n");
        Append("3");
        await WaitFor(() => harness.Ids.Count >= 3);
        Assert.Equal(["1", "2", "3"], harness.Ids.Order());
    }

    [Fact]
    public async Task ManyRotatedFilesKeepNoOtherFromBeingRead()
    {
        for (int i = 0; i < 600; i++) WriteOld($"audit-{i}.log");
        Append("1");
        await RunFor(Follow(), "1");
        Append("2");
        await RunFor(Follow(), "2");
    }

    [Fact]
    public async Task ArrayWhoseFirstItemWasHalfWrittenIsReadWhole()
    {
        File.WriteAllText(Log, $"[\n{Event("1")[..30]}");
        await RunFor(Follow());
        File.AppendAllText(Log, $"{Event("1")[30..]},\n{Event("2")}");
        await RunFor(Follow(), "1", "2");
    }

    [Fact]
    public async Task FilesOfAFolderGoOnWhereTheyWere()
    {
        File.WriteAllText(_folder.At("a.json"), Event("a1") + "\n");
        File.WriteAllText(_folder.At("b.json"), $"[{Event("b1")},\n{Event("b2")}");
        var options = Follow() with { File = _folder.Path };
        await RunFor(options, "a1", "b1", "b2");
        File.AppendAllText(_folder.At("b.json"), $",\n{Event("b3")}]\n");
        File.WriteAllText(_folder.At("c.json"), Event("c1") + "\n");
        File.Move(_folder.At("a.json"), _folder.At("d.json"));
        await RunFor(options, "b3", "c1");
    }

    [Theory]
    [InlineData("emptied")]
    [InlineData("replaced")]
    public async Task FileOfOtherContentIsReadFromItsStart(string how)
    {
        Append("1", "2");
        await RunFor(Follow(), "1", "2");
        if (how == "replaced") File.Delete(Log);
        File.WriteAllText(Log, string.Concat(Enumerable.Range(3, 5).Select(static id => Event($"{id}") + "\n")));
        await RunFor(Follow(), "3", "4", "5", "6", "7");
    }

    [Fact]
    public async Task PositionsOfAnotherFileDoNotCount()
    {
        Append("1");
        await RunFor(Follow(), "1");
        string other = _folder.At("other.log");
        File.WriteAllText(other, Event("old") + "\n");
        await RunFor(Follow() with { File = other, ReadsFromStart = false });
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("{\"followed\":\"x\",\"files\":[null]}")]
    [InlineData("{\"followed\":\"x\",\"files\":[{\"inode\":1,\"offset\":-1}]}")]
    [InlineData("{\"followed\":\"x\",\"files\":[{\"inode\":1,\"head\":{\"length\":-1,\"hash\":\"\"}}]}")]
    public async Task DamagedPositionsAreToldAndWrittenAnew(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Positions)!);
        File.WriteAllText(Positions, text);
        Append("1");
        using (var harness = new AuditHarness(Follow()))
        {
            await WaitFor(() => harness.Ids.Count == 1);
            Assert.Contains(harness.Log.Lines, line => line.Contains(Positions, StringComparison.Ordinal));
        }

        await RunFor(Follow());
    }

    [Fact]
    public async Task PlaceThatCannotBeWrittenIsTold()
    {
        File.WriteAllText(_state.At("deeper"), "a file where a folder should be");
        Append("1");
        using var harness = new AuditHarness(Follow());
        await WaitFor(() => harness.Ids.Count == 1);
        await WaitFor(() => harness.Log.Lines.Any(line => line.Contains(Positions, StringComparison.Ordinal)));
        Append("2");
        await WaitFor(() => harness.Ids.Count == 2);
    }

    [Fact]
    public async Task PositionsAreKeptWhileItRuns()
    {
        Append("1");
        using var harness = new AuditHarness(Follow());
        await WaitFor(() => File.Exists(Positions) && File.ReadAllText(Positions).Contains(
            $"\"offset\":{new FileInfo(Log).Length}", StringComparison.Ordinal));
    }

    private List<string> Kept() => [.. File.ReadAllText(Positions).Split("\"inode\"").Skip(1)];

    private AuditOptions Follow() => new() { File = Log, PositionsFile = Positions };

    private void Append(params string[] ids) =>
        File.AppendAllText(Log, string.Concat(ids.Select(static id => Event(id) + "\n")));

    // A file that was rotated long before the first start.
    private void WriteOld(string name)
    {
        File.WriteAllText(_folder.At(name), Event("old") + "\n");
        File.SetLastWriteTimeUtc(_folder.At(name), DateTime.UtcNow.AddHours(-1));
    }

    // Events that are written while it runs.
    private async Task Run(AuditOptions options, params string[] ids)
    {
        using var harness = new AuditHarness(options);

        // It has looked at the file once something is kept of it.
        await WaitFor(() => File.Exists(Positions));
        Append(ids);
        await WaitFor(() => harness.Ids.Count == ids.Length);
        Assert.Equal(ids, harness.Ids);
    }

    // Events that are there already, and no others.
    private async Task RunFor(AuditOptions options, params string[] ids)
    {
        using var harness = new AuditHarness(options);
        await WaitFor(() => harness.Run.FileLooks > 0 && harness.Counters.Judged == harness.Counters.Received);
        await WaitFor(() => harness.Ids.Count >= ids.Length);
        Assert.Equal(ids, harness.Ids);
    }
}
