using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Compiling;

namespace KosmosProbe.Engine.Describing;

/// <summary>
/// Tells what rules, macros and lists come to: all that <c>-L</c> and <c>-l</c> print. Works on items that loaded
/// without errors.
/// </summary>
public sealed class RuleDescriber
{
    private const string ContainerPlugin = "container";

    private static readonly string[] ContainerFields = ["container.", "k8s.", "proc.is_container_"];
    private static readonly string[] ContainerEvents = ["container", "container_removed"];

    private readonly LoadedItems _items;
    private readonly NameScope _scope;
    private readonly LanguageOptions _language;
    private readonly NameUsage _usage;

    /// <summary>A describer of what files say.</summary>
    /// <param name="items">What was read.</param>
    /// <param name="rules">What was made of it.</param>
    public RuleDescriber(LoadedItems items, RuleSet rules)
    {
        _items = items;
        _scope = items.Scope;
        _language = new LanguageOptions { Strict = items.Options.Strict };
        _usage = items.Usage;
        var compiled = rules.Rules.ToDictionary(rule => rule.Name, StringComparer.Ordinal);
        foreach (var rule in items.Rules)
        {
            _usage.AddWords(ExceptionConditions.Apply(rule, _language.Strict).ToString());
        }

        Rules = items.Rules.Where(rule => compiled.ContainsKey(rule.Name))
            .Select(rule => Describe(rule, compiled[rule.Name]));
    }

    /// <summary>What the files need.</summary>
    public RuleRequirements Requirements => _items.Requirements;

    /// <summary>The rules that compiled, in order; described as they are asked for.</summary>
    public IEnumerable<RuleDetails> Rules { get; }

    /// <summary>The macros, in order.</summary>
    public IEnumerable<MacroDetails> Macros => _items.Macros.Select(Describe);

    /// <summary>The lists, in order.</summary>
    public IEnumerable<ListDetails> Lists => _items.Lists.Select(Describe);

    private RuleDetails Describe(Rule rule, CompiledRule compiled)
    {
        var details = Details(
            rule.Condition, ExceptionConditions.Apply(rule, _language.Strict), _items.Fields.OfSource(rule.Source));
        var printed = compiled.Output.Format.PlainFields.Select(field => field.Name).ToList();
        return new RuleDetails
        {
            Name = rule.Name,
            Condition = rule.Condition.Written,
            Description = rule.Description,
            Output = rule.Output.ToString(),
            Priority = rule.Priority.ToString(),
            Source = rule.Source,
            Tags = [.. rule.Tags],
            Enabled = rule.Enabled,
            Capture = rule.Capture,
            CaptureMs = rule.CaptureMs,
            Details = details,
            OutputCompiled = compiled.Template,
            OutputFields = printed,
            ExceptionNames = HashOrder.Of(rule.Exceptions.Select(clause => clause.Name)),
            ExceptionFields =
            [
                .. rule.Exceptions.SelectMany(clause => clause.Fields).Select(field => field.Text).Distinct()
                    .Order(Utf8Order.Instance),
            ],
            ExceptionOperators = HashOrder.Of(rule.Exceptions.SelectMany(clause => clause.Operators)),
            Plugins = NeedsContainers(details, printed) ? [ContainerPlugin] : [],
        };
    }

    private MacroDetails Describe(Macro macro) =>
        new(
            macro.Name, macro.Condition.Written, Details(macro.Condition, macro.Condition, _items.Fields),
            _usage.Has(macro.Name));

    private ListDetails Describe(NamedList list)
    {
        var items = list.Items.Select(item => item.Text).ToLookup(_scope.Lists.ContainsKey);
        return new ListDetails(
            list.Name,
            [.. items[false]],
            HashOrder.Of(items[true]),
            [.. list.Items.SelectMany(item => PutIn(item.Text, [list.Name]))],
            _usage.Has(list.Name));
    }

    // A list that leads back to itself is an error wherever it is used; unused, it may stand.
    private IEnumerable<string> PutIn(string item, IReadOnlyList<string> within) =>
        _scope.Lists.TryGetValue(item, out var inner) && !within.Contains(item)
            ? inner.SelectMany(one => PutIn(one, [.. within, item]))
            : [item];

    private ConditionDetails Details(MappedText own, MappedText whole, FieldTable fields) =>
        ConditionDetails.Of(own.ToString(), whole.ToString(), _scope, fields, _language);

    private static bool NeedsContainers(ConditionDetails details, IEnumerable<string> printed) =>
        details.Fields.Concat(printed).Any(name =>
            ContainerFields.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
        || details.NamedEvents.Any(ContainerEvents.Contains);
}
