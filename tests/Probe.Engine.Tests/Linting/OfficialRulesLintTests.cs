using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Linting;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Linting;

/// <summary>
/// The linter does not cry wolf: each finding on Falco's own rules was looked at and is true. Two macros and a list are
/// there to be filled by users, the rest are slips.
/// </summary>
public class OfficialRulesLintTests
{
    [Fact]
    public void EveryFindingIsOneThatWasFoundToBeTrue()
    {
        var findings = Lint(RuleMatching.First).Where(finding => finding.Id != "not-collected");
        Assert.Equal(
            [
                "dead-branch: Create files below dev",
                "double-value: System procs network activity",
                "impossible-value: Write below etc",
                "impossible-value: Write below etc",
                "impossible-value: Write below rpm database",
                "impossible-value: Write below rpm database",
                "literal-pattern: Write below etc",
                "never-matches: Launch Disallowed Container",
                "never-matches: Network Connection outside Local Subnet",
                "private-destinations: Disallowed SSH Connection Non Standard Port",
                "shadowed: Contact cloud metadata service from container",
                "shadowed: Netcat Remote Code Execution in Container",
                "shadowed: Netcat/Socat Remote Code Execution on Host",
                "shadowed: Network Tool Executed During NPM Package Install",
            ],
            findings.Select(LintTexts.Line).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NothingIsAProblemThatDependsOnTheOrderWhenAllRulesAlert() => Assert.DoesNotContain(
        Lint(RuleMatching.All), finding => finding.Id == "shadowed" && finding.Severity == Severity.Problem);

    private static IReadOnlyList<Finding> Lint(RuleMatching matching)
    {
        var load = new RuleReport();
        var files = RulePaths.Read([SharedFiles.Path("fixtures", "falco-rules")], load);
        var options = new RuleSetOptions { Matching = matching };
        var report = Linter.Run(files, SyscallFields.Table, options, load);
        Assert.False(load.HasErrors, string.Join('\n', load.Errors));
        return report.Findings;
    }
}
