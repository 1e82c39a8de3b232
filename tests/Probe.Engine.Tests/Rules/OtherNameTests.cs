using KosmosProbe.Engine.Rules;
using Xunit;
using static KosmosProbe.Engine.Tests.Rules.JudgedOpens;

namespace KosmosProbe.Engine.Tests.Rules;

/// <summary>Opens below bind mounts and behind roots of a process' own, by rules on what a name looks like.</summary>
public sealed class OtherNameTests : IDisposable
{
    private const string Rules = """
        - rule: Below
          desc: A start, with an exception.
          condition: evt.type = openat and fd.name startswith /etc/ and not fd.name startswith /etc/open
          output: below %fd.name in %fd.directory
          priority: ERROR
        - rule: Within
          desc: Just this directory.
          condition: evt.type = openat and fd.directory in (/root, /etc)
          output: within %fd.name
          priority: ERROR
        - rule: Pattern
          desc: A pattern and a last name.
          condition: evt.type = openat and (fd.name glob /home/*/.ssh/* or fd.filename = shadow)
          output: pattern %fd.name
          priority: ERROR
        - rule: Any
          desc: Says of the name only what it must not be.
          condition: evt.type = openat and not fd.name startswith /mnt
          output: any %fd.name
          priority: DEBUG
        """;

    private readonly JudgedOpens _opens = new(Rules);

    public void Dispose() => _opens.Dispose();

    [Theory]
    [InlineData("/mnt/hosts", "/etc/hosts", "Below,Within")]
    [InlineData("/hosts", "/etc/hosts", "Any,Below,Within")]
    [InlineData("/mnt/x/hosts", "/etc/x/hosts", "Below")]
    [InlineData("/mnt/open", "/etc/open", "Within")]
    [InlineData("/mnt/key", "/home/a/.ssh/key", "Pattern")]
    [InlineData("/mnt/a", "/srv/shadow", "Pattern")]
    [InlineData("/mnt/a", "/srv/a", "")]
    [InlineData("/etc/a", "/srv/a", "Any,Below,Within")]
    [InlineData("/etc/a", "/etc/a", "Any,Below,Within")]
    [InlineData("/etc/a", "/etc/b/a", "Any,Below,Within")]
    public async Task WhatARuleWantsOfANameTheOtherOneMayHave(string opened, string other, string expected)
    {
        var pipeline = await _opens.PipelineAsync(new RuleSetOptions { Matching = RuleMatching.All });
        pipeline.Handle(Open(opened, other));

        Assert.Equal(expected, string.Join(',', _opens.Alerts().Select(RuleOf).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task TheAlertSaysBothNames()
    {
        var pipeline = await _opens.PipelineAsync(new RuleSetOptions { Matching = RuleMatching.First });
        pipeline.Handle(Open("/mnt/hosts", "/etc/hosts"));

        var alert = Assert.Single(_opens.Alerts());
        var fields = alert.GetProperty("output_fields");
        Assert.Equal("/mnt/hosts", fields.GetProperty("fd.name").GetString());
        Assert.Equal("/mnt", fields.GetProperty("fd.directory").GetString());
        Assert.Equal("/etc/hosts", fields.GetProperty("fd.name.same").GetString());
        Assert.EndsWith(
            "below /mnt/hosts in /mnt (the same file as /etc/hosts)",
            alert.GetProperty("output").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADirectoryIsItsOwnDirectory()
    {
        var pipeline = await _opens.PipelineAsync(new RuleSetOptions { Matching = RuleMatching.All });
        pipeline.Handle(Open("/mnt", "/root", fileMode: 0x41ed));
        Assert.Equal("Within", RuleOf(Assert.Single(_opens.Alerts())));
        pipeline.Handle(Open("/mnt", "/srv/shadow", fileMode: 0x41ed));
        Assert.Empty(_opens.Alerts());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task WhereFilesAreNotFollowedTheOpenedNameCountsAlone(bool identity, bool strict)
    {
        var pipeline = await _opens.PipelineAsync(
            new RuleSetOptions { Matching = RuleMatching.All, FileIdentity = identity, Strict = strict });
        pipeline.Handle(Open("/mnt/hosts", "/etc/hosts"));

        Assert.Empty(_opens.Alerts());
        Assert.False(pipeline.Rules.ReadsOtherNames);
    }

    [Fact]
    public async Task OtherNamesCostNothing()
    {
        var pipeline = await _opens.PipelineAsync(new RuleSetOptions { Matching = RuleMatching.All });
        Assert.Equal(0, _opens.AllocatedBy(pipeline, Open("/mnt/a", "/etc/a"), Open("/mnt/a", "/srv/a")));
        Assert.True(pipeline.Rules.Rules[0].Matches >= Rounds / 2);
    }

    private static byte[] Open(string opened, string other, uint fileMode = 0x81a4) =>
        Records.Openat(opened, (ref record, texts) =>
        {
            record.Name = texts.Add(opened);
            record.OtherPath = texts.Add(other);
            record.FileMode = fileMode;
        });
}
