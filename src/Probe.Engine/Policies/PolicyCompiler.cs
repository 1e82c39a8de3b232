using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Language.Compilation;
using KosmosProbe.Engine.Policies.Facts;
using KosmosProbe.Engine.Policies.Needs;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Policies;

/// <summary>
/// Derives from a set of rules what the kernel may leave out: for processes of the host, and for those of a container
/// of which all is known. Containers of which the rules can tell no difference have the same policy. Any thread may
/// ask; one at a time.
/// </summary>
public sealed class PolicyCompiler
{
    private readonly List<RuleOfPolicy> _rules = [];
    private readonly List<BoundCheck> _fixedChecks = [];
    private readonly Dictionary<string, KernelPolicy> _byAnswers = [];
    private readonly FilterPool _filters = new();
    private readonly RuleNeeds _needs;
    private EventNeed? _madeFiles;
    private bool _isTotal;

    /// <summary>Derives nothing yet.</summary>
    /// <param name="rules">The rules in force.</param>
    public PolicyCompiler(RuleSet rules)
    {
        Rules = rules;
        _needs = new RuleNeeds(byName: !rules.NamesAsPassed);
        _isTotal = rules.IsForCaptures;
        foreach (var rule in rules.Active)
        {
            _rules.Add(new RuleOfPolicy(rule, rules.FollowsFiles));
            Collect(rule.Condition.Root);
        }
    }

    /// <summary>The rules.</summary>
    public RuleSet Rules { get; }

    /// <summary>The policy of processes in no container.</summary>
    public KernelPolicy ForHost() => For(ContainerFacts.OfHost());

    /// <summary>The policy of a container.</summary>
    /// <param name="info">
    /// All that will ever be known of it. While answers are on their way, or it is in doubt which container a group
    /// belongs to, <see cref="KernelPolicy.Everything"/> is the policy.
    /// </param>
    public KernelPolicy For(ContainerInfo info) => For(ContainerFacts.Of(info));

    /// <summary>Turns to the host or a container, for questions about single rules.</summary>
    /// <param name="container">What is known of it.</param>
    internal void TurnTo(ContainerFacts container) => _needs.TurnTo(container);

    /// <summary>The classes of a type that events can be of.</summary>
    /// <param name="type">The type.</param>
    internal ClassSet PossibleOf(EventType type) => _needs.PossibleOf(type);

    /// <summary>What a rule needs of a type's events, where the compiler was turned to.</summary>
    /// <param name="rule">One of those in force.</param>
    /// <param name="type">The type.</param>
    internal NeedMap NeedsOf(CompiledRule rule, EventType type) => rule.Condition.EventTypes.Contains(type)
        ? NeedsOf(_rules.First(one => one.Rule == rule), type)
        : NeedMap.Nothing;

    /// <summary>Whether a type's events are sent in any case, since others than rules wait for them.</summary>
    /// <param name="type">The type.</param>
    internal bool IsForState(EventType type) => type is >= EventType.Execve and <= EventType.Procexit
        || CallEvents.ChangesState(type) || Rules.FollowedTypes.Contains(type)
        || (Rules.ExactPaths.Count > 0 && FileIdentities.MayFollow(type));

    private KernelPolicy For(ContainerFacts container)
    {
        if (_isTotal) return KernelPolicy.Everything;
        _needs.TurnTo(container);
        string answers = string.Create(_fixedChecks.Count, this, static (text, own) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                var (yes, no) = own._needs.Answers(own._fixedChecks[i]);
                text[i] = (char)('0' + (yes ? 1 : 0) + (no ? 2 : 0));
            }
        });
        if (!_byAnswers.TryGetValue(answers, out var policy))
        {
            policy = Derive();
            _byAnswers.Add(answers, policy);
        }

        return policy;
    }

    private KernelPolicy Derive()
    {
        var verdicts = new PolicyVerdicts(_filters);
        foreach (var type in EventTable.Types)
        {
            if (Rules.WantedTypes.Contains(type) && !IsForState(type)) Derive(type, verdicts);
        }

        return verdicts.Make();
    }

    private void Derive(EventType type, PolicyVerdicts verdicts)
    {
        var needs = FdText.IsOpen(type) ? OfIdentities(type) : NeedMap.Nothing;
        foreach (var rule in _rules)
        {
            if (!rule.Rule.Condition.EventTypes.Contains(type)) continue;
            needs = needs.Or(NeedsOf(rule, type, but: needs.Whole));
        }

        verdicts.Set(type, needs, _needs.PossibleOf(type));
    }

    private NeedMap NeedsOf(RuleOfPolicy rule, EventType type, ClassSet but = default) =>
        _needs.Of(rule.Rule.Condition.Root, type, but).With(need => need.Again(rule.ByAskedName, rule.ByIdentity));

    // A file that is made where a rule looks for one.
    private NeedMap OfIdentities(EventType type)
    {
        if (Rules.ExactPaths.Count == 0) return NeedMap.Nothing;
        _madeFiles ??= EventNeed.Of(new MarkSet([.. Rules.ExactPaths.Select(Path)]));
        return NeedMap.Of(_needs.PossibleOf(type).And(MadeFiles(type)), _madeFiles);

        static PathMark Path(byte[] path) => new(MarkPlace.Path, path);
    }

    private static ClassSet MadeFiles(EventType type)
    {
        var made = ClassSet.Empty;
        var (first, count) = EventClasses.Of(type);
        for (int place = 0; place < count; place++)
        {
            var facts = EventClasses.OpenFacts(first + place) & (OpenFacts.Created | OpenFacts.Failed);
            if (facts == OpenFacts.Created) made = made.Or(ClassSet.Only(place));
        }

        return made;
    }

    private void Collect(BoundNode node)
    {
        switch (node)
        {
            case BoundNot not:
                Collect(not.Child);
                break;
            case BoundGroup group:
                foreach (var child in group.Children) Collect(child);
                break;
            case BoundCheck { Field.Lifetime: FieldLifetime.Container } check:
                _fixedChecks.Add(check);
                break;
            case BoundCheck check:
                _isTotal |= SequenceFacts.DependsOn(check);
                break;
            case BoundComparison comparison:
                _isTotal |= SequenceFacts.IsOf(comparison.Left) || SequenceFacts.IsOf(comparison.Right);
                break;
        }
    }

    private sealed class RuleOfPolicy(CompiledRule rule, bool followsFiles)
    {
        public CompiledRule Rule { get; } = rule;

        public bool ByAskedName { get; } = followsFiles && PathStarts.Of(rule.Condition.Root).Any();

        public bool ByIdentity { get; } = followsFiles && ExactPaths.Of(rule.Condition.Root).Any();
    }
}
