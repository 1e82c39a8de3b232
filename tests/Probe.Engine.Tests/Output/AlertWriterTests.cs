using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Rules;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Output;

public class AlertWriterTests
{
    private const string Rule =
        """
        - rule: r
          desc: d
          condition: evt.type = open
          output: "command=%proc.cmdline name=%10proc.name pid=%proc.pid upper=%toupper(user.name) \"quoted\""
          priority: WARNING
          tags: [b, a]
        """;

    [Fact]
    public void TheTextFormIsOneEscapedLine() =>
        Assert.Equal(
            "22:13:20.000000001: Warning command=cat /etc/passwd name=cat        pid=42 upper=ROOT \\\"quoted\\\"",
            Write(AlertForm.Text, 1));

    [Fact]
    public void TheJsonFormHasFalcosKeys() =>
        Assert.Equal(
            string.Concat(
                """{"hostname":"n\"1","output":"22:13:20.000000001: Warning command=cat /etc/passwd name=cat       """,
                """ pid=42 upper=ROOT \"quoted\"","output_fields":{"evt.time":1700000000000000001""",
                ""","proc.cmdline":"cat /etc/passwd","proc.name":"cat","proc.pid":42,"user.name":"root"}""",
                ""","priority":"Warning","rule":"r","source":"syscall","tags":["a","b"]""",
                ""","time":"2023-11-14T22:13:20.000000001Z"}"""),
            Write(AlertForm.Json, 1));

    [Fact]
    public void WritingAllocatesNothingOnceItsBuffersHaveGrown()
    {
        Write(AlertForm.Json, 1000);
        Assert.Equal(0, AllocatedBy(AlertForm.Json, 20_000));
        Assert.Equal(0, AllocatedBy(AlertForm.Text, 20_000));
    }

    private static string Write(AlertForm form, int times)
    {
        var buffer = new ByteBuffer();
        Repeat(form, times, buffer, out _);
        return Encoding.UTF8.GetString(buffer.Written);
    }

    // What every alert costs shows in each attempt; what the runtime initialises once shows in one.
    private static long AllocatedBy(AlertForm form, int times) => Enumerable.Range(0, 3).Min(_ =>
    {
        Repeat(form, times, new ByteBuffer(), out long allocated);
        return allocated;
    });

    private static void Repeat(AlertForm form, int times, ByteBuffer buffer, out long allocated)
    {
        var options = new AlertOptions { Form = form };
        var rules = RuleTexts.LoadSound(new RuleSetOptions { Alerts = options }, Rule);
        var writer = new AlertWriter(options);
        var node = new NodeState
        {
            HostName = "n\"1"u8.ToArray(),
            Clock = new BootClock(TimeZoneInfo.Utc) { OffsetNs = 1_700_000_000_000_000_000 },
        };
        byte[] record = RecordBytes.Create(EventType.Open, 1);
        Once(rules.Rules[0], writer, node, record, buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i < times; i++)
        {
            Once(rules.Rules[0], writer, node, record, buffer);
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Once(
        CompiledRule rule, AlertWriter writer, NodeState node, byte[] record, ByteBuffer buffer)
    {
        node.Scratch.Reset();
        buffer.Clear();
        var context = new EventContext(RecordBytes.View(record), ThreadInfo.Unknown, node, 1, 0);
        writer.Write(new Alert(rule.Output, context), buffer);
    }
}
