using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules.Collecting;

namespace KosmosProbe.Engine.Rules;

/// <summary>What happens when several rules hold for one event.</summary>
public enum RuleMatching
{
    /// <summary>The first in order alerts.</summary>
    First,

    /// <summary>Every one alerts.</summary>
    All,
}

/// <summary>How a set of rules is made.</summary>
public sealed record RuleSetOptions
{
    /// <summary>Rules that matter less are left out.</summary>
    public Priority LeastPriority { get; init; } = Priority.Debug;

    /// <summary>rule_matching.</summary>
    public RuleMatching Matching { get; init; } = RuleMatching.First;

    /// <summary>engine.strict: Falco's own meaning everywhere; each file sees only those before it.</summary>
    public bool Strict { get; init; }

    /// <summary>
    /// Sources that are known beside syscall. Their rules are compiled like others, for the events of plugins.
    /// </summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Rules switched on and off, in this order, after all files.</summary>
    public IReadOnlyList<RuleSelection> Selection { get; init; } = [];

    /// <summary>append_output.</summary>
    public IReadOnlyList<OutputAddition> Additions { get; init; } = [];

    /// <summary>The events come from a capture: any that Falco knows, not only those that are traced here.</summary>
    public bool ForCaptures { get; init; }

    /// <summary>base_syscalls.all: what all programs do all the time concerns rules that name no events too.</summary>
    public bool WithFrequentCalls { get; init; }

    /// <summary>engine.file_identity: a file counts under any name where a rule compares with an exact path.</summary>
    public bool FileIdentity { get; init; } = true;

    /// <summary>The same, where it can be: Falco goes by names alone, and a capture has no files.</summary>
    internal bool FollowsFiles => FileIdentity && !Strict && !ForCaptures;

    /// <summary>How alerts are written.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>
    /// Threads that compile side by side: all of the machine's at a start, which must be quick; one beside a probe that
    /// runs.
    /// </summary>
    public int CompilingThreads { get; init; } = Environment.ProcessorCount;
}

/// <summary>What configuration adds to the output of the rules that all of its conditions fit.</summary>
public sealed record OutputAddition
{
    /// <summary>The rules' source; empty fits any.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>The rule's name; empty fits any.</summary>
    public string Rule { get; init; } = string.Empty;

    /// <summary>Tags that the rule must all have.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A template put behind the rule's own, with a blank between.</summary>
    public string ExtraOutput { get; init; } = string.Empty;

    /// <summary>Whether the fields that are worth having in every alert are put behind that.</summary>
    public bool IsSuggested { get; init; }

    /// <summary>Fields for output_fields alone: a name, and a template or null for the name's value.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> ExtraFields { get; init; } = [];

    /// <summary>Whether a rule gets it.</summary>
    internal bool Fits(Rule rule) =>
        (Source.Length == 0 || Source == rule.Source)
        && (Rule.Length == 0 || Rule == rule.Name)
        && Tags.All(rule.Tags.Contains);
}
