using System.Diagnostics.CodeAnalysis;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language;

/// <summary>A compiled condition.</summary>
/// <param name="context">What it judges.</param>
public delegate bool Condition(in EventContext context);

/// <summary>
/// All conditions filed under one event type, compiled together. Adds the numbers of the rules that hold.
/// </summary>
/// <param name="context">What to judge.</param>
/// <param name="matches">Where matches go; under first-match the delegate returns after the first.</param>
public delegate void Judge(in EventContext context, RuleMatches matches);

/// <summary>The numbers of the rules that held for one event. Reused; allocates nothing.</summary>
/// <param name="capacity">How many rules there are.</param>
public sealed class RuleMatches(int capacity)
{
    private readonly int[] _rules = new int[capacity];

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>The rules' numbers, in the order they were found.</summary>
    public ReadOnlySpan<int> Rules => _rules.AsSpan(0, Count);

    /// <summary>Adds one; called by compiled code.</summary>
    /// <param name="rule">The rule's number.</param>
    public void Add(int rule) => _rules[Count++] = rule;

    /// <summary>Empties it; called before each event.</summary>
    public void Clear() => Count = 0;

    /// <summary>Takes out what is not among some rules, and what is among others.</summary>
    /// <param name="some">What may stay.</param>
    /// <param name="others">What goes.</param>
    internal void Keep(List<int> some, RuleMatches others)
    {
        int kept = 0;
        foreach (int rule in Rules)
        {
            if (some.Contains(rule) && !others.Rules.Contains(rule)) _rules[kept++] = rule;
        }

        Count = kept;
    }

    /// <summary>Takes out what is among others.</summary>
    /// <param name="others">What goes.</param>
    internal void TakeOut(RuleMatches others)
    {
        int kept = 0;
        foreach (int rule in Rules)
        {
            if (!others.Rules.Contains(rule)) _rules[kept++] = rule;
        }

        Count = kept;
    }

    /// <summary>Takes out all but the first.</summary>
    internal void KeepFirst() => Count = Math.Min(Count, 1);

    /// <summary>Puts the rules in order of evaluation, and takes out all but the first.</summary>
    /// <param name="places">Each rule's place in that order.</param>
    internal void KeepFirstOf(int[] places)
    {
        PutInOrder(places);
        KeepFirst();
    }

    /// <summary>Puts the rules in order of evaluation; there are few.</summary>
    /// <param name="places">Each rule's place in that order.</param>
    internal void PutInOrder(int[] places)
    {
        for (int i = 1; i < Count; i++)
        {
            int rule = _rules[i];
            int at = i;
            for (; at > 0 && places[_rules[at - 1]] > places[rule]; at--) _rules[at] = _rules[at - 1];
            _rules[at] = rule;
        }
    }
}

