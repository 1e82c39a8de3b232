using KosmosProbe.Engine.Rules;
using Xunit;
using static KosmosProbe.Engine.Tests.Rules.JudgedOpens;

namespace KosmosProbe.Engine.Tests.Rules;

/// <summary>Opens through links, by rules that say how the name starts.</summary>
public sealed class AskedNameTests : IDisposable
{
    private const string Rules = """
        - rule: Own files
          desc: Links of a process to itself.
          condition: evt.type = openat and (fd.name = /proc/self/exe or fd.name startswith /proc/self/fd/)
          output: own %fd.name
          priority: ERROR
        - rule: Secrets
          desc: Usually below /run.
          condition: >
            evt.type = openat and fd.name startswith /var/run/secrets
            and not fd.name startswith /var/run/secrets/open
          output: secret %fd.name in %fd.directory
          priority: ERROR
        - rule: Programs
          desc: Usually below /usr.
          condition: evt.type = openat and fd.directory in (/bin, /sbin)
          output: program %fd.name
          priority: ERROR
        - rule: Any
          desc: Says nothing of the start.
          condition: evt.type = openat and not fd.name startswith /var/run
          output: any %fd.name
          priority: DEBUG
        """;

    private readonly JudgedOpens _opens = new(Rules);

    public void Dispose() => _opens.Dispose();

    [Theory]
    [InlineData("/proc/self/exe", "/usr/bin/runc", "Own files")]
    [InlineData("/proc/self/fd/7", "/usr/bin/runc", "Own files")]
    [InlineData("/proc/self/fdinfo/7", "/proc/9/fdinfo/7", null)]
    [InlineData("/var/run/secrets/token", "/run/secrets/token", "Secrets")]
    [InlineData("/var//run/./secrets/token", "/run/secrets/token", "Secrets")]
    [InlineData("/var/run/secrets/open/token", "/run/secrets/open/token", null)]
    [InlineData("/run/secrets/token", "/run/secrets/token", null)]
    [InlineData("/bin/sh", "/usr/bin/dash", "Programs")]
    [InlineData("/bin/deep/sh", "/usr/bin/deep/dash", null)]
    public async Task TheNameThatWasAskedForCountsToo(string asked, string opened, string? rule)
    {
        var pipeline = await _opens.PipelineAsync(new RuleSetOptions { Matching = RuleMatching.All });
        pipeline.Handle(Open(asked, opened));
        var alerts = _opens.Alerts();

        var any = Assert.Single(alerts, alert => RuleOf(alert) == "Any");
        Assert.False(any.GetProperty("output_fields").TryGetProperty("fd.name.same", out _));
        if (rule is null)
        {
            Assert.Single(alerts);
            return;
        }

        Assert.Equal(2, alerts.Count);
        var fields = alerts.Single(alert => RuleOf(alert) == rule).GetProperty("output_fields");
        Assert.Equal(opened, fields.GetProperty("fd.name").GetString());
        string name = asked.Replace("//", "/").Replace("/./", "/");
        Assert.Equal(name, fields.GetProperty("fd.name.same").GetString());
        Assert.EndsWith(
            $" (asked for as {name})",
            alerts.Single(alert => RuleOf(alert) == rule).GetProperty("output").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnderFirstMatchTheOpenedNameWins()
    {
        var pipeline = await _opens.PipelineAsync(new RuleSetOptions { Matching = RuleMatching.First });
        pipeline.Handle(Open("/proc/self/exe", "/usr/bin/runc"));

        Assert.Equal("Any", RuleOf(Assert.Single(_opens.Alerts())));
    }

    [Fact]
    public async Task WhereFilesAreNotFollowedTheOpenedNameCountsAlone()
    {
        var pipeline = await _opens.PipelineAsync(
            new RuleSetOptions { Matching = RuleMatching.All, FileIdentity = false });
        pipeline.Handle(Open("/proc/self/exe", "/usr/bin/runc"));

        Assert.Equal("Any", RuleOf(Assert.Single(_opens.Alerts())));
    }

    [Fact]
    public async Task LinksCostNothing()
    {
        var pipeline = await _opens.PipelineAsync(new RuleSetOptions { Matching = RuleMatching.All });
        long allocated = _opens.AllocatedBy(
            pipeline, Open("/bin/sh", "/usr/bin/dash"), Open("/lib/libc.so", "/usr/lib/libc.so"));
        Assert.Equal(0, allocated);
        Assert.True(pipeline.Rules.Rules[2].Matches >= Rounds / 2);
    }

    private static byte[] Open(string asked, string opened) => Records.Openat(opened, (ref record, texts) =>
        record.Name = texts.Add(asked));
}
