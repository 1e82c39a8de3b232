using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Engine.Tests.Rules;

/// <summary>The user's rules and the official ones, with the fields that there really are.</summary>
public class ShippedRulesTests
{
    private static readonly string Base = Path.Combine(Repository.Root, "rules", "base.yaml");

    private static readonly string[] Kosmos =
        Directory.GetFiles(Path.Combine(Repository.Root, "rules", "kosmos"), "*.yaml");

    public static TheoryData<string> EachFile() => [.. Kosmos.Select(file => Path.GetFileName(file))];

    [Fact]
    public void TheUsersRulesLoadInEveryOrder()
    {
        var orders = Orders([Base, .. Kosmos]).ToList();
        Assert.Equal(120, orders.Count);
        Assert.All(orders, order => Assert.Equal(7, Load(order, isStrict: false, out var rules) + rules!.Active.Count));
    }

    [Theory]
    [MemberData(nameof(EachFile))]
    public void EachFileLoadsAloneWithTheBase(string name) =>
        Assert.Equal(0, Load([Base, Path.Combine(Repository.Root, "rules", "kosmos", name)], isStrict: false, out _));

    [Fact]
    public void AListThatNoFileHasIsWarnedOf()
    {
        string agents = Kosmos.Single(file => file.EndsWith("agents.yaml", StringComparison.Ordinal));
        var report = new RuleReport();
        var files = RulePaths.Read([Base, agents], report);
        Assert.True(RuleSet.TryLoad(files, SyscallFields.Table, new RuleSetOptions(), report, out _));
        var told = report.Warnings.Where(warning => warning.Code == RuleCode.SuspiciousCondition).ToList();
        Assert.Equal(
            ["`trusted_ips`", "`allowed_ports`"], told.Select(warning => warning.Message.Split([' ', ';'])[5]));
        Assert.All(told, warning => Assert.EndsWith("agents.yaml", warning.File));
    }

    [Fact]
    public void AMisspeltListIsAnErrorWithItsName()
    {
        const string Misspelt = """
            - list: trusted_ips
              items: [10.0.0.0/8]
            - rule: r
              desc: d
              condition: evt.type = connect and fd.sip in (trusted_ip)
              output: o
              priority: INFO
            """;
        var report = new RuleReport();
        Assert.False(RuleSet.TryLoad(
            [new RuleFile("r.yaml", Misspelt)], SyscallFields.Table, new RuleSetOptions(), report, out _));
        Assert.Equal("trusted_ips", Assert.Single(report.Errors).DidYouMean);
    }

    [Fact]
    public void UnderStrictFalcosRefusalOfNetworksComes()
    {
        var report = new RuleReport();
        string[] lists = [.. Kosmos.Where(file => file.EndsWith("lists.yaml", StringComparison.Ordinal))];
        var files = RulePaths.Read([Base, .. lists, .. Kosmos.Except(lists)], report);
        var options = new RuleSetOptions { Strict = true };
        Assert.False(RuleSet.TryLoad(files, SyscallFields.Table, options, report, out _));
        var error = Assert.Single(report.Errors);
        Assert.Equal(RuleCode.CompileCondition, error.Code);
        Assert.Contains("unrecognized IPv4 address `10.42.0.0/16`", error.Message);
        Assert.Contains("trusted_ips", error.Message);
    }

    [Fact]
    public void TheOfficialRulesLoadTogetherWithoutAWord()
    {
        string folder = SharedFiles.Path("fixtures", "falco-rules");
        string[] names = ["falco_rules.yaml", "falco-incubating_rules.yaml", "falco-sandbox_rules.yaml"];
        foreach (bool isStrict in (bool[])[false, true])
        {
            var report = new RuleReport();
            var files = RulePaths.Read(names.Select(name => Path.Combine(folder, name)), report);
            var options = new RuleSetOptions { Strict = isStrict };
            bool isLoaded = RuleSet.TryLoad(files, SyscallFields.Table, options, report, out var rules, out var items);
            PluginCheck.Check(items.Requirements, report);
            Assert.True(isLoaded && !report.HasErrors, string.Join('\n', report.Errors));
            Assert.Equal(93, rules!.Rules.Count);
            Assert.Equal(81, rules.Active.Count);
            Assert.Equal([], report.Warnings.Where(one => !IsUnused(one)).Select(one => one.ToString()));
        }
    }

    // How many errors there were.
    private static int Load(IEnumerable<string> paths, bool isStrict, out RuleSet? rules)
    {
        var report = new RuleReport();
        var files = RulePaths.Read(paths, report);
        RuleSet.TryLoad(files, SyscallFields.Table, new RuleSetOptions { Strict = isStrict }, report, out rules);
        return report.Errors.Count();
    }

    private static bool IsUnused(RuleError warning) => warning.Code is RuleCode.UnusedList or RuleCode.UnusedMacro;

    private static IEnumerable<string[]> Orders(string[] items) => items.Length == 0
        ? [[]]
        : from first in items
          from rest in Orders([.. items.Where(item => item != first)])
          select (string[])[first, .. rest];
}