/// <summary>
/// The language's front door: text in, bound conditions, compiled delegates and output values out. A condition is
/// parsed, its macros and lists are put in, its names and values are bound; compiled conditions are simplified first.
/// </summary>
public static class ConditionLanguage
{
    /// <summary>Parses, expands macros and lists, and binds a condition. All errors are values.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="names">What it may name.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="options">How to understand it.</param>
    /// <param name="condition">The bound condition.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryBind(
        string text,
        NameScope names,
        FieldTable fields,
        LanguageOptions options,
        [NotNullWhen(true)] out BoundCondition? condition,
        [NotNullWhen(false)] out LanguageError? error)
    {
        try
        {
            condition = Bind(text, names, fields, options);
            error = null;
            return true;
        }
        catch (LanguageException exception)
        {
            condition = null;
            error = exception.Error;
            return false;
        }
    }

    /// <summary>Checks the syntax of a condition and nothing else.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="names">The lists that may stand without parentheses.</param>
    /// <param name="options">How to understand it.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryParse(
        string text, NameScope names, LanguageOptions options, [NotNullWhen(false)] out LanguageError? error)
    {
        try
        {
            Parse(text, names, options.Strict ? new ListReplacement(names) : null);
            error = null;
            return true;
        }
        catch (LanguageException exception)
        {
            error = exception.Error;
            return false;
        }
    }

    /// <summary>Checks the syntax of a condition and of all macros that it leads to.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="names">What it may name.</param>
    /// <param name="options">How to understand it.</param>
    /// <param name="error">What is wrong.</param>
    internal static bool TryExpand(
        string text, NameScope names, LanguageOptions options, [NotNullWhen(false)] out LanguageError? error)
    {
        try
        {
            Expand(text, names, options);
            error = null;
            return true;
        }
        catch (LanguageException exception)
        {
            error = exception.Error;
            return false;
        }
    }

    /// <summary>Compiles one condition; for tests and benches.</summary>
    /// <param name="condition">Bound.</param>
    public static Condition Compile(BoundCondition condition) => Compiler.Compile(condition.Root);

    /// <summary>
    /// Compiles conditions for the event types they can hold for. Their checks on the event type are answered here, and
    /// a rule that cannot hold for a type is left out of its judge.
    /// </summary>
    /// <param name="types">The event types there are.</param>
    /// <param name="conditions">In order of evaluation.</param>
    /// <param name="rules">The rules' numbers, beside the conditions.</param>
    /// <param name="firstMatchOnly">rule_matching: first.</param>
    /// <param name="threads">As <see cref="Rules.RuleSetOptions.CompilingThreads"/>.</param>
    /// <returns>The judges, by event type; a type for which no condition can hold has none.</returns>
    public static IReadOnlyDictionary<EventType, Judge> CompileJudges(
        IReadOnlyList<EventType> types,
        IReadOnlyList<BoundCondition> conditions,
        IReadOnlyList<int> rules,
        bool firstMatchOnly,
        int threads = 1) => new JudgeTable(conditions, rules, firstMatchOnly).Compile(types, threads);

    /// <summary>
    /// Binds a value as output templates have it after the percent sign: a field with or without argument, or a
    /// transformer. The result is a field with its own reader, so that outputs know fields only.
    /// </summary>
    /// <param name="text">A text that contains the value.</param>
    /// <param name="start">Where it starts.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="value">The value as a field: name as written without blanks, type, reader.</param>
    /// <param name="inner">The plain fields it reads; the field itself when it is no transformer.</param>
    /// <param name="end">The first character after it.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryBindValue(
        string text,
        int start,
        FieldTable fields,
        [NotNullWhen(true)] out Field? value,
        [NotNullWhen(true)] out IReadOnlyList<Field>? inner,
        out int end,
        [NotNullWhen(false)] out LanguageError? error)
    {
        var values = new ValueBinder(fields);
        try
        {
            value = values.Bind(OutputValue.Parse(text, start, fields, out end));
            inner = values.Plain;
            error = null;
            return true;
        }
        catch (LanguageException exception)
        {
            value = null;
            inner = null;
            end = start;
            error = exception.Error;
            return false;
        }
    }

    /// <summary>The syntax of a condition, macros and lists by their names.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="names">What it may name.</param>
    /// <exception cref="LanguageException">It is faulty.</exception>
    internal static ConditionSyntax Parse(string text, NameScope names) => Parse(text, names, null);

    /// <summary>The syntax of a condition, macros and lists put in.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="names">What it may name.</param>
    /// <param name="options">How to understand it.</param>
    /// <exception cref="LanguageException">It is faulty.</exception>
    internal static ConditionSyntax Expand(string text, NameScope names, LanguageOptions options) =>
        Expand(text, names, options, out _, out _);

    private static ConditionSyntax Parse(string text, NameScope names, ListReplacement? replacement) =>
        new Parser(replacement?.Of(text) ?? new SourceText(text), 0, names.Lists.ContainsKey).Condition();

    private static ConditionSyntax Expand(
        string text,
        NameScope names,
        LanguageOptions options,
        out IReadOnlySet<string> usedMacros,
        out IReadOnlySet<string> usedLists)
    {
        var replacement = options.Strict ? new ListReplacement(names) : null;
        var lists = new ListExpansion(names);
        var macros = new MacroExpansion(names, replacement);
        usedMacros = macros.Used;
        usedLists = replacement?.Used ?? lists.Used;
        var expanded = macros.Expand(Parse(text, names, replacement));
        return replacement is null ? lists.Expand(expanded) : expanded;
    }

    private static BoundCondition Bind(string text, NameScope names, FieldTable fields, LanguageOptions options)
    {
        var values = new ValueBinder(fields);
        var binder = new Binder(values, names, options);
        var expanded = Expand(text, names, options, out var macros, out var lists);
        var bound = binder.Bind(expanded);
        var root = options.Strict ? bound : UntypedBranches.Restrict(bound);
        return new BoundCondition(root)
        {
            Canonical = expanded.Print(PrintStyle.Canonical),
            EventTypes = options.Events is { } events ? events
                : options.Strict ? WrittenEventTypes.Of(expanded) : EventTypeAnalysis.Of(root),
            IsRestricted = !ReferenceEquals(root, bound) && EventTypeAnalysis.Of(bound).IsAll
                && !EventTypeAnalysis.Of(root).IsAll,
            Warnings = [.. values.Warnings, .. binder.Warnings],
            UsedMacros = macros,
            UsedLists = lists,
            Fields = values.Plain,
        };
    }
}
