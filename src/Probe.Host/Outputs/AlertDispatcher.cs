using System.Text;
using KosmosProbe.Engine.Output;
using KosmosProbe.Host.Outputs.Delivery;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// Takes alerts out of the event thread's queue, and internal ones, and offers each to every output, on a thread of its
/// own. It waits for no output. Those that promise delivery are offered an alert before the others, so that what was
/// seen elsewhere also arrives there, even when the probe ends in between.
/// </summary>
/// <param name="queue">Where alerts of rules come from.</param>
/// <param name="internals">Where the probe's own come from.</param>
/// <param name="writer">How those are written.</param>
/// <param name="deliveries">The outputs that promise delivery; ended, not disposed.</param>
/// <param name="others">The other outputs, in the order in which they are offered an alert.</param>
internal sealed class AlertDispatcher(
    AlertQueue queue, InternalAlerts internals, InternalAlertWriter writer, Deliveries deliveries,
    IReadOnlyList<IAlertSink> others)
{
    // An internal alert wakes nobody, nor does one of another source, so it waits at most this long.
    private static readonly TimeSpan LookAround = TimeSpan.FromMilliseconds(200);

    // So that a flood of alerts does not keep internal ones waiting.
    private const int AlertsPerTurn = 512;

    // Alerts that only the outputs which promise delivery have been offered yet.
    private readonly List<OutgoingAlert> _held = [];

    private Thread? _thread;
    private volatile bool _stopping;

    /// <summary>The outputs.</summary>
    public IReadOnlyList<IAlertSink> Sinks { get; } = [.. deliveries.Sinks, .. others];

    /// <summary>Where alerts of rules of other sources come from.</summary>
    public IReadOnlyList<AlertQueue> OtherQueues { get; init; } = [];

    /// <summary>How long the last alerts may take; an output that is stuck must not keep the probe alive.</summary>
    public TimeSpan LastWritesMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Starts the outputs and the thread.</summary>
    public void Start()
    {
        deliveries.Start();
        foreach (var sink in Sinks) sink.Start();
        _thread = new Thread(Run) { Name = "alerts", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Hands on what is still in the queue, then ends the outputs, all at the same time.</summary>
    /// <returns>Those that are stuck.</returns>
    public IReadOnlyList<IAlertSink> Stop()
    {
        _stopping = true;
        _thread?.Join();
        bool[] ended = Task.WhenAll(Sinks.Select(sink => Task.Run(() => sink.Stop(LastWritesMax))))
            .GetAwaiter().GetResult();
        deliveries.Stop(LastWritesMax);
        return [.. Sinks.Where((_, number) => !ended[number])];
    }

    private void Run()
    {
        while (true)
        {
            // Read before the queues are emptied: what was added before the stop is then handed on.
            bool last = _stopping;
            int max = last ? int.MaxValue : AlertsPerTurn;
            int taken = TakeAlerts(queue, max);
            foreach (var other in OtherQueues) taken = Math.Max(taken, TakeAlerts(other, max));
            while (internals.TryTake(out var alert)) Offer(writer.Write(alert));
            OfferHeld();
            if (last) return;
            if (taken < AlertsPerTurn) queue.Wait(LookAround);
        }
    }

    private int TakeAlerts(AlertQueue from, int max)
    {
        int taken = 0;
        while (taken < max && from.TryTake(out var bytes))
        {
            var alert = Open(AlertEnvelope.View(bytes));
            from.Release();
            Offer(alert);
            taken++;
        }

        return taken;
    }

    private void Offer(OutgoingAlert alert)
    {
        foreach (var sink in deliveries.Sinks) sink.Offer(alert);
        _held.Add(alert);
        if (deliveries.Sinks.Count == 0 || _held.Count >= AlertsPerTurn) OfferHeld();
    }

    private void OfferHeld()
    {
        if (_held.Count == 0) return;
        deliveries.WaitUntilWritten();
        foreach (var alert in _held)
        {
            foreach (var sink in others) sink.Offer(alert);
        }

        _held.Clear();
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
