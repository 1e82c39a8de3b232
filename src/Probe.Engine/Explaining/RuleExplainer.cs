using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Compiling;

namespace KosmosProbe.Engine.Explaining;

/// <summary>
/// Shows what rules compile to, from the very steps that compile them: the expanded syntax, the simplified tree for
/// every type of event, the event types.
/// </summary>
public sealed class RuleExplainer
{
    private readonly LoadedItems _items;
    private readonly NameScope _scope;
    private readonly NameScope _strictScope;
    private readonly LanguageOptions _language;
    private readonly HashSet<CompiledRule> _active;
    private readonly PolicyOutline _sent;
    private readonly Dictionary<string, Rule> _rules;
    private readonly Dictionary<string, Macro> _macros;
    private readonly Dictionary<string, NamedList> _lists;

    /// <summary>An explainer of rules that loaded without errors.</summary>
    /// <param name="items">What was read.</param>
    /// <param name="rules">What was made of it.</param>
    public RuleExplainer(LoadedItems items, RuleSet rules)
    {
        _items = items;
        _scope = items.Scope;
        _strictScope = items.StrictScope;
        _language = new LanguageOptions { Strict = items.Options.Strict };
        _active = [.. rules.Active];
        _sent = new PolicyOutline(new PolicyCompiler(rules));
        _rules = items.Rules.ToDictionary(rule => rule.Name, StringComparer.Ordinal);
        _macros = items.Macros.ToDictionary(macro => macro.Name, StringComparer.Ordinal);
        _lists = items.Lists.ToDictionary(list => list.Name, StringComparer.Ordinal);
    }

    /// <summary>Explains a rule of the set.</summary>
    /// <param name="compiled">The rule.</param>
    public RuleExplanation Explain(CompiledRule compiled)
    {
        var rule = _rules[compiled.Name];
        string text = ExceptionConditions.Apply(rule, _language.Strict).ToString();
        bool isActive = _active.Contains(compiled);
        var types = compiled.Condition.EventTypes;
        var traced = EventTable.Types.Where(types.Contains).ToList();
        var judged = traced.Select(type => (type, tree: BoundOutline.Of(Simplify.For(compiled.Condition.Root, type))))
            .GroupBy(pair => Outline(pair.tree), pair => pair);
        return new RuleExplanation
        {
            Rule = compiled,
            Place = rule.Span,
            IsActive = isActive,
            Expanded = SyntaxOutline.Of(ConditionLanguage.Expand(text, _scope, _language)),
            Simplified = BoundOutline.Of(Simplify.ForAnyEvent(compiled.Condition.Root)),
            Events = types.IsAll
                ? null
                : [.. Enumerable.Range(0, EventTable.NamesCount).Where(types.ContainsName).Select(EventTable.Name)],
            Traced = [.. traced.Select(EventTable.Name)],
            Judged =
            [
                .. judged.Select(group => new JudgedCondition(
                    [.. group.Select(pair => EventTable.Name(pair.type))], group.First().tree)),
            ],
            Macros = [.. compiled.Condition.UsedMacros.Select(name => new UsedName(name, _macros[name].Span))],
            Lists = [.. compiled.Condition.UsedLists.Select(name => new UsedName(name, _lists[name].Span))],
            SentFromHost = isActive ? _sent.FromHost(compiled) : [],
            SentFromContainers = isActive ? _sent.FromAnywhere(compiled) : [],
            Differences = [.. Differences(rule, compiled.Condition)],
        };
    }

    private static string Outline(ConditionTree tree) =>
        string.Join('\n', tree.Parts.Select(Outline).Prepend($"{tree.Line()} {tree.Parts.Count}"));

    private IEnumerable<string> Differences(Rule rule, BoundCondition condition)
    {
        if (_language.Strict)
        {
            yield break;
        }

        string strictText = ExceptionConditions.Apply(rule, strict: true).ToString();
        if (!ConditionLanguage.TryBind(
            strictText, _strictScope, _items.Fields.OfSource(rule.Source), _language with { Strict = true }, out _,
            out var refusal))
        {
            yield return $"refuses the condition: {refusal.Message}";
        }

        if (condition.IsRestricted)
        {
            yield return "judges the branch without `evt.type` on every event; here it is judged on the events of "
                + "the other branches";
        }

        int file = _items.FileNumber(rule.Span.File);
        var later = condition.UsedMacros.Select(name => ("macro", name, _macros[name].First))
            .Concat(condition.UsedLists.Select(name => ("list", name, _lists[name].First)))
            .Where(used => _items.FileNumber(used.First.File) > file);
        foreach (var (kind, name, first) in later)
        {
            yield return $"does not know {kind} `{name}` here: {Path.GetFileName(first.File.Name)} is loaded after "
                + Path.GetFileName(rule.Span.File.Name);
        }
    }
}
