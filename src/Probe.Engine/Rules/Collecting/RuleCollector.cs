using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules.Compiling;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Rules.Collecting;

/// <summary>
/// Second pass: joins the definitions of all files. A later definition replaces an earlier one of the same name but
/// keeps its place in the order; changes append to it or replace parts.
/// </summary>
internal sealed class RuleCollector(RuleReport report, FieldTable fields, IReadOnlyList<string> sources)
{
    private readonly ExceptionCollector _exceptions = new(report, fields);
    private readonly Dictionary<string, Rule> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Macro> _macros = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamedList> _lists = new(StringComparer.Ordinal);
    private readonly List<Rule> _ruleOrder = [];
    private readonly List<Macro> _macroOrder = [];
    private readonly List<NamedList> _listOrder = [];
    private int _number;

    public IReadOnlyList<Rule> Rules => _ruleOrder;

    public IReadOnlyList<Macro> Macros => _macroOrder;

    public IReadOnlyList<NamedList> Lists => _listOrder;

    public void Collect(Definition definition)
    {
        _number++;
        switch (definition)
        {
            case ListDefinition list:
                Collect(list);
                break;
            case MacroDefinition macro:
                Collect(macro);
                break;
            case RuleDefinition rule:
                Collect(rule);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Collect(ListDefinition definition)
    {
        _lists.TryGetValue(definition.Name, out var list);
        if (definition.ItemsUse == KeyUse.Append)
        {
            if (list is null)
            {
                ReportMissingTarget(definition, RuleItem.List);
                return;
            }

            list.Items.AddRange(definition.Items);
            list.SeesBefore = _number;
            return;
        }

        if (list is null)
        {
            list = new NamedList(definition.Name)
            {
                First = NameSpan(definition, "list"),
                Span = NameSpan(definition, "list"),
                Location = Place(definition, RuleItem.List),
                Number = _number,
            };
            _lists.Add(list.Name, list);
            _listOrder.Add(list);
        }

        list.SeesBefore = _number;
        list.Span = NameSpan(definition, "list");
        list.Location = Place(definition, RuleItem.List);
        list.Items = [.. definition.Items];
        if (!Identifiers.IsListName(list.Name))
        {
            string message = $"a list named `{list.Name}` cannot be referred to";
            report.Add(RuleCode.InvalidListName, list.Span, message, list.Location);
        }
    }

    private void Collect(MacroDefinition definition)
    {
        _macros.TryGetValue(definition.Name, out var macro);
        if (definition.ConditionUse == KeyUse.Append)
        {
            if (macro is null)
            {
                ReportMissingTarget(definition, RuleItem.Macro);
                return;
            }

            AppendText(macro.Condition, definition.Condition);
            macro.IsSound &= definition.Condition is not null;
            macro.SeesBefore = _number;
            return;
        }

        if (macro is null)
        {
            macro = new Macro(definition.Name)
            {
                First = NameSpan(definition, "macro"),
                Span = NameSpan(definition, "macro"),
                Location = Place(definition, RuleItem.Macro),
                Number = _number,
            };
            _macros.Add(macro.Name, macro);
            _macroOrder.Add(macro);
        }

        macro.SeesBefore = _number;
        macro.Span = NameSpan(definition, "macro");
        macro.Location = Place(definition, RuleItem.Macro);
        macro.IsSound = definition.Condition is not null;
        macro.Condition = definition.Condition is { } condition ? MappedText.Of(condition) : new MappedText();
        if (!Identifiers.IsIdentifier(macro.Name))
        {
            string message = $"a macro named `{macro.Name}` cannot be referred to";
            report.Add(RuleCode.InvalidMacroName, macro.Span, message, macro.Location);
        }
    }

    private void Collect(RuleDefinition definition)
    {
        _rules.TryGetValue(definition.Name, out var rule);
        bool isDefine = definition.Use == ItemUse.Define;
        string? source = definition.Source?.Text ?? (isDefine ? Rule.SyscallSource : null);
        if (rule is not null && source is not null && source != rule.Source)
        {
            report.Add(
                RuleCode.Validate,
                definition.Source?.Span ?? NameSpan(definition, "rule"),
                $"the rule's source is `{rule.Source}` and cannot change to `{source}`",
                Place(definition, RuleItem.Rule));
            return;
        }

        if (isDefine)
        {
            Define(definition, rule);
            return;
        }

        if (rule is null)
        {
            if (definition.IsSound)
            {
                ReportMissingTarget(definition, RuleItem.Rule);
            }

            return;
        }

        rule.IsSound &= definition.IsSound;
        rule.Enabled = definition.Enabled ?? rule.Enabled;
        if (definition.Use == ItemUse.Change)
        {
            Change(definition, rule);
        }
    }

    private void Define(RuleDefinition definition, Rule? previous)
    {
        string source = definition.Source?.Text ?? Rule.SyscallSource;
        var rule = new Rule(definition.Name, source, NameSpan(definition, "rule"), Place(definition, RuleItem.Rule))
        {
            IsSound = definition.IsSound,
            IsOfKnownSource = source == Rule.SyscallSource || sources.Contains(source),
            Description = definition.Description?.Text ?? string.Empty,
            Priority = definition.Priority ?? Priority.Debug,
            Enabled = definition.Enabled ?? true,
            WarnEventTypes = definition.WarnEventTypes ?? true,
            SkipIfUnknownFilter = definition.SkipIfUnknownFilter ?? false,
            Capture = definition.Capture ?? false,
            CaptureMs = definition.CaptureMs ?? 0,
        };
        AppendText(rule.Condition, definition.Condition);
        AppendText(rule.Output, definition.Output);
        rule.Tags.UnionWith((definition.Tags ?? []).Select(tag => tag.Text));
        _exceptions.Define(rule, definition.Exceptions ?? []);
        if (!rule.IsOfKnownSource && definition.IsSound)
        {
            report.Add(
                RuleCode.UnknownSource,
                definition.Source?.Span ?? rule.Span,
                $"unknown source `{source}`, the rule is skipped",
                rule.Location);
        }

        if (previous is null)
        {
            _ruleOrder.Add(rule);
        }
        else
        {
            _ruleOrder[_ruleOrder.IndexOf(previous)] = rule;
        }

        _rules[rule.Name] = rule;
    }

    private void Change(RuleDefinition definition, Rule rule)
    {
        Change(rule.Condition, definition.Condition, definition.UseOf("condition"), text => rule.Condition = text);
        Change(rule.Output, definition.Output, definition.UseOf("output"), text => rule.Output = text);
        if (definition.Description is { } description)
        {
            rule.Description = definition.UseOf("desc") == KeyUse.Append
                ? $"{rule.Description} {description.Text}"
                : description.Text;
        }

        if (definition.Tags is { } tags)
        {
            if (definition.UseOf("tags") == KeyUse.Replace)
            {
                rule.Tags.Clear();
            }

            rule.Tags.UnionWith(tags.Select(tag => tag.Text));
        }

        if (definition.Exceptions is { } exceptions)
        {
            if (definition.UseOf("exceptions") == KeyUse.Append)
            {
                _exceptions.Append(rule, exceptions);
            }
            else
            {
                _exceptions.Define(rule, exceptions);
            }
        }

        rule.Priority = definition.Priority ?? rule.Priority;
        rule.WarnEventTypes = definition.WarnEventTypes ?? rule.WarnEventTypes;
        rule.SkipIfUnknownFilter = definition.SkipIfUnknownFilter ?? rule.SkipIfUnknownFilter;
        rule.Capture = definition.Capture ?? rule.Capture;
        rule.CaptureMs = definition.CaptureMs ?? rule.CaptureMs;
    }

    private static void Change(MappedText text, YamlValue? value, KeyUse use, Action<MappedText> set)
    {
        if (value is null)
        {
            return;
        }

        if (use == KeyUse.Append)
        {
            AppendText(text, value);
        }
        else
        {
            set(MappedText.Of(value));
        }
    }

    // Appended text is parsed together with what it is appended to, one blank between.
    private static void AppendText(MappedText text, YamlValue? value)
    {
        if (value is null)
        {
            return;
        }

        if (text.Length > 0)
        {
            text.AppendFor(value, " ");
        }

        text.Append(value);
    }

    private static FileSpan NameSpan(Definition definition, string kind) =>
        definition.Item.TryGet(kind, out var name) ? name.Span : definition.Item.Span;

    private static RuleLocation Place(Definition definition, RuleItem item) =>
        RuleLocation.At(item, definition.Item.Span, definition.Name);

    private void ReportMissingTarget(Definition definition, RuleItem kind) =>
        report.Add(
            RuleCode.Validate,
            NameSpan(definition, kind.Name()),
            $"no {kind.Name()} named `{definition.Name}` was defined before, so there is nothing to change",
            Place(definition, kind));
}
