using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Syntax;
using KosmosProbe.Engine.Linting.Logic;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Compiling;

namespace KosmosProbe.Engine.Linting;

/// <summary>A rule as the linter sees it: its condition as written, as expanded and as a formula.</summary>
internal sealed class LintedRule
{
    private readonly Dictionary<BoundNode, ConditionSyntax> _origins = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CheckSyntax, BoundNode> _bound = new(ReferenceEqualityComparer.Instance);

    private IReadOnlyList<Formula>? _restrictions;
    private HashSet<string>? _subjects;

    /// <summary>Looks at a rule that has compiled.</summary>
    /// <param name="rule">As collected.</param>
    /// <param name="compiled">As compiled.</param>
    /// <param name="names">The macros and lists there are.</param>
    /// <param name="fields">The fields there are.</param>
    /// <param name="options">How conditions are understood.</param>
    public LintedRule(
        Rule rule, CompiledRule compiled, NameScope names, FieldTable fields, LanguageOptions options)
    {
        Rule = rule;
        Compiled = compiled;
        Text = ExceptionConditions.Apply(rule, options.Strict);
        Written = new Parser(new SourceText(Text.ToString()), 0, names.Lists.ContainsKey).Condition();
        Expanded = new ListExpansion(names).Expand(new MacroExpansion(names, null).Expand(Written));
        Meant = Bind(Expanded, new Binder(new ValueBinder(fields), names, options));
        Root = options.Strict ? Meant : UntypedBranches.Restrict(Meant);
        Formula = new FormulaBuilder(_origins).Build(Root);
        All = rule.Source == AuditSource.Name ? [EventKind.OfAudit] : EventKind.Apart([Formula]);
        Kinds = [.. All.Where(kind => kind.Fold(Formula) != Formula.False)];
    }

    /// <summary>The rule as all files together make it.</summary>
    public Rule Rule { get; }

    /// <summary>The rule as it is judged.</summary>
    public CompiledRule Compiled { get; }

    /// <summary>The condition with the rule's exceptions.</summary>
    public MappedText Text { get; }

    /// <summary>The condition with names of macros and lists.</summary>
    public ConditionSyntax Written { get; }

    /// <summary>The condition without them.</summary>
    public ConditionSyntax Expanded { get; }

    /// <summary>The condition bound, as it stands there.</summary>
    public BoundNode Meant { get; }

    /// <summary>The condition bound, as it is judged: untyped branches are restricted.</summary>
    public BoundNode Root { get; }

    /// <summary>The same for reasoning.</summary>
    public Formula Formula { get; }

    /// <summary>The events that its condition tells apart, those it cannot hold for among them.</summary>
    public IReadOnlyList<EventKind> All { get; }

    /// <summary>The events it may hold for; of those that are not traced one for all that it treats alike.</summary>
    public IReadOnlyList<EventKind> Kinds { get; }

    /// <summary>The traced events it may hold for.</summary>
    public IEnumerable<EventKind> Traced => Kinds.Where(kind => kind.Type is not null);

    /// <summary>Checks that were told to make the rule impossible; other findings leave them alone.</summary>
    public HashSet<SyntaxNode> Dead { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>All checks of the condition with what they are bound to.</summary>
    public IEnumerable<(CheckSyntax Syntax, BoundNode Bound)> Checks =>
        _bound.Select(pair => (pair.Key, pair.Value));

    /// <summary>The parts of the condition that must all hold.</summary>
    public IReadOnlyList<Formula> Conjuncts =>
        Formula is Junction { Connective: Connective.And } all ? all.Parts : [Formula];

    /// <summary>Those of them that are not always true.</summary>
    public IReadOnlyList<Formula> Restrictions => _restrictions ??=
        [.. Conjuncts.Where(part => !All.All(kind => Contradiction.IsIn(kind.Fold(part).Negated())))];

    /// <summary>What the condition asks about.</summary>
    public IReadOnlySet<string> Subjects => _subjects ??= Formula.Subjects().ToHashSet();

    private BoundNode Bind(ConditionSyntax condition, Binder binder)
    {
        BoundNode bound;
        switch (condition)
        {
            case GroupSyntax group:
                bound = new BoundGroup(group.Connective, [.. group.Children.Select(child => Bind(child, binder))]);
                break;
            case NotSyntax not:
                bound = new BoundNot(Bind(not.Child, binder));
                break;
            default:
                bound = binder.Bind(condition);
                _bound.Add((CheckSyntax)condition, bound);
                break;
        }

        _origins[bound] = condition;
        return bound;
    }
}
