using System.Globalization;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Engine.Tests.Policies;

/// <summary>
/// What a policy leaves out matches no rule: random rules, the official ones and the shipped ones against random events
/// on the host and in containers. PROBE_POLICY_DECISIONS says how many decisions the random rules are tried on, and
/// PROBE_POLICY_SEED where the seeds begin.
/// </summary>
public class PolicyEqualityTests
{
    private const string Variable = "PROBE_POLICY_DECISIONS";
    private const string SeedVariable = "PROBE_POLICY_SEED";
    private const long Usual = 60_000;
    private const int RulesPerSet = 2;
    private const int MutantSeeds = 12;
    private const int EventsPerMutant = 3_000;
    private const int EventsPerSet = 2_000;
    private const int OfficialEvents = 20_000;

    private const string RulesToBreak = """
        - macro: opened
          condition: evt.type in (open, openat, openat2) and fd.num >= 0
        - rule: One file
          desc: By its name.
          condition: opened and evt.is_open_read = true and fd.name in (/etc/shadow, /etc/passwd)
          output: it
          priority: NOTICE
        - rule: Some files
          desc: By their names.
          condition: opened and (fd.name startswith /bin or fd.name startswith /var/run or fd.name endswith id_rsa)
          output: it
          priority: NOTICE
        - rule: Ports
          desc: By their numbers.
          condition: evt.type = connect and fd.sport in (22, 443)
          output: it
          priority: NOTICE
        - rule: Networks
          desc: By their addresses.
          condition: evt.type in (sendto, sendmsg) and fd.sip in (10.0.0.0/8, 8.8.8.8)
          output: it
          priority: NOTICE
        - rule: Calls
          desc: By their names.
          condition: evt.type in (chmod, unlink, mkdir)
          output: it
          priority: NOTICE
        """;

    [Fact]
    public async Task NothingIsLeftOutThatRandomRulesWant()
    {
        long wanted = Given(Variable, Usual);
        (long decisions, long leftOut, long matched) = (0, 0, 0);
        for (int seed = (int)Given(SeedVariable, usual: 1); decisions < wanted; seed++)
        {
            var rules = TestRules.Load(new PolicyRules(seed).File(RulesPerSet), Options(byIdentity: seed % 4 != 0));
            await rules.Compiled;
            using var proof = new PolicyProof(rules);
            decisions += Try(rules, proof, seed, EventsPerSet);
            leftOut += proof.LeftOut;
            matched += proof.Matched;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{decisions} decisions, {leftOut} left out, {matched} matched");
        Assert.True(leftOut > decisions / 20, $"of {decisions} only {leftOut} were left out");
        Assert.True(matched > decisions / 20, $"of {decisions} only {matched} matched");
    }

    [Theory]
    [InlineData("fixtures", "falco-rules")]
    [InlineData("kosmos")]
    public async Task NothingIsLeftOutThatWellKnownRulesWant(params string[] folder)
    {
        var rules = Load(folder);
        await rules.Compiled;
        using var proof = new PolicyProof(rules);
        Try(rules, proof, seed: 7, OfficialEvents);
        Assert.True(proof.LeftOut > OfficialEvents, $"only {proof.LeftOut} were left out");
        Assert.True(proof.Matched > 0, "none matched");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task PoliciesThatAreWrongAreFound(string way)
    {
        var rules = TestRules.Load(RulesToBreak, Options());
        await rules.Compiled;
        using var proof = new PolicyProof(rules);
        var compiler = new PolicyCompiler(rules);
        (int wrong, int found) = (0, 0);
        for (int seed = 1; seed <= MutantSeeds; seed++)
        {
            var place = PolicyPlace.All[seed % PolicyPlace.All.Length];
            if (PolicyMutants.All[way](place.PolicyOf(compiler), new Random(seed)) is not { } mutant) continue;
            var events = new PolicyEvents(seed);
            wrong++;
            bool isFound = Enumerable.Range(0, EventsPerMutant).Any(_ =>
                proof.Differs(mutant, place, events.Next(), isKnown: true));
            found += isFound ? 1 : 0;
        }

        // What one mark was there for, another may let pass as well.
        Assert.True(found * 2 > wrong, $"of {wrong} only {found} were found");
    }

    public static TheoryData<string> Ways => [.. PolicyMutants.All.Keys];

    internal static RuleSet Load(string[] folder)
    {
        var report = new RuleReport();
        string[] paths = folder is ["kosmos"]
            ? [Repository.At("rules", "base.yaml"), Repository.At("rules", "kosmos")]
            : [SharedFiles.Path(folder)];
        Assert.True(
            RuleSet.TryLoad(RulePaths.Read(paths, report), SyscallFields.Table, Options(), report, out var rules),
            string.Join('\n', report.All));
        return rules!;
    }

    private static long Given(string variable, long usual) => long.TryParse(
        Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out long given) ? given : usual;

    private static RuleSetOptions Options(bool byIdentity = true) =>
        new() { Matching = RuleMatching.All, CompilingThreads = 1, FileIdentity = byIdentity };

    private static long Try(RuleSet rules, PolicyProof proof, int seed, int events)
    {
        var compiler = new PolicyCompiler(rules);
        var made = new PolicyEvents(seed);
        var policies = PolicyPlace.All.Select(place => (place, policy: place.PolicyOf(compiler))).ToList();
        for (int i = 0; i < events; i++)
        {
            byte[] record = made.Next();
            foreach (var (place, policy) in policies)
            {
                bool isKnown = i % 16 != 0;
                if (!proof.Differs(policy, place, record, isKnown)) continue;
                Assert.Fail($"seed {seed}, event {i} ({Records.View(record).Type}) in {place.Info?.Name is null} "
                    + $"class {EventClasses.Of(Records.View(record))} is left out, and held: {proof.Held()}");
            }
        }

        return (long)events * policies.Count;
    }
}
