using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Outputs.Delivery;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

/// <summary>What becomes of alerts that a sender fails over.</summary>
public sealed class ReliableSinkTests
{
    private const int Poison = 3;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void AlertThatTheProbeAlwaysFailsOverIsGivenUpAndTheOthersArrive(int batchMax)
    {
        var log = new LogLines();
        var told = new List<string>();
        var sender = new PickySender(batchMax, static () => new InvalidOperationException("no such property"));
        using var spool = new Spool(new SpoolOptions("", 1 << 20, 1 << 20), log, static (_, _) => { });
        using var sink = new ReliableSink(
            "picky", Priority.Debug, spool, sender, DeliverySession.Quick, log,
            (name, rule, reason) => told.Add($"{name} {rule}: {reason}"));
        spool.Start();
        for (int i = 0; i < 8; i++) sink.Offer(SentAlerts.Numbered(i));
        sink.Start();
        Assert.True(SpinWait.SpinUntil(() => sink.Counters.Delivered == 7, Long), log.Text);
        Assert.True(sink.Stop(Long));
        Assert.Equal([0, 1, 2, 4, 5, 6, 7], sender.Sent);
        Assert.Equal(1, sink.Counters.Dropped);
        Assert.Equal(10, sender.Failures.Count(static count => count == 1));
        Assert.Contains("no such property", Assert.Single(told));
        Assert.Contains("given up, such as 'R'", log.Text);
    }

    [Fact]
    public void AlertThatAFileStandsInTheWayOfIsTriedUntilItArrives()
    {
        var log = new LogLines();
        var sender = new PickySender(1, static () => new IOException("too many open files")) { FailuresMax = 25 };
        using var spool = new Spool(new SpoolOptions("", 1 << 20, 1 << 20), log, static (_, _) => { });
        using var sink = new ReliableSink(
            "picky", Priority.Debug, spool, sender, DeliverySession.Quick, log,
            static (_, _, _) => Assert.Fail("given up"));
        spool.Start();
        for (int i = 0; i < 5; i++) sink.Offer(SentAlerts.Numbered(i));
        sink.Start();
        Assert.True(SpinWait.SpinUntil(() => sink.Counters.Delivered == 5, Long), log.Text);
        Assert.True(sink.Stop(Long));
        Assert.Equal([0, 1, 2, 3, 4], sender.Sent);
        Assert.Equal(0, sink.Counters.Dropped);
    }

    // Throws when one alert is among those it is to send.
    private sealed class PickySender(int batchMax, Func<Exception> fault) : IAlertSender
    {
        public int BatchMax => batchMax;

        public int FailuresMax { get; init; } = int.MaxValue;

        public List<int> Sent { get; } = [];

        public List<int> Failures { get; } = [];

        public Task<SendResult> SendAsync(IReadOnlyList<OutgoingAlert> alerts, CancellationToken cancel)
        {
            int[] numbers = [.. alerts.Select(SentAlerts.NumberOf)];
            if (numbers.Contains(Poison) && Failures.Count < FailuresMax)
            {
                Failures.Add(numbers.Length);
                throw fault();
            }

            Sent.AddRange(numbers);
            return Task.FromResult(SendResult.Delivered);
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
