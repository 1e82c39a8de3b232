using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules.Collecting;

namespace KosmosProbe.Engine.Rules;

/// <summary>A rule that is ready to be judged and to alert. Immutable but for the count of its matches.</summary>
public sealed class CompiledRule
{
    private static readonly EventType[] OpenTypes = [.. EventTable.Types.Where(FdText.IsOpen)];

    private MatchCount _matches = new();

    internal CompiledRule(Rule rule, int number, BoundCondition condition, string template, AlertOutput output)
    {
        Number = number;
        Name = rule.Name;
        Description = rule.Description;
        Priority = rule.Priority;
        Source = rule.Source;
        Tags = [.. rule.Tags];
        IsEnabled = rule.Enabled;
        (Capture, CaptureMs) = (rule.Capture, rule.CaptureMs);
        Condition = condition;
        Template = template;
        Output = output;
        ShowsContainer = output.Shown.Any(ContainerReaders.IsTold);
    }

    /// <summary>The rule's number: its place in <see cref="RuleSet.Rules"/>.</summary>
    public int Number { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The description.</summary>
    public string Description { get; }

    /// <summary>The priority.</summary>
    public Priority Priority { get; }

    /// <summary>The source.</summary>
    public string Source { get; }

    /// <summary>The tags, sorted.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>What the file says; selection may say otherwise.</summary>
    public bool IsEnabled { get; }

    /// <summary>Its alerts start a recording, where recordings are made.</summary>
    public bool Capture { get; }

    /// <summary>How long that lasts; 0: as configured.</summary>
    public uint CaptureMs { get; }

    /// <summary>The condition.</summary>
    public BoundCondition Condition { get; }

    /// <summary>The output template, with what configuration appended.</summary>
    public string Template { get; }

    /// <summary>What its alerts are made of.</summary>
    public AlertOutput Output { get; }

    /// <summary>Its alerts show what only the container runtime tells.</summary>
    internal bool ShowsContainer { get; }

    /// <summary>It may hold for opens.</summary>
    internal bool IsOfOpens => Array.Exists(OpenTypes, Condition.EventTypes.Contains);

    /// <summary>How many events it held for.</summary>
    public long Matches => _matches.Value;

    /// <summary>Counts a match; called by the event thread alone.</summary>
    public void CountMatch() => _matches.Increment();

    /// <summary>Goes on with the count of the rule that this one takes the place of.</summary>
    /// <param name="former">Of the same name. It may still be judged, and both then count as one.</param>
    internal void TakeCountFrom(CompiledRule former) => _matches = former._matches;

    // An object of its own, so that it outlives the rule and one set of rules can be swapped for another at any moment.
    private sealed class MatchCount
    {
        private long _value;

        public long Value => Volatile.Read(ref _value);

        public void Increment() => Volatile.Write(ref _value, _value + 1);
    }
}
