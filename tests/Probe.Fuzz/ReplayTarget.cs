using System.Text;
using System.Text.Json;
using KosmosProbe.Engine;
using KosmosProbe.Engine.Captures;
using KosmosProbe.Engine.Captures.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Fuzz.FuzzTargets;

namespace KosmosProbe.Fuzz;

/// <summary>
/// Any bytes as a capture that is replayed: state, rules and alerts take whatever its events say. Every event makes an
/// alert with all fields there are, which is JSON.
/// </summary>
internal static class ReplayTarget
{
    private const int ThreadsMax = 256;
    private const int QueueBytes = 1 << 20;

    // Fields that take an argument, with one that makes them look far.
    private static readonly string[] WithArgument =
    [
        "evt.arg.flags", "evt.arg.mode", "evt.arg[0]", "evt.rawarg.res", "proc.aname[2]", "proc.acmdline[9]",
        "proc.aexepath[3]", "proc.apid[99]", "proc.env[A]",
    ];

    private static readonly AlertOptions Alerts = new() { Form = AlertForm.Json };
    private static readonly ThreadLocal<RuleSet> Rules = new(Load);

    public static void Run(byte[] input)
    {
        using var queue = new AlertQueue(QueueBytes);
        var node = NodeState.ForCapture(ThreadsMax);
        var pipeline = new EventPipeline(Rules.Value!, node, Alerts, queue);
        try
        {
            using var capture = CaptureReplay.Read(new MemoryStream(input));
            capture.Run(pipeline, node.Recorded!, () => Take(queue));
        }
        catch (CaptureException error)
        {
            Require(error.Offset >= 0 && error.Message.Length > 0, "an error has a place and says what is wrong");
        }

        Take(queue);
        Require(pipeline.BadRecords == 0, "what is read is a record");
        Require(node.Threads.Count <= ThreadsMax, "threads are bounded");
    }

    private static bool Take(AlertQueue queue)
    {
        while (queue.TryTake(out var alert))
        {
            var reader = new Utf8JsonReader(AlertEnvelope.View(alert).Message);
            while (reader.Read())
            {
            }

            Require(reader.TokenType == JsonTokenType.EndObject, "an alert is a JSON object");
            queue.Release();
        }

        return false;
    }

    private static RuleSet Load()
    {
        var plain = CaptureFields.Table.All.Where(field => field.Reader is not null).Select(field => field.Name);
        var output = new StringBuilder();
        foreach (string field in plain.Concat(WithArgument))
        {
            output.Append(" %").Append(field);
        }

        string rule = $"- rule: All\n  desc: every event\n  condition: evt.num >= 0\n  output: >\n   {output}\n"
            + "  priority: DEBUG\n";
        var report = new RuleReport();
        var options = new RuleSetOptions { ForCaptures = true, Alerts = Alerts, CompilingThreads = 1 };
        return RuleSet.TryLoad([new RuleFile("all.yaml", rule)], CaptureFields.Table, options, report, out var rules)
            ? rules
            : throw new InvalidOperationException(string.Join('\n', report.InFileOrder));
    }
}
