using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Linting.Logic;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>Rules that wait for events or fields which Falco has and this collector does not gather.</summary>
internal static class NotCollected
{
    // A rule for more events than this does not name them: it is for all, or for all but some.
    private const int NamedMost = 20;

    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules)
        {
            if (rule.Dead.Count == 0 && rule.Kinds.Count > 0)
            {
                TellEvents(context, rule);
            }

            // A rule that waits for its events in vain has one fault, whatever it asks of them.
            if (rule.Kinds.Count > 0 && !rule.Traced.Any())
            {
                continue;
            }

            var fields = context.Fields.OfSource(rule.Rule.Source);
            List<(FieldSyntax Syntax, string Why)> missing = [.. rule.Checks.SelectMany(check =>
                Missing(fields, check.Syntax.Left).Concat(Missing(fields, check.Syntax.Right)))];
            if (missing.Count > 0)
            {
                TellFields(context, rule, missing);
            }
        }
    }

    private static void TellEvents(LintContext context, LintedRule rule)
    {
        if (rule.Traced.Any())
        {
            TellSomeEvents(context, rule);
            return;
        }

        context.Tell(
            rule,
            LintContext.PlaceOf(rule),
            $"the rule never alerts: it is for {Conjunctions.Names(rule.Kinds)} events, which are not traced",
            "switch the rule off with `enabled: false`, or watch something that is traced: see --list-events");
    }

    private static void TellSomeEvents(LintContext context, LintedRule rule)
    {
        List<EventKind> untraced = [.. EventKind.Every.Where(kind =>
            kind.Type is null && kind.Fold(rule.Formula) != Formula.False)];
        if (untraced.Count is > 0 and < NamedMost)
        {
            context.Tell(
                rule,
                LintContext.PlaceOf(rule),
                $"the rule sees nothing of {Conjunctions.Names(untraced)} events, which are not traced",
                "nothing if its other events will do; see --list-events",
                Severity.Advice);
        }
    }

    // One finding for each reason in a rule: the same few fields stand in many checks, with many arguments.
    private static void TellFields(
        LintContext context, LintedRule rule, List<(FieldSyntax Syntax, string Why)> missing)
    {
        foreach (var reason in missing.GroupBy(field => field.Why))
        {
            List<string> names =
                [.. reason.DistinctBy(field => field.Syntax.Name).Select(field => $"`{field.Syntax}`")];
            context.Tell(
                rule,
                context.PlaceOf(rule, reason.First().Syntax),
                $"{string.Join(", ", names)} {(names.Count == 1 ? "has" : "have")} no value yet, so that every check "
                + $"on {(names.Count == 1 ? "it" : "them")} is false: {reason.Key}",
                "compare other fields, see --list");
        }
    }

    private static IEnumerable<(FieldSyntax Syntax, string Why)> Missing(FieldTable fields, OperandSyntax? operand) =>
        operand switch
        {
            FieldSyntax field => WhyNot(fields, field.Name) is { } why ? [(field, why)] : [],
            TransformerSyntax transformer => transformer.Arguments.SelectMany(inner => Missing(fields, inner)),
            _ => [],
        };

    private static string? WhyNot(FieldTable fields, string name)
    {
        bool isKnown = fields.TryFind(name, out var field)
            || fields.TryFind(name[..Math.Max(name.LastIndexOf('.'), 0)], out field);
        return isKnown && field!.NotCollected is { Length: > 0 } why
            ? $"{char.ToLowerInvariant(why[0])}{why[1..].TrimEnd('.')}"
            : null;
    }
}
