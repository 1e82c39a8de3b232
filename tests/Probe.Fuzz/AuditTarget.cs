using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Audit.Fields;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using static KosmosProbe.Fuzz.FuzzTargets;

namespace KosmosProbe.Fuzz;

/// <summary>
/// Any bytes as what is sent to the endpoint for audit events: they are refused with a reason, or all of their events
/// are judged by rules that ask for every field, and the alerts that show every field are JSON.
/// </summary>
internal static class AuditTarget
{
    private const int QueueBytes = 16 << 20;

    // What judges belongs to one thread; a test runs the target on several.
    private static readonly ThreadLocal<Parts> All = new(static () => new Parts());

    public static void Run(byte[] input)
    {
        var (body, pipeline, queue) = (All.Value!.Body, All.Value.Pipeline, All.Value.Queue);
        if (!body.TryRead(input, out string reason))
        {
            Require(reason.Length > 0, "what is refused has a reason");
            return;
        }

        Require(body.Events.Count > 0, "what is accepted holds events");
        foreach (var slice in body.Events)
        {
            using (var document = JsonDocument.Parse(
                input.AsMemory(slice.Start, slice.Length),
                new JsonDocumentOptions { MaxDepth = AuditLimits.UsualDepthMax }))
            {
                Require(document.RootElement.TryGetProperty("auditID", out _), "an event has an id");
            }

            pipeline.Handle(input.AsMemory(slice.Start, slice.Length));
            while (queue.TryTake(out var alert))
            {
                Check(AlertEnvelope.View(alert).Message);
                queue.Release();
            }
        }
    }

    private static void Check(ReadOnlySpan<byte> alert)
    {
        var reader = new Utf8JsonReader(alert);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                Require(reader.GetString() is not null, "strings of an alert are UTF-8");
            }
        }
    }

    private sealed class Parts
    {
        public Parts()
        {
            var options = new RuleSetOptions
            {
                Sources = [AuditSource.Name],
                Matching = RuleMatching.All,
                CompilingThreads = 1,
            };
            var report = new RuleReport();
            bool isLoaded = RuleSet.TryLoad(
                [new RuleFile("a.yaml", Rules())], SyscallFields.Table, options, report, out var rules);
            Require(isLoaded, string.Join('\n', report.Errors));
            Pipeline = new AuditPipeline(
                rules!, new AuditLimits(), new AlertOptions { Form = AlertForm.Json }, Queue, TimeZoneInfo.Utc);
        }

        public AuditBody Body { get; } = new(new AuditLimits());

        public AlertQueue Queue { get; } = new(QueueBytes);

        public AuditPipeline Pipeline { get; }

        // One rule for each field's example, and one that always alerts and shows all there is.
        private static string Rules()
        {
            var rules = new StringBuilder();
            foreach (var field in AuditFields.Table.All) Add(rules, field.Name, field.Example, "none");
            var shown = AuditFields.Table.All.Where(static field => !field.Argument.IsRequired())
                .Select(static field => $"%{field.Name}");
            Add(
                rules, "all", "evt.num > 0",
                $"{string.Join(' ', shown)} %ka.uri.param[a] %jevt.value[/a/0] %ka.req.volume.hostpath[/a*] "
                + "%ka.req.pod.containers.image[1]");
            return rules.ToString();
        }

        private static void Add(StringBuilder rules, string name, string condition, string output) =>
            rules.Append($"- rule: {name}\n  desc: d\n  source: k8s_audit\n  priority: DEBUG\n")
                .Append($"  condition: '{condition.Replace("'", "''", StringComparison.Ordinal)}'\n")
                .Append($"  output: '{output}'\n");
    }
}
