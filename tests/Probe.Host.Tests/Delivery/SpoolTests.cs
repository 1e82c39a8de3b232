using System.Diagnostics;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Outputs.Delivery;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

public sealed class SpoolTests : IDisposable
{
    private const int Large = 4000;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AlertsAreReadInOrderByEachSinkAndOnlyOnceThereAfter()
    {
        using var session = Open("one", "two");
        session.Add(0, 300);
        Assert.Equal(Enumerable.Range(0, 300), session.ReadAll("one"));
        Assert.Empty(session.ReadAll("one"));
        session.Add(300, 10);
        Assert.Equal(Enumerable.Range(0, 310), session.ReadAll("two"));
        Assert.Equal(Enumerable.Range(300, 10), session.ReadAll("one"));
    }

    [Fact]
    public void SinkGetsOnlyWhatMattersEnough()
    {
        using var session = new SpoolSession(Options(), ("some", Priority.Error), ("all", Priority.Debug));
        session.Spool.Add(SentAlerts.Numbered(1, Priority.Critical));
        session.Spool.Add(SentAlerts.Numbered(2, Priority.Notice));
        session.Spool.Add(SentAlerts.Numbered(3, Priority.Error));
        Assert.Equal([1, 3], session.ReadAll("some"));
        Assert.Equal([1, 2, 3], session.ReadAll("all"));
    }

    [Fact]
    public void AlertOfferedByTwoSinksIsKeptOnce()
    {
        using var session = Open("one");
        var alert = SentAlerts.Numbered(1);
        session.Spool.Add(alert);
        session.Spool.Add(alert);
        session.Add(2, 1);
        Assert.Equal([1, 2], session.ReadAll("one"));
    }

    [Fact]
    public void WhatWasNotDeliveredIsThereAfterARestartAsItWas()
    {
        var alert = SentAlerts.Numbered(7, Priority.Critical) with { IsInternal = true, Message = "text"u8.ToArray() };
        using (var session = Open("one", "two"))
        {
            session.Add(0, 5);
            session.Spool.Add(alert);
            session.ReadAll("two");
        }

        using var again = Open("one", "two");
        again.Add(8, 1);
        Assert.Equal([8], again.ReadAll("two"));
        var read = again.ReadAlerts("one");
        Assert.Equal([0, 1, 2, 3, 4, 7, 8], read.Select(SentAlerts.NumberOf));
        var found = read[5];
        Assert.Equal(
            (alert.Id, alert.Priority, alert.Rule, alert.TimeNs, alert.Container, alert.IsInternal),
            (found.Id, found.Priority, found.Rule, found.TimeNs, found.Container, found.IsInternal));
        Assert.True(alert.Message.Span.SequenceEqual(found.Message.Span));
        Assert.True(alert.Json.Span.SequenceEqual(found.Json.Span));
    }

