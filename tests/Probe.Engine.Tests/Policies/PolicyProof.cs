using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Tests.Policies;

/// <summary>
/// Judges events as the pipeline does: by the name that was opened, by other names of the same file, and by the name
/// that was asked for. What a policy leaves out must match no rule.
/// </summary>
internal sealed class PolicyProof(RuleSet rules) : IDisposable
{
    private readonly NodeState _node = new();
    private readonly FileIdentities _identities = PolicyEvents.Identities();
    private readonly RuleMatches _matches = rules.CreateMatches();
    private readonly RuleMatches _found = rules.CreateMatches();
    private readonly byte[] _name = new byte[AskedNameRules.NameBytesMax];

    /// <summary>Events that were left out and matched no rule.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Events that matched a rule.</summary>
    public long Matched { get; private set; }

    public void Dispose() => _identities.Dispose();

    /// <summary>Whether an event that matches a rule is left out; all is well with false.</summary>
    public bool Differs(KernelPolicy policy, PolicyPlace place, byte[] record, bool isKnown)
    {
        var context = place.Event(record, _node, isKnown);
        bool isSent = PolicyModel.Sends(policy, context, _identities);
        bool matches = Matches(context);
        Matched += matches ? 1 : 0;
        LeftOut += isSent ? 0 : 1;
        return matches && !isSent;
    }

    /// <summary>The rules that hold, in words.</summary>
    public string Held() => string.Join(", ", _matches.Rules.ToArray().Select(number =>
        $"{rules.Rules[number].Name}: {rules.Rules[number].Condition.Canonical}"));

    private bool Matches(in EventContext context)
    {
        _node.Scratch.Reset();
        rules.Match(context, _matches);
        foreach (byte[] path in _identities.PathsOf(context))
        {
            _node.Scratch.Reset();
            var byPath = context with { SamePath = path, IsBySamePath = true };
            rules.MatchAgain(byPath, rules.IdentityRules.Of(path), _matches, _found);
        }

        if (OtherNameRules.NameOf(context) is { IsEmpty: false } other)
        {
            _node.Scratch.Reset();
            var byOther = context with { SamePath = other.ToArray(), IsBySamePath = true };
            rules.MatchAgain(byOther, rules.OtherNameRules.Of(context, other), _matches, _found);
        }

        _node.Scratch.Reset();
        if (rules.AskedNameRules.NameOf(context, _name) is { IsEmpty: false } asked)
        {
            _node.Scratch.Reset();
            var byName = context with { SamePath = asked, IsBySamePath = true };
            rules.MatchAgain(byName, rules.AskedNameRules.Of(byName), _matches, _found);
        }

        return _matches.Count > 0;
    }
}
