using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules.Collecting;

namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>
/// Third pass: binds the condition and the output of every sound rule and reports what is wrong with them. Also warns
/// about macros and lists that nothing uses.
/// </summary>
internal sealed class RuleCompiler(
    RuleCollector items, FieldTable fields, RuleSetOptions options, RuleReport report)
{
    // Falco warns above, and counts its own numbers of events.
    private const int EventCodesMany = 100;

    private readonly LanguageOptions _language = new() { Strict = options.Strict };

    // Whatever a rule of another source asks of the event type, all of its events are of one.
    private readonly LanguageOptions _pluginLanguage = new()
    {
        Strict = options.Strict,
        Events = EventTypeSet.Of(EventTable.TryFindName("pluginevent", out int id) ? [id] : []),
    };

    private readonly OutputCompiler _outputs = new(fields, options, report);

    /// <summary>Compiles what has been collected so far; may be called again after more was collected.</summary>
    public List<CompiledRule> Compile()
    {
        var scope = RuleScopes.Of(items, options.Strict);
        var blame = new ConditionBlame(items, scope, fields, _language, report);
        var usage = new NameUsage(items);
        blame.CheckMacros();
        bool areMacrosSuspect = scope.Macros.Values.Any(UnsafeMissingChecks.IsSuspect);
        var compiled = new List<CompiledRule>();
        foreach (var rule in items.Rules.Where(rule => rule.IsOfKnownSource))
        {
            if (report is { EndsWithFirstError: true, HasErrors: true })
            {
                break;
            }

            var text = ExceptionConditions.Apply(rule, options.Strict);
            usage.AddWords(text.ToString());
            if (areMacrosSuspect || UnsafeMissingChecks.IsSuspect(text.ToString()))
            {
                WarnOfMissing(rule, text.ToString(), scope);
            }

            if (!rule.IsSound)
            {
                CheckParts(rule, scope, blame);
            }
            else if (Compile(rule, text, scope, blame, compiled.Count) is { } result)
            {
                compiled.Add(result);
                usage.Add(result.Condition);
            }
        }

        // What failed could not say what it uses.
        if (!report.HasErrors)
        {
            usage.Report(report);
        }

        return compiled;
    }

    // Something else is wrong with the rule. What stands there is looked at all the same: one run tells all.
    private void CheckParts(Rule rule, NameScope scope, ConditionBlame blame)
    {
        string condition = rule.Condition.ToString();
        if (condition.Length > 0
            && !ConditionLanguage.TryBind(
                condition, scope, fields.OfSource(rule.Source), LanguageOf(rule), out _, out var error))
        {
            blame.Report(rule, rule.Condition, error);
        }

        if (rule.Output.ToString().Length > 0)
        {
            _outputs.TryCompile(rule, out _, out _);
        }
    }

    private CompiledRule? Compile(Rule rule, MappedText text, NameScope scope, ConditionBlame blame, int number)
    {
        bool isBound = ConditionLanguage.TryBind(
            text.ToString(), scope, fields.OfSource(rule.Source), LanguageOf(rule), out var condition, out var error);
        if (!isBound)
        {
            blame.Report(rule, text, error!);
        }

        // The output is looked at even when the condition failed: one run tells all.
        if (!_outputs.TryCompile(rule, out string template, out var output) || !isBound)
        {
            return null;
        }

        Warn(rule, text, condition!, blame);
        return new CompiledRule(rule, number, condition!, template, output);
    }

    private LanguageOptions LanguageOf(Rule rule) => rule.IsSyscall ? _language : _pluginLanguage;

    private void WarnOfMissing(Rule rule, string text, NameScope scope)
    {
        if (rule.IsSound && UnsafeMissingChecks.IsIn(text, scope, _language))
        {
            var condition = rule.Condition.ScalarAt(0).Span;
            report.Add(
                RuleCode.UnsafeMissingCheck,
                condition,
                "a missing value equals nothing, not even `<NA>`; ask with `exists`",
                rule.Location,
                RuleLocation.At(RuleItem.RuleCondition, condition));
        }
    }

    private void Warn(Rule rule, MappedText text, BoundCondition condition, ConditionBlame blame)
    {
        foreach (var warning in condition.Warnings)
        {
            blame.Warn(rule, text, warning);
        }

        if (rule.WarnEventTypes && condition.EventTypes.CodesCount > EventCodesMany)
        {
            report.Add(
                RuleCode.NoEventType,
                rule.Span,
                "the condition holds for too many event types; restrict it by `evt.type`",
                rule.Location);
        }
    }
}
