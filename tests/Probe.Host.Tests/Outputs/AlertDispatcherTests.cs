using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Outputs;
using KosmosProbe.Host.Outputs.Delivery;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KosmosProbe.Host.Tests.Outputs;

public sealed class AlertDispatcherTests : IDisposable
{
    private readonly AlertQueue _queue = new(1 << 20);
    private readonly InternalAlerts _internals = new();
    private readonly Collector _one = new();
    private readonly Collector _other = new();

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void EveryOutputGetsTheSameAlerts()
    {
        var dispatcher = Start(new AlertOptions { AlsoWholeJson = true });
        Post(3);
        Until.Holds(() => _one.Alerts.Count == 3);
        Assert.Empty(dispatcher.Stop());
        Assert.Equal(_one.Alerts, _other.Alerts);
        Assert.Equal(3, _one.Alerts.Select(alert => alert.Id).Distinct().Count());
    }

    [Fact]
    public void WhatWasPostedBeforeTheEndIsHandedOn()
    {
        Post(2);
        Assert.Empty(Start(new AlertOptions()).Stop());
        Assert.Equal(2, _one.Alerts.Count);
    }

    [Fact]
    public void OutputThatIsStuckIsNamed()
    {
        _other.IsStuck = true;
        Assert.Equal([_other], Start(new AlertOptions()).Stop());
    }

    [Fact]
    public void InternalAlertHasFalcosJsonForm()
    {
        var alert = Write(new AlertOptions { Form = AlertForm.Json, AlsoWholeJson = true });
        Assert.Equal(
            """{"hostname":"n1","output":"It \"is\".","output_fields":{"a":1,"b":"x\ny"},"priority":"Debug","""
                + "\"rule\":\"Falco internal: test\",\"source\":\"internal\","
                + "\"time\":\"2023-11-14T22:13:20.000000100Z\"}",
            Encoding.UTF8.GetString(alert.Message.Span));
        Assert.Equal(alert.Message, alert.Json);
        Assert.True(alert.IsInternal);
        Assert.Equal("host", alert.Container);
    }

    [Fact]
    public void InternalAlertHasFalcosTextForm()
    {
        var alert = Write(new AlertOptions { Form = AlertForm.Text, AlsoWholeJson = true });
        Assert.Matches(
            """^\d\d:\d\d:\d\d\.000000100: Debug It \\"is\\"\. \(a=1 b="x\\ny"\)$""",
            Encoding.UTF8.GetString(alert.Message.Span));
        using var json = JsonDocument.Parse(alert.Json);
        Assert.Equal("internal", json.RootElement.GetProperty("source").GetString());
    }

    [Fact]
    public void InternalAlertsAreBounded()
    {
        for (int i = 0; i < 2000; i++) _internals.Post("Falco internal: test", Priority.Debug, "again");
        Assert.Equal(2000, _internals.Posted + _internals.Dropped);
        Assert.True(_internals.Dropped > 0);
        Start(new AlertOptions()).Stop();
        Assert.Equal(_internals.Posted, _one.Alerts.Count);
    }

    private static OutgoingAlert Write(AlertOptions options) =>
        new InternalAlertWriter(options, "n1"u8.ToArray()).Write(new InternalAlert(
            "Falco internal: test", Priority.Debug, "It \"is\".",
            [InternalField.Text("b", "x\ny"), InternalField.Number("a", 1)])
        {
            TimeNs = 1_700_000_000_000_000_100,
        });

    private AlertDispatcher Start(AlertOptions options)
    {
        var dispatcher = new AlertDispatcher(
            _queue, _internals, new InternalAlertWriter(options, "n1"u8.ToArray()), NoDeliveries(), [_one, _other])
        {
            LastWritesMax = TimeSpan.FromMilliseconds(100),
        };
        dispatcher.Start();
        return dispatcher;
    }

    private Deliveries NoDeliveries() =>
        Deliveries.Create(
            new ProbeOptions { ConfigFile = "", RulesPaths = [] }, "n1", _internals, NullLogger.Instance);

    private void Post(int alerts)
    {
        byte[] envelope = new byte[64];
        for (int i = 0; i < alerts; i++) Assert.True(_queue.TryAdd(envelope));
    }

    private sealed class Collector : IAlertSink
    {
        public ConcurrentQueue<OutgoingAlert> Alerts { get; } = new();

        public bool IsStuck { get; set; }

        public string Name => "collector";

        public bool WantsJson => true;

        public SinkCounters Counters { get; } = new();

        public void Start()
        {
        }

        public void Offer(OutgoingAlert alert) => Alerts.Enqueue(alert);

        public bool Stop(TimeSpan max) => !IsStuck;
    }
}
