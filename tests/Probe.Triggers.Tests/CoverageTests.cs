using System.Text.RegularExpressions;
using Xunit;

namespace KosmosProbe.Triggers.Tests;

/// <summary>The tables against the official files: a rule without a trigger is a fault of the tables.</summary>
public sealed partial class CoverageTests
{
    /// <summary>By file.</summary>
    public static TheoryData<string> Files => [.. SharedRules.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryRuleHasATriggerAndEveryTriggerARule(string file)
    {
        SharedRules.Demand();
        var rules = RuleLine().Matches(File.ReadAllText(Path.Combine(SharedRules.Folder, file)))
            .Select(static match => match.Groups[1].Value.Trim()).Order(StringComparer.Ordinal);
        Assert.Equal(rules, TableOf(file).Select(static trigger => trigger.Rule).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatCannotBeTriggeredIsInATable()
    {
        var rows = StableTriggers.All.Concat(IncubatingTriggers.All).Concat(SandboxTriggers.All);
        Assert.Empty(Untriggered.Reasons.Keys.Except(rows.Select(static trigger => trigger.Rule)));
    }

    private static Trigger[] TableOf(string file) => file switch
    {
        "falco_rules.yaml" => StableTriggers.All,
        "falco-incubating_rules.yaml" => IncubatingTriggers.All,
        _ => SandboxTriggers.All,
    };

    [GeneratedRegex(@"^- rule: (.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex RuleLine();
}
