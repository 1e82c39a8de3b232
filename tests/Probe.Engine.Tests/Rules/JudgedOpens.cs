using System.Text.Json;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Language;

namespace KosmosProbe.Engine.Tests.Rules;

/// <summary>Opens of a shell, judged by some rules; and their alerts.</summary>
/// <param name="rules">The text of the rules.</param>
internal sealed class JudgedOpens(string rules) : IDisposable
{
    /// <summary>Events of which what they allocate is measured.</summary>
    public const int Rounds = 20_000;

    private readonly AlertQueue _queue = new(1 << 20);

    public void Dispose() => _queue.Dispose();

    public async Task<EventPipeline> PipelineAsync(RuleSetOptions options)
    {
        var loaded = TestRules.Load(rules, options);
        await loaded.Compiled;
        var world = new World().Feed(Records.Exec(["sh"]));
        return new EventPipeline(loaded, world.Node, new AlertOptions { Form = AlertForm.Json }, _queue);
    }

    public List<JsonElement> Alerts() => AlertsOf(_queue);

    /// <summary>What a row of events allocates once it is warm, alerts included.</summary>
    public long AllocatedBy(EventPipeline pipeline, params byte[][] records) => Allocation.Of(() =>
    {
        for (int i = 0; i < Rounds; i++)
        {
            pipeline.Handle(records[i % records.Length]);
            while (_queue.TryTake(out _)) _queue.Release();
        }
    });

    /// <summary>Takes all alerts out of a queue.</summary>
    public static List<JsonElement> AlertsOf(AlertQueue queue)
    {
        var alerts = new List<JsonElement>();
        while (queue.TryTake(out var alert))
        {
            alerts.Add(JsonDocument.Parse(AlertEnvelope.View(alert).Message.ToArray()).RootElement);
            queue.Release();
        }

        return alerts;
    }

    public static string? RuleOf(JsonElement alert) => alert.GetProperty("rule").GetString();
}
