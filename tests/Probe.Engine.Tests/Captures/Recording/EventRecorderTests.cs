using System.Collections.Concurrent;
using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Captures.Recording;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Tests.Containers;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.Recording;

/// <summary>When recordings begin and end, and what their files hold.</summary>
public sealed class EventRecorderTests : IDisposable
{
    private const ulong Second = 1_000_000_000;

    private const string Rules = """
        - rule: Start
          desc: starts a capture
          condition: evt.type = openat and fd.name = /start
          output: started
          priority: INFO
          capture: true
          capture_duration: 2000
        - rule: Plain
          desc: starts none
          condition: evt.type = openat and fd.name = /plain
          output: plain
          priority: INFO
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("kosmos-recorder-test-").FullName;
    private readonly AlertQueue _queue = new(1 << 20);
    private readonly NodeState _node = new() { Clock = new BootClock(TimeZoneInfo.Utc) };
    private readonly ConcurrentQueue<RecordingReport> _reports = new();
    private readonly EventPipeline _pipeline;

    public EventRecorderTests()
    {
        _pipeline = new EventPipeline(TestRules.Load(Rules), _node, new AlertOptions(), _queue);
        _pipeline.Handle(Records.Exec(["sh"]));
    }

    public void Dispose()
    {
        _queue.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void ARecordingBeginsWithTheAlertsEventAndLastsAsLongAsTheRuleSays()
    {
        var recorder = Start(new CaptureOptions { PathPrefix = Path.Combine(_folder, "c") });
        Open("/before", 1);
        Open("/plain", 1);
        Open("/start", 2);
        Open("/during", 3);
        Open("/after", 4);
        Open("/later", 5);

        Assert.True(recorder.Stop());

        var report = Assert.Single(_reports);
        Assert.Equal((RecordingEnd.Duration, 2L, 0L), (report.End, report.Events, report.Lost));
        Assert.Equal(["/start", "/during"], Names(report.Path));
        Assert.EndsWith("/c_00000000002000000000_00000000000000000004.scap", report.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void AFurtherAlertMakesItLastLonger()
    {
        var recorder = Start(new CaptureOptions { PathPrefix = Path.Combine(_folder, "c") });
        Open("/start", 2);
        Open("/start", 3);
        Open("/during", 4);
        Open("/after", 6);

        Assert.True(recorder.Stop());

        Assert.Equal(["/start", "/start", "/during"], Names(Assert.Single(_reports).Path));
    }

    [Fact]
    public void EveryRuleStartsOneWhereAllDo()
    {
        var recorder = Start(new CaptureOptions
        {
            PathPrefix = Path.Combine(_folder, "c"),
            ForAllRules = true,
            DefaultDuration = TimeSpan.FromSeconds(1),
        });
        Open("/plain", 1);
        Open("/after", 3);
        Open("/plain", 4);

        Assert.True(recorder.Stop());

        Assert.Equal(2, _reports.Count);
        Assert.All(_reports, report => Assert.Equal(["/plain"], Names(report.Path)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatHappenedIsInTheFileWhileItIsStillWritten(bool isCompressed)
    {
        var recorder = Start(new CaptureOptions
        {
            PathPrefix = Path.Combine(_folder, "c"),
            Recording = new RecordingOptions { IsCompressed = isCompressed },
        });
        Open("/start", 2);
        Open("/during", 3);

        Assert.True(
            SpinWait.SpinUntil(HoldsBoth, TimeSpan.FromSeconds(60)), "nothing of it was in the file after a minute");
        Assert.Empty(_reports);
        Assert.True(recorder.Stop());

        bool HoldsBoth() =>
            Directory.GetFiles(_folder) is [var path] && NamesSoFar(path, out _) is ["/start", "/during"];
    }

    [Fact]
    public void ItEndsByTheClockWhenNothingHappens()
    {
        var recorder = Start(new CaptureOptions { PathPrefix = Path.Combine(_folder, "c") });
        Open("/start", 2);

        recorder.Look(3 * Second);
        Assert.True(recorder.IsOn);
        recorder.Look(5 * Second);

        Assert.False(recorder.IsOn);
        Assert.True(recorder.Stop());
        Assert.Equal(RecordingEnd.Duration, Assert.Single(_reports).End);
    }

    [Fact]
    public void AFullFileIsClosedAndSaysWhatItLacks()
    {
        var options = new CaptureOptions
        {
            PathPrefix = Path.Combine(_folder, "c"),
            Recording = new RecordingOptions { BytesMax = 1 },
        };
        var recorder = Start(options);
        Open("/start", 2);
        Assert.True(SpinWait.SpinUntil(() => !recorder.IsOn, TimeSpan.FromSeconds(60)));
        Open("/during", 3);

        Assert.True(recorder.Stop());

        var report = Assert.Single(_reports);
        Assert.Equal((RecordingEnd.SizeLimit, 0L), (report.End, report.Events));

        // The head alone fills the file: before the first event comes to it or after.
        Assert.InRange(report.Lost, 0, 1);
        Assert.Contains($"left out {report.Lost}, size reached", LastWords(report.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatIsNotThereIsToldOnceAndCostsNoAlert()
    {
        var recorder = Start(new CaptureOptions { PathPrefix = Path.Combine(_folder, "none", "c") });
        Open("/start", 2);
        Assert.True(SpinWait.SpinUntil(() => !recorder.IsOn, TimeSpan.FromSeconds(60)));
        Open("/start", 3);

        Assert.True(recorder.Stop());

        var report = Assert.Single(_reports);
        Assert.Equal(RecordingEnd.Failed, report.End);
        Assert.NotEmpty(report.Failure);
        Assert.Equal(2, _queue.Added);
    }

    [Fact]
    public void WhatDoesNotFitTheQueueIsLeftOutAndCounted()
    {
        var options = new CaptureOptions
        {
            PathPrefix = Path.Combine(_folder, "c"),
            Recording = new RecordingOptions { QueueBytes = 256 },
        };
        var recorder = Start(options);
        Open("/start", 2);
        Open("/" + new string('x', 1000), 2);

        Assert.Equal(1, recorder.Look(2 * Second));
        Assert.True(recorder.Stop());

        var report = Assert.Single(_reports);
        Assert.Equal(1, report.Lost);
        Assert.Contains("left out 1", LastWords(report.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void OfAWholeRunRulesChooseAndDoNotAlert()
    {
        string path = Path.Combine(_folder, "run.scap");
        var recorder = EventRecorder.OfRun(_node, path, new RecordingOptions(), _reports.Enqueue);
        _pipeline.Recorder = recorder;
        Open("/plain", 1);
        Open("/other", 1);
        _pipeline.Handle(Records.Exec(["ls"]));

        Assert.True(recorder.Stop());

        Assert.Equal(0, _queue.Added);
        Assert.Equal(["/plain"], Names(path));
        Assert.Equal(1, Assert.Single(_reports).Events);
    }

    [Theory]
    [InlineData("fd.name = /plain", 1)]
    [InlineData("fd.name = /plain or container.id = host", 2)]
    public void WhatWaitsForItsContainerIsChosenOnlyWhereTheConditionReadsOfContainers(string condition, int chosen)
    {
        using var exchange = new ContainerExchange();
        var node = new NodeState(exchange) { Clock = new BootClock(TimeZoneInfo.Utc) };
        string nested = $"/docker/{new string('a', 64)}/docker/{new string('b', 64)}";
        string rule = Rules[Rules.IndexOf("- rule: Plain", StringComparison.Ordinal)..];
        var rules = TestRules.Load(rule.Replace("fd.name = /plain", $"({condition})", StringComparison.Ordinal));
        var pipeline = new EventPipeline(rules, node, new AlertOptions(), _queue, new SteppedTime());
        pipeline.Handle(Records.Exec(["sh"], (ref exec, texts) => exec.Cgroup = texts.Add(nested)));
        var recorder = EventRecorder.OfRun(
            node, Path.Combine(_folder, "run.scap"), new RecordingOptions(), _reports.Enqueue);
        pipeline.Recorder = recorder;

        pipeline.Handle(Records.Openat("/plain"));
        pipeline.Handle(Records.Openat("/other"));

        Assert.Equal(2, pipeline.Waiting);
        pipeline.Finish();
        Assert.True(recorder.Stop());
        Assert.Equal(chosen, Assert.Single(_reports).Events);
    }

    private EventRecorder Start(CaptureOptions options)
    {
        var recorder = EventRecorder.OfAlerts(_node, options, _reports.Enqueue);
        _pipeline.Recorder = recorder;
        return recorder;
    }

    private void Open(string path, ulong second) => _pipeline.Handle(Records.Openat(path, (ref record, texts) =>
        record.Header.TimeNs = second * Second));

    private static List<string> Names(string path)
    {
        var names = NamesSoFar(path, out string? ending);
        Assert.Null(ending);
        return names;
    }

    private static List<string> NamesSoFar(string path, out string? ending)
    {
        var names = new List<string>();
        ending = Read(path, found =>
        {
            if (found is { Flags: 0, Code: 307 }) names.Add(Text(found.Parameter(2)));
        });
        return names;
    }

    private static string LastWords(string path)
    {
        string last = "";
        Assert.Null(Read(path, found => last = found.Code == 280 ? Text(found.Parameter(1)) : last));
        return last;
    }

    // Why the file ends before a capture does; null when it is whole.
    private static string? Read(string path, Action<ScapEvent> look)
    {
        try
        {
            using var reader = new ScapReader(File.OpenRead(path));
            while (reader.TryReadHead(out _))
            {
            }

            while (reader.TryReadEvent())
            {
                look(reader.Event);
            }

            return reader.Ending;
        }
        catch (CaptureException e)
        {
            return e.Message;
        }
    }

    private static string Text(ReadOnlySpan<byte> value) => System.Text.Encoding.UTF8.GetString(value).TrimEnd('\0');
}
