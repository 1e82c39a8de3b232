using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Linting;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Linting;

public class KosmosRulesLintTests
{
    // What waits for the container runtime goes away when it is asked.
    private const string Waiting = "not-collected";

    [Fact]
    public void ThePointsOfTheShippedRulesAreFound()
    {
        var findings = Lint(RuleMatching.All).Where(finding => finding.Id != Waiting);
        Assert.Equal(
            [
                "private-destinations: KOSMOS Agent Network Connection",
                "network-as-address: KOSMOS Agent Network Connection",
                "later-definition: KOSMOS Agent Network Connection",
                "later-definition: KOSMOS Agent Network Connection",
                "floods: KOSMOS Sensitive File Access",
                "floods: KOSMOS Sensitive File Access",
                "branch-without-event: KOSMOS Kill Switch Triggered",
                "shadowed: Unauthorized Kill Switch Attempt",
                "private-destinations: MCP Database Direct Access",
            ],
            findings.Select(LintTexts.Line));
    }

    [Fact]
    public void TheFixOfTheKillSwitchIsSpelledOut()
    {
        var finding = Assert.Single(Lint(RuleMatching.All), finding => finding.Id == "branch-without-event");
        Assert.Equal(
            "write `spawned_process and (proc.cmdline contains \"kill-switch\" or proc.cmdline contains "
            + "\"emergency-halt\")`",
            finding.Fix);
        Assert.Equal(Severity.Advice, finding.Severity);
    }

    [Fact]
    public void TheShadowedRuleIsAProblemWhereTheFirstMatchEnds()
    {
        Assert.Equal(Severity.Advice, Single(RuleMatching.All, "shadowed").Severity);
        Assert.Equal(Severity.Problem, Single(RuleMatching.First, "shadowed").Severity);
    }

    [Fact]
    public void TheSecretsThatEveryPodReadsAreNamed() => Assert.Contains(
        Lint(RuleMatching.All),
        finding => finding.Id == "floods" && finding.Severity == Severity.Problem
            && finding.Why.Contains("/var/run/secrets/kubernetes.io/serviceaccount/token", StringComparison.Ordinal));

    private static Finding Single(RuleMatching matching, string id) =>
        Assert.Single(Lint(matching), finding => finding.Id == id);

    private static IReadOnlyList<Finding> Lint(RuleMatching matching)
    {
        string rules = Path.Combine(LintChecksTests.Repository(), "rules");
        var load = new RuleReport();
        var files = RulePaths.Read([Path.Combine(rules, "base.yaml"), Path.Combine(rules, "kosmos")], load);
        var report = Linter.Run(files, SyscallFields.Table, new RuleSetOptions { Matching = matching }, load);
        Assert.False(load.HasErrors, string.Join('\n', load.Errors));
        return report.Findings;
    }
}
