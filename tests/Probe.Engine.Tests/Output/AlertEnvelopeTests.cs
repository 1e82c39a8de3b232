using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Rules;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Output;

public class AlertEnvelopeTests
{
    private const ulong TimeNs = 7;

    private const string Rule = """
        - rule: "Öffnen"
          desc: An open.
          condition: evt.type = open
          output: opened by %user.name
          priority: ERROR
          tags: [b, a]
        """;

    [Fact]
    public void ItHoldsWhatOutputsChooseBy()
    {
        var envelope = AlertEnvelope.View(Write(new AlertOptions { Time = AlertTime.Iso8601 }));
        Assert.Equal(Priority.Error, envelope.Priority);
        Assert.Equal("Öffnen", Encoding.UTF8.GetString(envelope.Rule));
        Assert.Equal("host", Encoding.UTF8.GetString(envelope.Container));
        Assert.Equal(1_700_000_000_000_000_000UL + TimeNs, envelope.TimeNs);
        Assert.EndsWith(": Error opened by root", Encoding.UTF8.GetString(envelope.Message), StringComparison.Ordinal);
        Assert.True(envelope.Json.IsEmpty);
    }

    [Fact]
    public void TextAndJsonStandBesideEachOther()
    {
        var options = new AlertOptions { AlsoWholeJson = true };
        var envelope = AlertEnvelope.View(Write(options));
        Assert.Equal(Alone(options), Encoding.UTF8.GetString(envelope.Message));
        Assert.Equal(Alone(options with { Form = AlertForm.Json }), Encoding.UTF8.GetString(envelope.Json));
        Assert.False(envelope.IsMessageJson);
    }

    [Fact]
    public void JsonWithLeftOutPartsIsWrittenWholeForThoseWhoNeedIt()
    {
        var options = new AlertOptions { Form = AlertForm.Json, IncludeTags = false, AlsoWholeJson = true };
        var envelope = AlertEnvelope.View(Write(options));
        Assert.DoesNotContain("\"tags\"", Encoding.UTF8.GetString(envelope.Message), StringComparison.Ordinal);
        Assert.Contains("\"tags\":[\"a\",\"b\"]", Encoding.UTF8.GetString(envelope.Json), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WholeJsonIsWrittenOnce(bool includesMessage)
    {
        var options = new AlertOptions { AlsoWholeJson = true, Form = AlertForm.Json } with
        {
            IncludeMessage = includesMessage,
        };
        var envelope = AlertEnvelope.View(Write(options));
        Assert.True(envelope.IsMessageJson);
        Assert.True(envelope.Json == envelope.Message);
        Assert.Equal(Alone(options), Encoding.UTF8.GetString(envelope.Json));
    }

    [Fact]
    public void WritingAllocatesNothingOnceItsBuffersHaveGrown()
    {
        Allocated(1000);

        // What every alert costs shows in each attempt; what the runtime initialises once shows in one.
        Assert.Equal(0, Enumerable.Range(0, 3).Min(static _ => Allocated(20_000)));
    }

    private static byte[] Write(AlertOptions options)
    {
        var buffer = new ByteBuffer();
        Write(Load(options), new EnvelopeWriter(options), Node(), RecordBytes.Create(EventType.Open, TimeNs), buffer);
        return buffer.Written.ToArray();
    }

    private static string Alone(AlertOptions options)
    {
        var (rule, node, buffer) = (Load(options), Node(), new ByteBuffer());
        byte[] record = RecordBytes.Create(EventType.Open, TimeNs);
        var context = new EventContext(RecordBytes.View(record), ThreadInfo.Unknown, node, 1, 0);
        new AlertWriter(options).Write(new Alert(rule.Output, context), buffer);
        return Encoding.UTF8.GetString(buffer.Written);
    }

    private static long Allocated(int times)
    {
        var options = new AlertOptions { AlsoWholeJson = true };
        var (rule, writer, node, buffer) = (Load(options), new EnvelopeWriter(options), Node(), new ByteBuffer());
        byte[] record = RecordBytes.Create(EventType.Open, TimeNs);
        Write(rule, writer, node, record, buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < times; i++) Write(rule, writer, node, record, buffer);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Write(
        CompiledRule rule, EnvelopeWriter writer, NodeState node, byte[] record, ByteBuffer buffer)
    {
        node.Scratch.Reset();
        var context = new EventContext(RecordBytes.View(record), ThreadInfo.Unknown, node, 1, 0);
        writer.Write(new Alert(rule.Output, context), buffer);
    }

    private static CompiledRule Load(AlertOptions options) =>
        RuleTexts.LoadSound(new RuleSetOptions { Alerts = options }, Rule).Rules[0];

    private static NodeState Node() => new()
    {
        HostName = "n1"u8.ToArray(),
        Clock = new BootClock(TimeZoneInfo.Utc) { OffsetNs = 1_700_000_000_000_000_000 },
    };
}
