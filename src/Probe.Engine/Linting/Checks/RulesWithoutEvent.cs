namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>Rules that no check on the event type restricts.</summary>
internal static class RulesWithoutEvent
{
    public static void Run(LintContext context)
    {
        foreach (var rule in context.Rules.Where(rule => rule.Rule.WarnEventTypes && rule.Dead.Count == 0))
        {
            if (rule.Compiled.Condition.EventTypes.IsAll && !BranchesWithoutEvent.Has(rule))
            {
                context.Tell(
                    rule,
                    context.ConditionOf(rule),
                    "no check on `evt.type` restricts the rule: it is judged on every event, and every event of a "
                    + "process that fits alerts",
                    "begin with the events it is for, like `spawned_process and (...)` or `evt.type = connect and "
                    + "(...)`; `warn_evttypes: false` says that all are meant");
            }
        }
    }
}
