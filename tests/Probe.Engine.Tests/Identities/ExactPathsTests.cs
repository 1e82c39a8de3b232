using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;
using Xunit;

namespace KosmosProbe.Engine.Tests.Identities;

/// <summary>Which paths of a rule's condition count under other names.</summary>
public class ExactPathsTests
{
    [Theory]
    [InlineData("evt.type = openat and fd.name = /etc/shadow", "/etc/shadow")]
    [InlineData("evt.type in (open, openat) and fd.name in (/etc/shadow, /etc/sudoers)", "/etc/shadow /etc/sudoers")]
    [InlineData("evt.type = openat and fs.path.name = /etc/shadow", "/etc/shadow")]
    [InlineData("evt.type = openat and (fd.name = /a or fd.name = /a or fd.name = /b)", "/a /b")]
    [InlineData("evt.type = openat and fd.name startswith /etc and fd.name in (/etc/shadow)", "/etc/shadow")]
    [InlineData("evt.type = openat and fd.name glob /etc/shadow", "/etc/shadow")]
    [InlineData("evt.type = openat and fd.name = /a and not fd.name in (/b, /c)", "/a")]
    [InlineData("evt.type = openat and fd.name != /b", "")]
    [InlineData("evt.type = openat and not (proc.name = cat and fd.name = /b)", "")]
    [InlineData("evt.type = openat and not (proc.name = cat or not fd.name = /b)", "/b")]
    [InlineData("evt.type = openat and not fd.name != /b", "/b")]
    [InlineData("evt.type = openat and fd.name startswith /etc/shadow", "")]
    [InlineData("evt.type = openat and fd.directory = /etc", "")]
    [InlineData("evt.type = openat and fd.name in (/proc/1/environ, /dev/fd/3, /dev/mem)", "/dev/mem")]
    [InlineData("evt.type = openat and fd.name in (relative, /slash/, '')", "")]
    [InlineData("evt.type = execve and proc.exepath = /bin/su", "")]
    [InlineData("evt.type = unlink and fd.name = /etc/shadow", "")]
    [InlineData("evt.type in (link, linkat) and evt.arg.oldpath in (/etc/shadow, /etc/sudoers)",
        "/etc/shadow /etc/sudoers")]
    [InlineData("evt.type = link and fs.path.target = /etc/shadow", "/etc/shadow")]
    [InlineData("evt.type = rename and evt.arg.oldpath = /etc/shadow", "")]
    [InlineData("evt.type = openat and proc.exepath = /bin/su", "")]
    public void OnlyWhatHelpsAnOpenToMatchCounts(string condition, string paths)
    {
        var rules = TestRules.Load(Rule(condition));
        Assert.Equal(paths, string.Join(' ', rules.ExactPaths.Select(Encoding.UTF8.GetString)));
        Assert.Equal(paths.Length > 0, rules.FollowedTypes.Contains(EventType.Rename));
    }

    [Fact]
    public void RulesThatAreOffHaveNone()
    {
        string off = Rule("evt.type = openat and fd.name = /etc/shadow") + "\n  enabled: false";
        Assert.Empty(TestRules.Load(off).ExactPaths);
    }

    [Fact]
    public void FalcosOwnMeaningAndCapturesHaveNone()
    {
        string rule = Rule("evt.type = openat and fd.name = /etc/shadow");
        RuleSetOptions[] without =
        [
            new() { Strict = true }, new() { FileIdentity = false }, new() { ForCaptures = true },
        ];
        Assert.All(without, options => Assert.Empty(TestRules.Load(rule, options).ExactPaths));
        Assert.Single(TestRules.Load(rule).ExactPaths);
    }

    private static string Rule(string condition) => $"""
        - rule: One
          desc: One rule.
          condition: {condition}
          output: it is
          priority: INFO
        """;
}
