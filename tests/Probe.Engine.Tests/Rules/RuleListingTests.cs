using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Collecting;
using KosmosProbe.Engine.Rules.Reading;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

public class RuleListingTests
{
    [Fact]
    public void TheListOfTheOfficialRulesIsFalcos()
    {
        var file = new RuleFile(
            "falco_rules.yaml", File.ReadAllText(SharedFiles.Path("fixtures", "falco-rules", "falco_rules.yaml")));
        var report = new RuleReport();
        var rules = new RuleFileReader(report).Read(file).OfType<RuleDefinition>()
            .Select(rule => (rule.Name, rule.Description!.Text));
        var text = new StringWriter();
        RuleListing.Write(rules, text);
        Assert.Empty(report.All);
        string expected = File.ReadAllText(SharedFiles.Path("fixtures", "falco-output", "L_text.txt"));
        Assert.Equal(expected, text.ToString());
    }
}
