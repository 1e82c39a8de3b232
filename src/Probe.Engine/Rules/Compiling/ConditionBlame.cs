using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>
/// Finds where the text stands that an error in a condition is about: in the rule, or in a macro or list that it uses,
/// where the error is told once however many rules use it.
/// </summary>
internal sealed class ConditionBlame(
    RuleCollector items, NameScope scope, FieldTable fields, LanguageOptions options, RuleReport report)
{
    private readonly Dictionary<string, Macro> _macros = items.Macros.ToDictionary(macro => macro.Name);
    private readonly Dictionary<string, NamedList> _lists = items.Lists.ToDictionary(list => list.Name);
    private readonly HashSet<(FileSpan Span, string Message)> _told = [];
    private readonly HashSet<string> _toldLoops = [];

    /// <summary>
    /// Reports macros that cannot be right whoever uses them: faulty syntax, unknown macros. Fields are left to the
    /// rules: an unused macro may name fields of plugins.
    /// </summary>
    public void CheckMacros()
    {
        foreach (var macro in items.Macros.Where(macro => macro.IsSound))
        {
            var visible = options.Strict && NamesMacros(macro) ? RuleScopes.Of(items, macro, scope) : scope;
            if (!ConditionLanguage.TryParse(macro.Condition.ToString(), visible, options, out var error))
            {
                Tell(new Fault(macro.Condition, error, [macro.Location], fields), RuleCode.CompileCondition);
            }
            else if (!ConditionLanguage.TryExpand(macro.Condition.ToString(), visible, options, out error)
                && IsOfMacros(error))
            {
                // Under strict the macro sees less than others do, so others are not to be blamed.
                var fault = new Fault(macro.Condition, error, [macro.Location], fields);
                Tell(options.Strict ? fault : Find(fault, []), RuleCode.Validate);
            }
        }
    }

    private bool NamesMacros(Macro macro) =>
        Identifiers.Words(macro.Condition.ToString()).Any(word => _macros.ContainsKey(word.Word));

    /// <summary>Reports an error in a rule's condition.</summary>
    public void Report(Rule rule, MappedText text, LanguageError error)
    {
        var fault = Find(new Fault(text, error, [rule.Location], fields.OfSource(rule.Source)), []);
        var code = fault.Error.Kind switch
        {
            _ when IsOfMacros(fault.Error) => RuleCode.Validate,
            LanguageErrorKind.UnknownField or LanguageErrorKind.UnknownEventType when rule.SkipIfUnknownFilter =>
                RuleCode.UnknownFilter,
            _ => RuleCode.CompileCondition,
        };
        Tell(fault, code);
    }

    /// <summary>Reports something in a rule's condition that is no error.</summary>
    public void Warn(Rule rule, MappedText text, LanguageError warning)
    {
        var fault = new Fault(text, warning, [rule.Location], fields);
        bool isDeprecated = warning.Kind == LanguageErrorKind.Deprecated;
        var span = text.SpanAt(warning.Offset, warning.Length);
        string word = span.File.Text.Substring(span.Offset, span.Length);
        report.Add(new RuleError
        {
            Subject = isDeprecated ? $"field '{word}'" : null,
            Code = isDeprecated ? RuleCode.DeprecatedItem : RuleCode.SuspiciousCondition,
            File = span.File.Name,
            Span = span,
            Message = warning.Message,
            Locations = ChainOf(fault),
        });
    }

    // Falco leaves the condition out where a macro is unknown, and the place where something is deprecated.
    private IReadOnlyList<RuleLocation> ChainOf(Fault fault)
    {
        string text = fault.Text.ToString();
        if (IsOfMacros(fault.Error))
        {
            return [.. fault.Within, fault.Within[^1].Expression(text, fault.Error.Offset)];
        }

        var condition = ConditionOf(fault);
        int? start = fault.Error.Kind == LanguageErrorKind.Deprecated
            ? null
            : CheckPlace.StartOf(text, scope, fault.Error.Offset);
        return [.. fault.Within, condition, condition.Expression(text, start)];
    }

    private static RuleLocation ConditionOf(Fault fault) => RuleLocation.At(
        fault.Within[^1].Item == RuleItem.Macro ? RuleItem.MacroCondition : RuleItem.RuleCondition,
        fault.Text.ScalarAt(fault.Error.Offset).Span);

    // The innermost macro that is faulty by itself.
    private Fault Find(Fault fault, HashSet<string> visited)
    {
        foreach (var (_, word) in Identifiers.Words(fault.Text.ToString()))
        {
            if (_macros.TryGetValue(word, out var macro) && macro.IsSound && visited.Add(word)
                && !TryBind(macro.Condition, scope, fault.Fields, out var error))
            {
                IReadOnlyList<RuleLocation> within = [.. fault.Within, ConditionOf(fault), macro.Location];
                return Find(new Fault(macro.Condition, error!, within, fault.Fields), visited);
            }
        }

        return fault;
    }

    private void Tell(Fault fault, RuleCode code)
    {
        string text = fault.Text.ToString();
        int start = Math.Clamp(fault.Error.Offset, 0, text.Length);
        string word = text.Substring(start, Math.Clamp(fault.Error.Length, 0, text.Length - start));
        bool isBroken = _macros.TryGetValue(word, out var macro) && !macro.IsSound;
        var span = fault.Text.SpanAt(fault.Error.Offset, fault.Error.Length);
        var within = ChainOf(fault);
        if (_lists.TryGetValue(word, out var list))
        {
            var found = FindItem(list, fault.Error.Message, [list.Name]);
            span = found?.Item.Span ?? list.Span;
            within = [.. within, (found?.List ?? list).Location];
        }

        var (message, near) = IsUnknownList(fault.Error, word)
            ? ($"no file has a list `{word}`, and it is no address either", NearestName.Find(word, _lists.Keys))
            : (fault.Error.Message, fault.Error.DidYouMean);

        // A macro whose own item is faulty has been reported there.
        if (!isBroken && IsNewLoop(fault.Error) && _told.Add((span, message)))
        {
            report.Add(new RuleError
            {
                Code = code,
                File = span.File.Name,
                Span = span,
                Message = message,
                DidYouMean = near,
                Locations = within,
            });
        }
    }

    // Where a set of addresses holds a bare word, a list was meant.
    private bool IsUnknownList(LanguageError error, string word) =>
        !options.Strict && Identifiers.IsIdentifier(word) && !_lists.ContainsKey(word)
            && error.Message == $"unrecognized IPv6 address `{word}`";

    private static bool IsOfMacros(LanguageError error) =>
        error.Kind is LanguageErrorKind.UnknownMacro or LanguageErrorKind.MacroLoop;

    // Each macro of a loop leads back to itself: one error, wherever it is entered.
    private bool IsNewLoop(LanguageError error) =>
        error.Kind != LanguageErrorKind.MacroLoop || _toldLoops.Add(string.Join(
            ' ',
            error.Message[error.Message.LastIndexOf(':')..].Split('`').Where(Identifiers.IsIdentifier)
                .Distinct().Order(StringComparer.Ordinal)));

    // The language knows the name of a list in a condition and tells the item by its text only.
    private (NamedList List, YamlValue Item)? FindItem(NamedList list, string message, HashSet<string> visited)
    {
        string padded = $" {message} ";
        foreach (var item in list.Items)
        {
            if (padded.Contains($"`{item.Text}`", StringComparison.Ordinal)
                || padded.Contains($" {item.Text} ", StringComparison.Ordinal))
            {
                return (list, item);
            }

            if (_lists.TryGetValue(item.Text, out var inner) && visited.Add(inner.Name)
                && FindItem(inner, message, visited) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private bool TryBind(MappedText text, NameScope names, FieldTable ofSource, out LanguageError? error) =>
        ConditionLanguage.TryBind(text.ToString(), names, ofSource, options, out _, out error);

    private readonly record struct Fault(
        MappedText Text, LanguageError Error, IReadOnlyList<RuleLocation> Within, FieldTable Fields);
}
