using System.Text.Json;
using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>Audit events, read by the fields that read those of an API server.</summary>
/// <param name="events">The events, in order.</param>
internal sealed class InlineAuditEvents(IReadOnlyList<InlineAuditEvent> events) : ICaseEvents
{
    private static readonly JsonPath Verb = JsonPath.Of("verb");
    private static readonly JsonPath Resource = JsonPath.Of("objectRef", "resource");
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = AuditLimits.UsualDepthMax };

    private readonly AuditFrame _frame = new(TimeZoneInfo.Utc, [.. "node"u8]);

    /// <inheritdoc/>
    public int Count => events.Count;

    /// <inheritdoc/>
    public string NameOf(int number)
    {
        using var document = JsonDocument.Parse(events[number - 1].Json, Options);
        var root = document.RootElement;
        string name = $"{TextAt(root, Verb)} {TextAt(root, Resource)}".Trim();
        return name.Length > 0 ? name : "audit event";
    }

    /// <inheritdoc/>
    public string? WhyNotJudged(CompiledRule rule, int number) =>
        rule.Source == AuditSource.Name ? null : $"it is of the source {rule.Source}";

    /// <inheritdoc/>
    public void Match(RuleSet rules, in EventContext context, RuleMatches matches) =>
        rules.MatchAudit(context, matches);

    /// <inheritdoc/>
    public T Ask<T>(int number, Question<T> question)
    {
        using var document = JsonDocument.Parse(events[number - 1].Json, Options);
        try
        {
            return question(_frame.Use(document.RootElement, (ulong)number));
        }
        finally
        {
            _frame.Forget();
        }
    }

    private static string TextAt(JsonElement root, JsonPath path) =>
        path.TryFind(root, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