    [Fact]
    public void FilesAreReadableForTheirOwnerOnly()
    {
        using var session = Open("one");
        session.Add(0, 5);
        session.Spool.WaitUntilWritten(Long);
        string[] files = Directory.GetFiles(_folder.Path);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void NewSinkGetsWhatComesFromNowOn()
    {
        using (var session = Open("one")) session.Add(0, 5);
        using var again = Open("one", "new");
        again.Add(5, 2);
        Assert.Equal([5, 6], again.ReadAll("new"));
        Assert.Equal(Enumerable.Range(0, 7), again.ReadAll("one"));
    }

    [Fact]
    public void SinkThatIsGoneFromTheConfigurationHoldsNothing()
    {
        using (var session = Open("gone", "one"))
        {
            session.Add(0, 500, Large);
            session.ReadAll("one");
            Until(() => session.Spool.FileBytes > 500 * Large, "the file to be filled");
        }

        using (var session = Open("one"))
        {
            session.Add(500, 1);
            Assert.Equal([500], session.ReadAll("one"));
            Until(() => session.Spool.FileBytes < 100_000, "the file to be empty");
        }

        using var back = Open("gone", "one");
        back.Add(501, 1);
        Assert.Equal([501], back.ReadAll("gone"));
    }

    [Fact]
    public void BeyondTheBoundTheOldestGoAndAreCountedForWhomeverTheyWaited()
    {
        const int Bound = 4 << 20;
        using var session = new SpoolSession(
            Options() with { BytesMax = Bound }, ("idle", Priority.Debug), ("fast", Priority.Debug));
        for (int i = 0; i < 40; i++)
        {
            session.Add(i * 100, 100, Large);
            session.Spool.WaitUntilWritten(Long);
            Assert.Equal(100, session.ReadAll("fast").Count);
        }

        var left = session.ReadAll("idle");
        Assert.Equal(Enumerable.Range(4000 - left.Count, left.Count), left);
        Assert.InRange(left.Count, Bound / Large / 2, Bound / Large);
        Assert.Equal(4000 - left.Count, session.Lost("idle"));
        Assert.Equal(0, session.Lost("fast"));
        Assert.True(new FileInfo(_folder.At(SpoolFile.FileName)).Length < Bound * 2);
        Until(() => session.Told.GetValueOrDefault("idle") > 0, "the loss to be told");
    }

    [Fact]
    public void AlertsGivenUpWhileUnderWayAreNotCountedTwice()
    {
        using var session = new SpoolSession(Options() with { BytesMax = 4 << 20 }, ("slow", Priority.Debug));
        session.Add(0, 100, Large);
        session.Spool.WaitUntilWritten(Long);
        var (cursor, underWay) = session.Read("slow", 64);
        Assert.Equal(64, underWay.Entries.Count);
        session.Add(100, 1900, Large);
        session.Spool.WaitUntilWritten(Long);
        Until(() => session.Lost("slow") > 64, "the loss");
        Assert.True(session.Spool.Advance(cursor, underWay, out int counted));
        Assert.Equal(0, counted);
        Assert.Equal(2000 - session.Lost("slow"), cursor.Waiting);
        Assert.Equal(cursor.Waiting, session.ReadAll("slow").Count);
    }

    [Fact]
    public void AlertsGivenUpInMemoryWhileUnderWayCountOnce()
    {
        var options = new SpoolOptions("", BytesMax: 1 << 20, MemoryBytesMax: 1 << 20);
        using var session = new SpoolSession(options, ("slow", Priority.Debug));
        session.Add(0, 100, Large);
        Until(() => session.Spool.IsReady, "the spool");
        var (cursor, underWay) = session.Read("slow", 64);
        Assert.Equal(64, underWay.Entries.Count);
        while (session.Lost("slow") < 32) session.Add(100, 1, Large);
        long lost = session.Lost("slow");
        Assert.True(session.Spool.Advance(cursor, underWay, out int counted));
        Assert.Equal(64 - lost, counted);
        Assert.Equal(cursor.Waiting, session.ReadAll("slow").Count);
    }

    [Fact]
    public void WithoutADirectoryMemoryIsAllAndBounded()
    {
        var options = new SpoolOptions("", BytesMax: 1 << 20, MemoryBytesMax: 1 << 20);
        using var session = new SpoolSession(options, ("one", Priority.Debug));
        session.Add(0, 10);
        Assert.Equal(Enumerable.Range(0, 10), session.ReadAll("one"));
        session.Add(10, 1000, Large);
        var left = session.ReadAll("one");
        Assert.Equal(Enumerable.Range(1010 - left.Count, left.Count), left);
        Assert.Equal(1000 - left.Count, session.Lost("one"));
    }

    [Fact]
    public void DirectoryThatCannotBeMadeLeavesMemory()
    {
        string file = _folder.Write("file", "");
        using var session = new SpoolSession(
            Options() with { Directory = Path.Combine(file, "spool") }, ("one", Priority.Debug));
        session.Add(0, 10);
        Assert.Equal(Enumerable.Range(0, 10), session.ReadAll("one"));
        Assert.False(session.Spool.IsOnDisk);
    }

    [Fact]
    public void DamagedFileIsSetAsideAndANewOneBegun()
    {
        string path = _folder.Write(SpoolFile.FileName, "this is no database, and it is long enough to be read");
        using (var session = Open("one"))
        {
            session.Add(0, 10);
            Until(() => session.Spool.IsOnDisk, "the new file");
            Assert.True(File.Exists(path + ".bad"));
        }

        using var again = Open("one");
        Assert.Equal(Enumerable.Range(0, 10), again.ReadAll("one"));
    }

    [Fact]
    public void FileDamagedInTheMiddleCostsItsAlertsButNoLaterOnes()
    {
        using (var session = Open("one")) session.Add(0, 200, Large);
        using (var file = File.OpenWrite(_folder.At(SpoolFile.FileName)))
        {
            byte[] noise = new byte[file.Length - 8192];
            new Random(1).NextBytes(noise);
            file.Position = 8192;
            file.Write(noise);
        }

        using var again = Open("one");
        again.Add(200, 10);
        var read = new List<int>();
        Until(
            () =>
            {
                read.AddRange(again.ReadAll("one"));
                return read.Contains(209);
            },
            "the later alerts");
        Assert.Equal(Enumerable.Range(200, 10), read.Where(number => number >= 200));
        Assert.True(File.Exists(_folder.At(SpoolFile.FileName + ".bad")));
    }

    [Theory]
    [InlineData("UPDATE alerts SET id = x'00'", 5)]
    [InlineData("UPDATE sinks SET position = 'none'", 0)]
    public void WhatMakesNoSenseInTheFileIsDamageAsWell(string nonsense, int alertsKnown)
    {
        using (var session = Open("one")) session.Add(0, 5);
        using (var file = new SqliteConnection($"Data Source={_folder.At(SpoolFile.FileName)};Pooling=False"))
        {
            file.Open();
            using var change = file.CreateCommand();
            change.CommandText = nonsense;
            Assert.NotEqual(0, change.ExecuteNonQuery());
        }

        using var again = Open("one");
        Until(
            () =>
            {
                Assert.Empty(again.ReadAll("one"));
                return File.Exists(_folder.At(SpoolFile.FileName + ".bad")) && again.Lost("one") == alertsKnown;
            },
            "the damage to be found");
        again.Add(5, 1);
        Until(() => again.ReadAll("one") is [5], "the later alert");
    }

    [Fact]
    public void SecondProbeOnADirectoryUsesMemoryUntilTheFirstIsGone()
    {
        using var first = Open("one");
        first.Add(0, 5);
        first.Spool.WaitUntilWritten(Long);
        using var second = Open("one");
        second.Add(100, 5);
        Assert.Equal(Enumerable.Range(100, 5), second.ReadAll("one"));
        Assert.False(second.Spool.IsOnDisk);
        first.Dispose();
        Until(() => second.Spool.IsOnDisk, "the second to take the file");
        second.Add(105, 1);
        var read = second.ReadAll("one");
        Assert.Equal([0, 1, 2, 3, 4, 105], read.Where(number => number is < 100 or 105));
    }

    [Fact]
    public void FullDiskIsWaitedForInMemory()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a small file system needs root");
        using var disk = SmallDisk.Create(megabytes: 4);
        using var session = new SpoolSession(
            new SpoolOptions(disk.Path, BytesMax: 1 << 30, MemoryBytesMax: 64 << 20), ("one", Priority.Debug));
        session.Add(0, 3000, Large);
        Until(() => !session.Spool.IsOnDisk, "the disk to be full");
        Assert.Equal(Enumerable.Range(0, 3000), session.ReadAll("one"));
        Assert.Equal(0, session.Lost("one"));
        Until(() => session.Spool.IsOnDisk, "the disk to take alerts again");
        session.Add(3000, 1);
        Assert.Equal([3000], session.ReadAll("one"));
    }

