using KosmosProbe.Engine.Explaining;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Explaining;

/// <summary>What is said of the events that the kernel sends for a rule.</summary>
public class PolicyOutlineTests
{
    [Theory]
    [InlineData(
        "evt.type in (openat, openat2) and evt.is_open_read = true and fd.num >= 0 and fd.name startswith /etc/",
        "openat+openat2 [worked; for reading] path starts with /etc/")]
    [InlineData("evt.type = openat and fd.num = -1", "openat [failed]")]
    [InlineData(
        "evt.type = connect and fd.typechar = 4 and fd.sip in (10.0.0.0/8, 1.2.3.4) and fd.sport = 443",
        "connect [worked or goes on; IPv4 to private networks, elsewhere; "
        + "IPv4 over IPv6 to private networks, elsewhere] port is 443 address is in 10.0.0.0/8,1.2.3.4/32")]
    [InlineData("evt.type = unlinkat", "unlinkat []")]
    [InlineData("evt.type = setuid", "setuid [] for state")]
    [InlineData("evt.type = unlinkat and container.id != host", "")]
    public void ItSaysWhatTheHostSends(string condition, string expected)
    {
        var explanation = Explain(condition);
        Assert.Equal(expected, string.Join(" | ", explanation.SentFromHost.Select(Print)));
    }

    [Fact]
    public void OfContainersItKnowsNothing() =>
        Assert.Equal("unlinkat []", Print(Assert.Single(
            Explain("evt.type = unlinkat and container.id != host").SentFromContainers)));

    private static RuleExplanation Explain(string condition)
    {
        var report = new RuleReport();
        string yaml = $"- rule: R\n  desc: One.\n  condition: {condition}\n  output: it\n  priority: NOTICE\n";
        bool isLoaded = RuleSet.TryLoad(
            [new RuleFile("test.yaml", yaml)], SyscallFields.Table, new RuleSetOptions(), report, out var rules,
            out var items);
        Assert.True(isLoaded, string.Join('\n', report.All));
        return new RuleExplainer(items, rules!).Explain(rules!.Rules[0]);
    }

    private static string Print(SentEvents sent) =>
        $"{string.Join('+', sent.Events)} [{string.Join("; ", sent.Facts)}]"
        + string.Concat(sent.Marks.Select(mark => $" {mark.What} {string.Join(',', mark.Values)}"))
        + (sent.IsForState ? " for state" : "");
}
