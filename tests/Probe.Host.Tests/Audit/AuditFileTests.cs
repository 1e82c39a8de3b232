using System.Text;
using KosmosProbe.Host.Audit;
using KosmosProbe.Host.Configuration.Options;
using Xunit;
using static KosmosProbe.Host.Tests.Audit.AuditHarness;

namespace KosmosProbe.Host.Tests.Audit;

/// <summary>Real files that grow, are renamed, emptied and taken away while they are read.</summary>
public sealed class AuditFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.At("audit.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LinesAreReadAsTheFileGrows()
    {
        File.WriteAllText(Log, Event("1") + "\n\n" + $"[{Event("2")},{Event("3")}]\r\n");
        using var harness = new AuditHarness(Follow(Log));
        await Ids(harness, "1", "2", "3");
        File.AppendAllText(Log, Event("4")[..20]);
        File.AppendAllText(Log, Event("4")[20..] + "\n" + Event("5"));
        await Ids(harness, "1", "2", "3", "4", "5");
        File.AppendAllText(Log, "\n" + Event("6") + "\n");
        await Ids(harness, "1", "2", "3", "4", "5", "6");
        Assert.Equal(0, harness.Counters.Refused);
    }

    [Fact]
    public async Task FileThatComesLaterIsRead()
    {
        using var harness = new AuditHarness(Follow(Log));
        await WaitFor(() => harness.Log.Lines.Any(line => line.Contains(Log, StringComparison.Ordinal)));
        File.WriteAllText(Log, Event("1") + "\n");
        await Ids(harness, "1");
    }

    [Fact]
    public async Task RotatedFileIsReadToItsEndAndTheNextFromItsStart()
    {
        File.WriteAllText(Log, Event("0") + "\n");
        using var harness = new AuditHarness(Follow(Log));
        await Ids(harness, "0");
        for (int turn = 1; turn <= 20; turn++)
        {
            File.AppendAllText(Log, Event($"{turn}a") + "\n");
            File.Move(Log, _folder.At($"audit-{turn}.log"));
            File.WriteAllText(Log, Event($"{turn}b") + "\n");
            int seen = 1 + (2 * turn);
            await WaitFor(() => harness.Ids.Count == seen);
        }

        Assert.Equal(41, harness.Ids.Distinct().Count());
    }

    [Fact]
    public async Task EmptiedFileIsReadAnew()
    {
        File.WriteAllText(Log, Event("a much longer one") + "\n");
        using var harness = new AuditHarness(Follow(Log));
        await Ids(harness, "a much longer one");
        File.WriteAllText(Log, Event("2") + "\n");
        await Ids(harness, "a much longer one", "2");
    }

    [Fact]
    public async Task OnlyWhatIsAddedCountsWhereAskedFor()
    {
        File.WriteAllText(Log, Event("old") + "\n");
        using var harness = new AuditHarness(Follow(Log) with { ReadsFromStart = false });

        // It is not known when the file was opened first; from then on nothing is left out.
        int sent = 0;
        await WaitFor(() =>
        {
            File.AppendAllText(Log, Event($"new {++sent}") + "\n");
            return harness.Ids.Count > 0;
        });
        await WaitFor(() => harness.Ids[^1] == $"new {sent}");
        Assert.DoesNotContain("old", harness.Ids);
        File.Delete(Log);
        File.WriteAllText(Log, Event("after") + "\n");
        await WaitFor(() => harness.Ids[^1] == "after");
    }

    [Fact]
    public async Task ArrayMayStandOnManyLines()
    {
        string odd = "{ \"kind\":\n \"Event\", \"auditID\": \"}]\\\"\", \"verb\":\"get\" }";
        File.WriteAllText(Log, $"[\n  {Event("1")},\n  {odd}");
        using var harness = new AuditHarness(Follow(Log));
        await Ids(harness, "1", "}]\\\"");
        File.AppendAllText(Log, $",\n{Event("3")}\n]\n");
        await Ids(harness, "1", "}]\\\"", "3");
    }

    [Fact]
    public async Task FolderIsReadWithWhatComesInto()
    {
        File.WriteAllText(_folder.At("a.json"), Event("a"));
        File.WriteAllText(_folder.At("b.json"), Event("b") + "\n");
        File.WriteAllText(_folder.At(".hidden"), Event("hidden"));
        using var harness = new AuditHarness(Follow(_folder.Path));
        await WaitFor(() => harness.Ids.Count == 2);
        File.WriteAllText(_folder.At("c.json"), Event("c") + "\n");
        File.Move(_folder.At("a.json"), _folder.At("renamed.json"));
        await WaitFor(() => harness.Ids.Count == 3);
        File.AppendAllText(_folder.At("renamed.json"), "\n" + Event("d") + "\n");
        await WaitFor(() => harness.Ids.Count == 4);
        Assert.Equal(["a", "b", "c", "d"], harness.Ids.Order());
    }

    [Fact]
    public async Task BadLinesAreCountedAndTheRestIsRead()
    {
        string large = Event(new string('x', 5000));
        File.WriteAllText(Log, $"nonsense\n{large}\n{{\"kind\": 0}}\n\xff\n{Event("good")}\n", Encoding.Latin1);
        using var harness = new AuditHarness(Follow(Log) with { BodyBytesMax = 2000 });
        await Ids(harness, "good");
        Assert.Equal(3, harness.Counters.Of(AuditOutcome.Malformed));
        Assert.Equal(1, harness.Counters.Of(AuditOutcome.TooLarge));
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("array")]
    public void HowAFileIsCutIntoReadsDoesNotMatter(string form)
    {
        string[] events = [Event("1"), Event("2\\\"[{"), Event("3}]")];
        string text = form == "lines"
            ? string.Join("\r\n\n", events) + "\n"
            : $" [ {string.Join("\n,", events)}\n]\n";
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int size = 1; size <= bytes.Length; size++)
        {
            using var intake = new AuditIntake(Follow(Log));
            using var lines = new AuditLines(intake, TestContext.Current.CancellationToken);
            foreach (byte[] part in bytes.Chunk(size))
            {
                lines.Add(part);
                lines.Rest();
            }

            lines.End();
            Assert.Equal((size, 3, 0), (size, (int)intake.Counters.Received, (int)intake.Counters.Refused));
        }
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("array")]
    public void ReadingGoesOnFromAnyPlaceWhereItEnded(string form)
    {
        string[] events = [Event("1"), Event("2\\\"[{"), Event("3}]")];
        string text = form == "lines"
            ? $"  \n{string.Join("\r\n\n", events)}\n"
            : $" [ {string.Join("\n,", events)}\n]\n";
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int end = 0; end <= bytes.Length; end++)
        {
            using var intake = new AuditIntake(Follow(Log));
            AuditPosition reached;
            using (var lines = new AuditLines(intake, TestContext.Current.CancellationToken))
            {
                lines.Add(bytes.AsSpan(0, end));
                JudgeAll(intake);
                Assert.True(lines.Progress.HasAll);
                reached = new AuditPosition(lines.Progress.Judged, lines.IsArray);
            }

            Assert.InRange(reached.Offset, 0, end);
            using (var lines = new AuditLines(intake, TestContext.Current.CancellationToken, reached))
            {
                lines.Add(bytes.AsSpan((int)reached.Offset));
                lines.End();
            }

            Assert.Equal((end, 3, 0), (end, (int)intake.Counters.Received, (int)intake.Counters.Refused));
        }
    }

    [Fact]
    public async Task UnreadableFileKeepsNoOtherFromBeingRead()
    {
        using (var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0))
        {
            socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_folder.At("a.sock")));
            File.WriteAllText(_folder.At("b.json"), Event("b") + "\n");
            using var harness = new AuditHarness(Follow(_folder.Path));
            await Ids(harness, "b");
            File.WriteAllText(_folder.At("c.json"), Event("c") + "\n");
            await Ids(harness, "b", "c");
            Assert.Contains(harness.Log.Lines, static line => line.Contains("a.sock is no file"));
        }
    }

    [Fact]
    public async Task FileThatIsLargerThanMemoryIsReadWhole()
    {
        const int Count = 20_000;
        using (var writer = new StreamWriter(Log))
        {
            for (int i = 0; i < Count; i++) writer.WriteLine(Event($"{i}", "list"));
        }

        using var harness = new AuditHarness(Follow(Log) with { MemoryBytesMax = 1 << 20 });
        await WaitFor(() => harness.Counters.Judged == Count);
    }

    private static void JudgeAll(AuditIntake intake)
    {
        while (intake.TryNext(TimeSpan.Zero, out var batch))
        {
            batch!.Mark!.NoteJudged();
            batch.Bytes.Dispose();
        }
    }

    private static AuditOptions Follow(string path) => new() { File = path, PositionsFile = "" };

    private static async Task Ids(AuditHarness harness, params string[] expected)
    {
        await WaitFor(() => harness.Ids.Count >= expected.Length);
        Assert.Equal(expected, harness.Ids);
    }
}