    private SpoolOptions Options() => new(_folder.Path, BytesMax: 64 << 20, MemoryBytesMax: 64 << 20);

    private SpoolSession Open(params string[] sinks) =>
        new(Options(), [.. sinks.Select(sink => (sink, Priority.Debug))]);

    private static void Until(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < Long, $"waited in vain for {what}");
            Thread.Sleep(5);
        }
    }

    /// <summary>A spool at work, and what its sinks read of it.</summary>
    private sealed class SpoolSession : IDisposable
    {
        private readonly Dictionary<string, SpoolCursor> _cursors = [];

        public SpoolSession(SpoolOptions options, params (string Name, Priority Least)[] sinks)
        {
            Spool = new Spool(options, NullLogger.Instance, (sink, lost) =>
            {
                lock (Told) Told[sink] = Told.GetValueOrDefault(sink) + lost;
            });
            foreach (var (name, least) in sinks) _cursors[name] = Spool.AddSink(name, least);
            Spool.Start();
            if (Directory.Exists(options.Directory)
                && !File.Exists(Path.Combine(options.Directory, SpoolFile.FileName)))
            {
                Until(() => Spool.IsOnDisk, "the new file");
            }
        }

        public Spool Spool { get; }

        public Dictionary<string, long> Told { get; } = [];

        public (SpoolCursor Cursor, SpoolBatch Batch) Read(string sink, int countMax) =>
            (_cursors[sink], Spool.Read(_cursors[sink], countMax));

        public long Lost(string sink) => _cursors[sink].Lost;

        public void Add(int first, int count, int padding = 0)
        {
            for (int i = first; i < first + count; i++) Spool.Add(SentAlerts.Numbered(i, padding: padding));
        }

        public List<int> ReadAll(string sink) => [.. ReadAlerts(sink).Select(SentAlerts.NumberOf)];

        // Until nothing is left; the first reads may come before the file is open.
        public List<OutgoingAlert> ReadAlerts(string sink)
        {
            var cursor = _cursors[sink];
            var read = new List<OutgoingAlert>();
            SpinWait.SpinUntil(() => Spool.IsReady, Long);
            while (true)
            {
                var batch = Spool.Read(cursor, 64);
                read.AddRange(batch.Entries.Select(entry => entry.Alert));
                if (!Spool.Advance(cursor, batch)) return read;
            }
        }

        public void Dispose() => Spool.Dispose();
    }
}
