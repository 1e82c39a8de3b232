using System.Text;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Tests.Audit;

/// <summary>Audit events through the pipeline, and the alerts that come of them as text.</summary>
internal sealed class AuditRun : IDisposable
{
    public static readonly RuleSetOptions Options = new()
    {
        Sources = [AuditSource.Name],
        Matching = RuleMatching.All,
        CompilingThreads = 1,
    };

    private readonly AlertQueue _queue = new(1 << 20);
    private readonly AuditBody _body = new(new AuditLimits());

    public AuditRun(RuleSet rules, AlertOptions? alerts = null) => Pipeline =
        new AuditPipeline(rules, new AuditLimits(), alerts ?? new AlertOptions(), _queue, TimeZoneInfo.Utc);

    public AuditPipeline Pipeline { get; }

    /// <summary>Handles a body; the messages of its alerts.</summary>
    public IReadOnlyList<string> Handle(byte[] body) => [.. Alerts(body).Select(static alert => alert.Message)];

    /// <summary>Handles a body; the rules and messages of its alerts.</summary>
    public IReadOnlyList<(string Rule, string Message)> Alerts(byte[] body)
    {
        if (!_body.TryRead(body, out string reason)) throw new ArgumentException(reason, nameof(body));
        var alerts = new List<(string, string)>();
        foreach (var slice in _body.Events)
        {
            Pipeline.Handle(body.AsMemory(slice.Start, slice.Length));
            while (_queue.TryTake(out var bytes))
            {
                var alert = AlertEnvelope.View(bytes);
                alerts.Add((Encoding.UTF8.GetString(alert.Rule), Encoding.UTF8.GetString(alert.Message)));
                _queue.Release();
            }
        }

        return alerts;
    }

    public void Dispose() => _queue.Dispose();
}
