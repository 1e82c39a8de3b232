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

    private static KernelPolicy Host(string condition) => new PolicyCompiler(Rules(condition)).ForHost();

    private static RuleSet Rules(string condition) => TestRules.Load(
        $"- rule: R\n  desc: One.\n  condition: >\n    {condition}\n  output: it\n  priority: NOTICE\n");

    private static int ClassOf(EventType type, OpenFacts facts) => EventClasses.Of(type).First + (int)facts;

    private static string Print(EventFilter filter) => string.Join(' ', filter.Marks.Select(mark =>
        $"{mark.Place}:{Encoding.UTF8.GetString(mark.Text)}")) + $" asked:{filter.AskedNames} same:{filter.Identities}";
}
