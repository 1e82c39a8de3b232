using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Outputs;
using Xunit;

namespace KosmosProbe.Host.Tests.Outputs;

public sealed class ProgramOutputTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();

    private string Path => _folder.At("taken");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EachAlertHasAProcessOfItsOwn()
    {
        using var program = Run($"echo start >> {Path}; cat >> {Path}", keepAlive: false);
        Write(program, "one");
        Write(program, "two");
        Assert.Equal("start\none\nstart\ntwo\n", File.ReadAllText(Path));
        Assert.Equal(1, program.AlertsMax);
    }

    [Fact]
    public void OneProcessTakesAllAlerts()
    {
        using (var program = Run($"echo start >> {Path}; cat >> {Path}; echo end >> {Path}", keepAlive: true))
        {
            Write(program, "one");
            Write(program, "two", "three");
        }

        // It has a moment to end; on a loaded machine that may be too short.
        Until.Holds(() => File.ReadAllText(Path) == "start\none\ntwo\nthree\nend\n");
    }

    [Fact]
    public void ProgramThatDoesNotReadIsNoFailure()
    {
        using var program = Run($"exec <&-; echo called >> {Path}", keepAlive: false);
        Write(program, new string('x', 200_000));
        Assert.Equal("called\n", File.ReadAllText(Path));
    }

    [Fact]
    public void ProgramThatDoesNotExistIsAFailure()
    {
        using var program = Run("/does/not/exist 2> /dev/null", keepAlive: false);
        var failure = Assert.Throws<IOException>(() => Write(program, "one"));
        Assert.Equal("the shell cannot run '/does/not/exist 2> /dev/null', status 127", failure.Message);
    }

    [Fact]
    public void ProgramThatEndsIsStartedAgainAndNothingIsLeftBehind()
    {
        // Each process takes one alert and ends.
        var output = Run($"head -n 1 >> {Path}; exit 0", keepAlive: true);
        var limits = new QueueLimits { RetryFirst = TimeSpan.FromMilliseconds(1) };
        var sink = new QueuedSink(output, limits, _log);
        sink.Start();
        for (int i = 0; i < 4; i++)
        {
            sink.Offer(SampleAlert.Of($"alert {i}"));

            // What is written to a process that is about to end is lost unseen: wait until it is gone.
            int lines = i + 1;
            Until.Holds(() => File.Exists(Path) && File.ReadAllLines(Path).Length == lines);
            Until.Holds(() => !Directory.EnumerateDirectories("/proc").Any(IsChild));
        }

        Assert.True(sink.Stop(Patience));
        Assert.Equal(["alert 0", "alert 1", "alert 2", "alert 3"], File.ReadAllLines(Path));
        Assert.Equal(4, sink.Counters.Delivered);
        Assert.Contains("ended with status 0", sink.Counters.LastError);
    }

    [Fact]
    public void ProgramThatHangsHoldsBackNobodyElse()
    {
        string go = _folder.At("go");
        var hanging = new QueuedSink(
            Run($"until [ -e {go} ]; do sleep 0.05; done; cat >> {Path}", keepAlive: false),
            new QueueLimits { AlertsMax = 10, WriteMax = TimeSpan.FromMilliseconds(20) }, _log);
        using var reopen = new ReopenSignal();
        string file = _folder.At("alerts.log");
        var other = new QueuedSink(
            new FileOutput(new FileOutputOptions { Filename = file, KeepAlive = true }, reopen),
            new QueueLimits(), _log);
        hanging.Start();
        other.Start();
        for (int i = 0; i < 1000; i++)
        {
            var alert = SampleAlert.Of($"alert {i}");
            hanging.Offer(alert);
            other.Offer(alert);
        }

        Assert.True(other.Stop(Patience));
        Assert.Equal(1000, File.ReadAllLines(file).Length);
        Until.Holds(
            () => _log.All.Contains("output program has taken nothing for 20 ms; its alerts wait, others do not"));
        Assert.True(hanging.Counters.Failing);
        Assert.Equal(1000, hanging.Counters.Dropped + hanging.Counters.QueueDepth);
        Assert.Equal(0, hanging.Counters.Delivered);

        // Let go, it takes what has waited.
        Assert.False(hanging.Stop(TimeSpan.Zero));
        File.WriteAllText(go, "");
        Assert.True(hanging.Stop(Patience));
        Assert.Equal(1000, hanging.Counters.Dropped + hanging.Counters.Delivered);
        Assert.Equal(hanging.Counters.Delivered, File.ReadAllLines(Path).Length);
    }

    private static ProgramOutput Run(string program, bool keepAlive) =>
        new(new ProgramOutputOptions { Program = program, KeepAlive = keepAlive });

    private static void Write(ProgramOutput program, params string[] alerts) =>
        program.Write([.. alerts.Select(alert => SampleAlert.Of(alert))]);

    // Of this process: one that ended and was not waited for, or one that still runs the program.
    private bool IsChild(string folder)
    {
        try
        {
            string stat = File.ReadAllText(System.IO.Path.Combine(folder, "stat"));
            string[] parts = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return parts[1] == $"{Environment.ProcessId}"
                && (parts[0] == "Z" || File.ReadAllText(System.IO.Path.Combine(folder, "cmdline")).Contains(Path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
