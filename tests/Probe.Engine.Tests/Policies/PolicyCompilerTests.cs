using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Policies;

/// <summary>What is derived from rules that say one thing each.</summary>
public class PolicyCompilerTests
{
    private const string Read = "evt.type = openat and evt.is_open_read = true and fd.num >= 0";

    [Theory]
    [InlineData("fd.name = /etc/shadow", "Path:/etc/shadow asked:False same:True")]
    [InlineData("fd.name startswith /etc", "Start:/etc asked:True same:False")]
    [InlineData("fd.name in (/a, /b)", "Path:/a Path:/b asked:False same:True")]
    [InlineData("(fd.name endswith .pem or fd.filename = id)", "Name:id Ending:.pem asked:False same:False")]
    [InlineData("fd.directory = /etc", "Directory:/etc asked:True same:False")]
    [InlineData("fd.name glob /home/*/.ssh/*", "Start:/home/ asked:False same:False")]
    [InlineData("fd.name glob *.so.?", "Part:.so. asked:False same:False")]
    [InlineData("fd.name pmatch (/e, /u/l*)", "Start:/e Start:/u/l Start:e Start:u/l asked:True same:False")]
    [InlineData("fd.nameraw contains ../", "AskedPart:../ asked:False same:False")]
    [InlineData("fd.name contains a and fd.name = /b", "Path:/b asked:False same:True")]
    [InlineData("basename(fd.name) = x", "Name:x asked:False same:False")]
    [InlineData("not fd.name startswith /etc", null)]
    [InlineData("(fd.name = /b or proc.name = x)", null)]
    [InlineData("fd.name regex /etc.*", null)]
    [InlineData("fd.name != /etc/shadow", null)]
    [InlineData("fd.name contains \"\"", null)]
    public void OpensAreFilteredByTheirNames(string condition, string? expected)
    {
        var policy = Host($"{Read} and {condition}");
        int read = ClassOf(EventType.Openat, OpenFacts.Read);
        Assert.Equal(expected, policy.FilterOf(read) is { } filter ? Print(filter) : null);
        Assert.Equal(expected is null ? KernelPolicy.Send : KernelPolicy.FirstFilter, policy.Verdicts[read]);
        Assert.Equal(KernelPolicy.LeaveOut, policy.Verdicts[ClassOf(EventType.Openat, OpenFacts.Write)]);
        Assert.Equal(
            KernelPolicy.LeaveOut, policy.Verdicts[ClassOf(EventType.Openat, OpenFacts.Read | OpenFacts.Failed)]);
    }

    [Fact]
    public void OfTheOfficialRulesTheHostsReadsAreFilteredAndTheFiltersAreFew()
    {
        var policy = new PolicyCompiler(PolicyEqualityTests.Load(["fixtures", "falco-rules"])).ForHost();
        Assert.InRange(policy.Filters.Count, 1, KernelPolicy.FiltersWanted);
        foreach (var type in (EventType[])[EventType.Open, EventType.Openat, EventType.Openat2])
        {
            var read = policy.FilterOf(ClassOf(type, OpenFacts.Read))!;
            Assert.Contains("/etc/shadow", read.Paths.Select(Encoding.UTF8.GetString));
            Assert.Equal(["../"], read.AskedParts.Select(Encoding.UTF8.GetString));
            Assert.DoesNotContain(".bashrc", read.Names.Select(Encoding.UTF8.GetString));
        }

        var connects = EventClasses.Of(EventType.Connect).First;
        Assert.Equal(KernelPolicy.LeaveOut, policy.Verdicts[connects + (int)SocketKind.Unix]);
        Assert.Equal(KernelPolicy.LeaveOut, policy.Verdicts[connects + (int)SocketKind.V4Loopback]);
        Assert.Equal(KernelPolicy.Send, policy.Verdicts[connects + (int)SocketKind.V4Elsewhere]);
        Assert.Equal(KernelPolicy.LeaveOut, policy.Verdicts[(int)EventType.Dup2]);
        Assert.Equal(KernelPolicy.Send, policy.Verdicts[(int)EventType.Setuid]);
    }

    [Fact]
    public void OfTheShippedRulesNoOpenOfTheHostIsWanted()
    {
        var policy = new PolicyCompiler(PolicyEqualityTests.Load(["kosmos"])).ForHost();
        foreach (var type in (EventType[])[EventType.Open, EventType.Openat, EventType.Openat2])
        {
            var (first, count) = EventClasses.Of(type);
            Assert.Equal(KernelPolicy.LeaveOut, policy.Verdicts[(int)type]);
            Assert.All(policy.Verdicts.Slice(first, count).ToArray(), verdict =>
                Assert.Equal(KernelPolicy.LeaveOut, verdict));
        }
    }

    [Fact]
    public void ContainersThatRulesCannotTellApartShareAPolicy()
    {
        var compiler = new PolicyCompiler(Rules(
            "evt.type = openat and container.id != host and container.image.repository contains kosmos"));
        Assert.Equal(KernelPolicy.LeaveOut, compiler.ForHost().Verdicts[ClassOf(EventType.Openat, OpenFacts.Read)]);
        var plain = PolicyPlace.All[1].PolicyOf(compiler);
        var other = PolicyPlace.All[2].PolicyOf(compiler);
        Assert.Equal(compiler.ForHost(), plain);
        Assert.Equal(KernelPolicy.Send, other.Verdicts[ClassOf(EventType.Openat, OpenFacts.Read)]);
        Assert.Same(other, PolicyPlace.All[2].PolicyOf(compiler));
    }

    [Theory]
    [InlineData("evt.type = openat and evt.num = 5")]
    [InlineData("evt.type = openat and evt.deltatime < 5 and container.id != host")]
    public void RulesThatCountEventsNeedAll(string condition) =>
        Assert.Same(KernelPolicy.Everything, Host(condition));

    [Fact]
    public void FalcosViewOfNamesIsNotFiltered()
    {
        var rules = TestRules.Load(
            "- rule: R\n  desc: One.\n  condition: evt.type = openat and fd.num >= 0 and fd.name = /a\n"
            + "  output: it\n  priority: NOTICE\n",
            new RuleSetOptions { Strict = true });
        var policy = new PolicyCompiler(rules).ForHost();
        Assert.Equal(KernelPolicy.Send, policy.Verdicts[ClassOf(EventType.Openat, OpenFacts.Read)]);
        Assert.Equal(
            KernelPolicy.LeaveOut, policy.Verdicts[ClassOf(EventType.Openat, OpenFacts.Read | OpenFacts.Failed)]);
    }

    private static KernelPolicy Host(string condition) => new PolicyCompiler(Rules(condition)).ForHost();

    private static RuleSet Rules(string condition) => TestRules.Load(
        $"- rule: R\n  desc: One.\n  condition: >\n    {condition}\n  output: it\n  priority: NOTICE\n");

    private static int ClassOf(EventType type, OpenFacts facts) => EventClasses.Of(type).First + (int)facts;

    private static string Print(EventFilter filter) => string.Join(' ', filter.Marks.Select(mark =>
        $"{mark.Place}:{Encoding.UTF8.GetString(mark.Text)}")) + $" asked:{filter.AskedNames} same:{filter.Identities}";
}
