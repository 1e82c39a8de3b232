using System.Text;
using KosmosProbe.Engine.Output;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// Takes alerts out of the event thread's queue, and internal ones, and offers each to every output, on a thread of its
/// own. It waits for no output.
/// </summary>
/// <param name="queue">Where alerts of rules come from.</param>
/// <param name="internals">Where the probe's own come from.</param>
/// <param name="writer">How those are written.</param>
/// <param name="sinks">The outputs, in the order in which they are offered an alert.</param>
internal sealed class AlertDispatcher(
    AlertQueue queue, InternalAlerts internals, InternalAlertWriter writer, IReadOnlyList<IAlertSink> sinks)
{
    // An internal alert wakes nobody, so it waits at most this long.
    private static readonly TimeSpan LookAround = TimeSpan.FromMilliseconds(200);

    // So that a flood of alerts does not keep internal ones waiting.
    private const int AlertsPerTurn = 512;

    private Thread? _thread;
    private volatile bool _stopping;

    /// <summary>The outputs.</summary>
    public IReadOnlyList<IAlertSink> Sinks => sinks;

    /// <summary>How long the last alerts may take; an output that is stuck must not keep the probe alive.</summary>
    public TimeSpan LastWritesMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Starts the outputs and the thread.</summary>
    public void Start()
    {
        foreach (var sink in sinks) sink.Start();
        _thread = new Thread(Run) { Name = "alerts", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Hands on what is still in the queue, then ends the outputs, all at the same time.</summary>
    /// <returns>Those that are stuck.</returns>
    public IReadOnlyList<IAlertSink> Stop()
    {
        _stopping = true;
        _thread?.Join();
        bool[] ended = Task.WhenAll(sinks.Select(sink => Task.Run(() => sink.Stop(LastWritesMax))))
            .GetAwaiter().GetResult();
        return [.. sinks.Where((_, number) => !ended[number])];
    }

    private void Run()
    {
        while (true)
        {
            // Read before the queues are emptied: what was added before the stop is then handed on.
            bool last = _stopping;
            int taken = TakeAlerts(last ? int.MaxValue : AlertsPerTurn);
            while (internals.TryTake(out var alert)) Offer(writer.Write(alert));
            if (last) return;
            if (taken < AlertsPerTurn) queue.Wait(LookAround);
        }
    }

    private int TakeAlerts(int max)
    {
        int taken = 0;
        while (taken < max && queue.TryTake(out var bytes))
        {
            var alert = Open(AlertEnvelope.View(bytes));
            queue.Release();
            Offer(alert);
            taken++;
        }

        return taken;
    }

    private void Offer(OutgoingAlert alert)
    {
        foreach (var sink in sinks) sink.Offer(alert);
    }

    private static OutgoingAlert Open(in AlertEnvelope envelope)
    {
        byte[] message = envelope.Message.ToArray();
        return new OutgoingAlert
        {
            Id = Guid.CreateVersion7(),
            Priority = envelope.Priority,
            Rule = Encoding.UTF8.GetString(envelope.Rule),
            TimeNs = (long)envelope.TimeNs,
            Message = message,
            Json = envelope.IsMessageJson ? message : envelope.Json.ToArray(),
            Container = Encoding.UTF8.GetString(envelope.Container),
        };
    }
}
