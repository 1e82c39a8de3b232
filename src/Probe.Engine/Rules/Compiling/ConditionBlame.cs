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

    /// <summary>
    /// Reports macros that cannot be right whoever uses them: faulty syntax, unknown macros. Fields are left to the
    /// rules: an unused macro may name fields of plugins.
    /// </summary>
    public void CheckMacros()
    {
        foreach (var macro in items.Macros.Where(macro => macro.IsSound))
        {
            if (!ConditionLanguage.TryParse(macro.Condition.ToString(), scope, out var error))
            {
                Tell(new Fault(macro.Condition, error, [Describe(macro)]), RuleCode.CompileCondition);
            }
            else if (!TryBind(macro.Condition, out error) && error!.Kind is LanguageErrorKind.UnknownMacro)
            {
                Tell(Find(new Fault(macro.Condition, error, [Describe(macro)]), []), RuleCode.Validate);
            }
        }
    }

    /// <summary>Reports an error in a rule's condition.</summary>
    public void Report(Rule rule, MappedText text, LanguageError error)
    {
        var fault = Find(new Fault(text, error, [$"condition of rule \"{rule.Name}\""]), []);
        var code = fault.Error.Kind switch
        {
            LanguageErrorKind.UnknownMacro => RuleCode.Validate,
            LanguageErrorKind.UnknownField or LanguageErrorKind.UnknownEventType when rule.SkipIfUnknownFilter =>
                RuleCode.UnknownFilter,
            _ => RuleCode.CompileCondition,
        };
        Tell(fault, code);
    }

    private static string Describe(Macro macro) => $"condition of macro \"{macro.Name}\"";

    // The innermost macro that is faulty by itself.
    private Fault Find(Fault fault, HashSet<string> visited)
    {
        foreach (var (_, word) in Identifiers.Words(fault.Text.ToString()))
        {
            if (_macros.TryGetValue(word, out var macro) && macro.IsSound && visited.Add(word)
                && !TryBind(macro.Condition, out var error))
            {
                return Find(new Fault(macro.Condition, error!, [Describe(macro), .. fault.Within]), visited);
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
        var within = fault.Within;
        if (_lists.TryGetValue(word, out var list))
        {
            var found = FindItem(list, fault.Error.Message, [list.Name]);
            span = found?.Item.Span ?? list.Span;
            within = [$"list \"{found?.List.Name ?? list.Name}\"", .. within];
        }

        // A macro whose own item is faulty has been reported there.
        if (!isBroken && _told.Add((span, fault.Error.Message)))
        {
            report.Add(new RuleError
            {
                Code = code,
                File = span.File.Name,
                Span = span,
                Message = fault.Error.Message,
                DidYouMean = fault.Error.DidYouMean,
                Within = within,
            });
        }
    }

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

    private bool TryBind(MappedText text, out LanguageError? error) =>
        ConditionLanguage.TryBind(text.ToString(), scope, fields, options, out _, out error);

    private readonly record struct Fault(MappedText Text, LanguageError Error, IReadOnlyList<string> Within);
}
