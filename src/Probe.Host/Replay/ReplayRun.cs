using System.Runtime.InteropServices;
using System.Text;
using KosmosProbe.Engine;
using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Live;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Outputs.Delivery;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Replay;

/// <summary>
/// engine.kind: replay. The events of a capture go through the same rules and to the same outputs as live ones, as fast
/// as these take them: here nothing is dropped. It needs no privilege and ends with the capture.
/// </summary>
internal sealed class ReplayRun : IDisposable
{
    // Alerts wait for room, so the queue only has to keep two threads busy.
    private const int QueueBytes = 4 << 20;
    private const int QueuedAlertsMax = 4096;

    private readonly ProbeOptions _options;
    private readonly ILogger _log;
    private readonly AlertQueue _queue = new(QueueBytes, QueuedAlertsMax);
    private readonly InternalAlerts _internals = new();
    private readonly ReopenSignal _reopen = new();
    private volatile bool _stopping;

    private ReplayRun(ProbeOptions options, ILogger log)
    {
        _options = options;
        _log = log;
    }

    /// <summary>Replays the capture that the configuration names.</summary>
    /// <param name="config">The run's.</param>
    /// <returns>The exit status: 0 when all of the capture was read and all alerts were delivered.</returns>
    /// <exception cref="ProbeException">The rules or the capture cannot be used, or alerts were lost.</exception>
    public static int Run(LoadedConfig config)
    {
        var threshold = new LogThreshold(config.Options.LogLevel);
        using var loggers = LoggerFactory.Create(logging => LogSetup.Add(logging, config.Options, threshold));
        var messages = new LoadMessages(loggers.CreateLogger<LoadMessages>());
        messages.Tell(config);
        var rules = RuleLoading.Load(config.Options, config.Options.Fields);
        messages.Tell(rules);
        using var run = new ReplayRun(WithoutSpool(config.Options), loggers.CreateLogger<ReplayRun>());
        return run.Replay(rules);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.Dispose();
        _reopen.Dispose();
    }

    private int Replay(LoadedRules rules)
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        var node = NodeState.ForCapture(_options.ThreadTableSize);
        using var deliveries =
            Deliveries.Create(_options, Encoding.UTF8.GetString(node.HostName), _internals, _log);
        var sinks = SinkList.Create(_options, _reopen, _log);
        var alerts = SinkList.AlertsFor(_options, [.. deliveries.Sinks, .. sinks]);
        var pipeline = new EventPipeline(rules.Rules, node, alerts, _queue) { WaitsForRoom = true };
        pipeline.Duplicates.Use(Duplicates.SettingsOf(_options));
        var dispatcher = new AlertDispatcher(
            _queue, _internals, new InternalAlertWriter(alerts, node.HostName), deliveries, sinks)
        {
            LastWritesMax = TimeSpan.FromMinutes(1),
        };
        dispatcher.Start();
        string failure = Read(pipeline, node);
        new SuppressionReport(pipeline, _internals).Finish();
        foreach (var sink in dispatcher.Stop()) _log.OutputStuck(sink.Name, sink.Counters.QueueDepth);
        Statistics.Write(Console.Out, pipeline.Rules);
        if (failure.Length == 0) failure = Undelivered(dispatcher.Sinks);
        if (failure.Length > 0) throw new ProbeException(failure);
        return 0;
    }

    // A live run goes on and tells of it; a replay that ends well must have told everything.
    private static string Undelivered(IReadOnlyList<IAlertSink> sinks) => string.Join("; ", sinks
        .Select(static sink => (sink.Name, Lost: sink.Counters.Dropped + sink.Counters.QueueDepth))
        .Where(static sink => sink.Lost > 0)
        .Select(static sink => $"{sink.Lost} alerts were not delivered to {sink.Name}"));

    // The spool is the live probe's: alerts of a capture neither wait there for its next start nor send what waits.
    private static ProbeOptions WithoutSpool(ProbeOptions options) => options with
    {
        Delivery = options.Delivery with
        {
            SpoolDirectory = "",
            MemoryBytesMax = Math.Max(options.Delivery.MemoryBytesMax, options.Delivery.SpoolBytesMax),
        },
    };

    // What was read before the capture breaks off is judged and told all the same.
    private string Read(EventPipeline pipeline, NodeState node)
    {
        string file = _options.CaptureFile!;
        try
        {
            using var capture = CaptureReplay.Open(file);
            _log.Replaying(file);
            ReplayProgress.Show(capture, () => capture.Run(pipeline, node.Recorded!, () => _stopping));
            if (node.Threads.TextsCut > 0) _log.TextsCut(node.Threads.TextsCut);
            _log.Replayed(pipeline.Events, capture.Skipped, _queue.Added);
            return capture.Ending is { } ending ? $"{file}: {ending}" : "";
        }
        catch (CaptureException e)
        {
            return $"{file}: {e.Message}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Directory.Exists(file) ? $"{file} cannot be read: it is a folder; name a capture in it"
                : $"{file} cannot be read: {e.Message}";
        }
    }

    // Of a pipe that nothing comes from the thread cannot be called back: the second signal ends the process.
    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = !_stopping;
        _stopping = true;
    }
}
