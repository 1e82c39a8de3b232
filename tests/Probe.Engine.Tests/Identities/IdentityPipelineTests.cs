using System.Text;
using System.Text.Json;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Tests.Rules;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Identities;

/// <summary>Files that were opened under another name than a rule has for them.</summary>
public sealed class IdentityPipelineTests : IDisposable
{
    private const uint Namespace = 4026531840;
    private const uint OtherNamespace = 4026532000;
    private const uint NewNamespace = 4026532001;
    private const ulong ShadowIno = 500;
    private const ulong SecretIno = 501;
    private const uint Device = 8 << 20;

    private const string Rules = """
        - rule: Shadow
          desc: It was read.
          condition: evt.type = openat and fd.name startswith /etc and fd.name in (/etc/shadow, /etc/sudoers)
          output: shadow read as %fd.name in %fd.directory
          priority: CRITICAL
        - rule: Below etc
          desc: It names no file as a whole.
          condition: evt.type = openat and fd.name startswith /etc
          output: below etc %fd.name
          priority: NOTICE
        - rule: Secret
          desc: But where it may.
          condition: evt.type = openat and fd.name = /srv/secret and not fd.name in (/srv/allowed)
          output: secret read as %fd.name
          priority: ERROR
        - rule: Not allowed
          desc: The exception is by name.
          condition: evt.type = openat and fd.name startswith /srv and not fd.name = /srv/secret
          output: other than secret %fd.name
          priority: DEBUG
        - rule: Changed
          desc: By calls that take or give a descriptor.
          condition: evt.type in (fchmod, open_by_handle_at) and fd.name = /srv/secret and fd.directory = /srv
          output: changed %fd.name below %fd.directory
          priority: ERROR
        - rule: Again
          desc: The same file once more.
          condition: evt.type = openat and fd.name = /etc/shadow
          output: again %fd.name
          priority: ERROR
        """;

    private readonly AlertQueue _queue = new(1 << 20);
    private readonly FileIdentities _identities = new();

    public void Dispose()
    {
        _queue.Dispose();
        _identities.Dispose();
    }

    [Fact]
    public async Task AnotherNameOfTheFileAlertsAndTellsBoth()
    {
        var pipeline = await PipelineAsync(RuleMatching.First);
        pipeline.Handle(Open("/tmp/h", ShadowIno));
        var alert = Assert.Single(Alerts());
        Assert.Equal("Shadow", alert.GetProperty("rule").GetString());
        Assert.EndsWith(
            "shadow read as /tmp/h in /tmp (the same file as /etc/shadow)", alert.GetProperty("output").GetString(),
            StringComparison.Ordinal);
        var fields = alert.GetProperty("output_fields");
        Assert.Equal("/tmp/h", fields.GetProperty("fd.name").GetString());
        Assert.Equal("/etc/shadow", fields.GetProperty("fd.name.same").GetString());
    }

    [Fact]
    public async Task TheNameOfTheRuleAlertsOnceAndAsEver()
    {
        var pipeline = await PipelineAsync(RuleMatching.First);
        pipeline.Handle(Open("/etc/shadow", ShadowIno));
        var alert = Assert.Single(Alerts());
        Assert.EndsWith("shadow read as /etc/shadow in /etc", alert.GetProperty("output").GetString(),
            StringComparison.Ordinal);
        Assert.False(alert.GetProperty("output_fields").TryGetProperty("fd.name.same", out _));
    }

    [Fact]
    public async Task OtherFilesAreSilent()
    {
        var pipeline = await PipelineAsync(RuleMatching.All);
        pipeline.Handle(Open("/tmp/copy", 502));
        pipeline.Handle(Open("/tmp/h", ShadowIno, device: 9 << 20));
        pipeline.Handle(Open("/tmp/h", ShadowIno, space: OtherNamespace));
        pipeline.Handle(Open("/tmp/h", ShadowIno, result: -13));
        Assert.Empty(Alerts());
    }

    [Fact]
    public async Task EachRuleThatNamesThePathAlertsOnceAndNoOther()
    {
        var pipeline = await PipelineAsync(RuleMatching.All);
        pipeline.Handle(Open("/tmp/h", ShadowIno));
        Assert.Equal(["Shadow", "Again"], Alerts().Select(Name));

        // The rule that fits both names alerts by the one that was opened.
        pipeline.Handle(Open("/etc/shadow", ShadowIno));
        Assert.Equal(["Shadow", "Below etc", "Again"], Alerts().Select(Name));
        pipeline.Handle(Open("/etc/hard", ShadowIno));
        Assert.Equal(["Below etc", "Shadow", "Again"], Alerts().Select(Name));
    }

    [Fact]
    public async Task UnderFirstMatchTheNameThatWasOpenedComesFirst()
    {
        var pipeline = await PipelineAsync(RuleMatching.First);
        pipeline.Handle(Open("/etc/hard", ShadowIno));
        Assert.Equal(["Below etc"], Alerts().Select(Name));
    }

    [Fact]
    public async Task AnExceptionByNameIsNoWiderThanItsName()
    {
        var pipeline = await PipelineAsync(RuleMatching.All);
        pipeline.Handle(Open("/srv/hard", SecretIno));
        Assert.Equal(["Not allowed", "Secret"], Alerts().Select(Name));
        pipeline.Handle(Open("/srv/secret", SecretIno));
        Assert.Equal(["Secret"], Alerts().Select(Name));
    }

    [Fact]
    public async Task AFileWithTwoPathsOfRulesIsJudgedByBoth()
    {
        var pipeline = await PipelineAsync(RuleMatching.All);
        byte[] shadow = Path("/etc/shadow"), secret = Path("/srv/secret");
        var file = new FileIdentity(Device, ShadowIno);
        _identities.Publish(new IdentityTable(
            [shadow, secret], [Namespace], [new(Namespace, file, shadow), new(Namespace, file, secret)]));
        pipeline.Handle(Open("/etc/shadow", ShadowIno));
        Assert.Equal(["Shadow", "Below etc", "Again", "Secret"], Alerts().Select(Name));
    }

    [Theory]
    [InlineData(EventType.OpenByHandleAt, 3, 1)]
    [InlineData(EventType.OpenByHandleAt, -1, 0)]
    [InlineData(EventType.Fchmod, 0, 1)]
    [InlineData(EventType.Fchmod, -30, 1)]
    public async Task CallsThatTellTheirFileAreJudgedLikeOpens(EventType type, long result, int alerts)
    {
        var pipeline = await PipelineAsync(RuleMatching.All);
        pipeline.Handle(Records.Make<CallEvent>(type, (ref call, texts) =>
        {
            (call.Header.MountNamespace, call.Header.Result) = (Namespace, result);
            bool isThere = type == EventType.Fchmod || result >= 0;
            (call.ObjectIno, call.ObjectDev, call.ObjectMode) = isThere ? (SecretIno, Device, 0x81a4u) : default;
            call.ObjectPath = isThere ? texts.Add("/tmp/h") : default;
        }));
        var found = Alerts();
        Assert.Equal(alerts, found.Count);
        Assert.All(found, alert => Assert.EndsWith(
            "changed /tmp/h below /tmp (the same file as /srv/secret)", alert.GetProperty("output").GetString(),
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task OnlyEventsThatMayChangeAPathAskForALook()
    {
        var pipeline = await PipelineAsync(RuleMatching.All);
        byte[][] silent =
        [
            Open("/etc/shadow", 999), Open("/tmp/h", ShadowIno), Call(EventType.Rename, 0, "/a", "/b"),
            Call(EventType.Unlink, 0, "/etc/other"), Call(EventType.Rename, -1, "/a", "/etc/shadow"),
            Call(EventType.Setns, 0), Exec(Namespace),
        ];
        Assert.All(silent, record =>
        {
            pipeline.Handle(record);
            Assert.False(_identities.TryTake(out _));
        });
        byte[][] asking =
        [
            Open("/etc/shadow", 999, created: true), Call(EventType.Rename, 0, "/a", "/etc/shadow"),
            Call(EventType.Renameat2, 0, "/etc/sudoers", "/b"), Call(EventType.Unlink, 0, "/etc/shadow"),
            Call(EventType.Linkat, 0, "/a", "/etc/../etc//shadow"), Call(EventType.Mount, 0),
            Call(EventType.PivotRoot, 0),
        ];
        Assert.All(asking, record =>
        {
            pipeline.Handle(record);
            Assert.True(_identities.TryTake(out var request));
            Assert.Equal(new LookRequest(Namespace, 100), request);
        });
        pipeline.Handle(Exec(NewNamespace));
        Assert.True(_identities.TryTake(out var unknown));
        Assert.Equal(NewNamespace, unknown.Namespace);
        pipeline.Handle(Records.Clone(101, (ref clone, _) => clone.CloneFlags = 0x20000));
        Assert.True(_identities.TryTake(out var child));
        Assert.Equal(new LookRequest(0, 101), child);
    }

    [Fact]
    public async Task JudgingAndFollowingAllocateNothing()
    {
        var pipeline = await PipelineAsync(RuleMatching.All);
        byte[][] round =
        [
            Open("/tmp/h", ShadowIno), Open("/usr/lib/x", 4711), Open("/etc/shadow", ShadowIno),
            Open("/tmp/h", ShadowIno, space: OtherNamespace), Call(EventType.Rename, 0, "/a", "/etc/shadow"),
        ];
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                pipeline.Handle(round[i % round.Length]);
                while (_queue.TryTake(out _)) _queue.Release();
                while (_identities.TryTake(out _)) { }
            }
        }));
        Assert.True(pipeline.Rules.Rules[0].Matches > 10_000);
    }

    // What is published is true: of the paths of the rules, two are there.
    private async Task<EventPipeline> PipelineAsync(RuleMatching matching)
    {
        var rules = TestRules.Load(Rules, new RuleSetOptions { Matching = matching });
        await rules.Compiled;
        byte[] shadow = Path("/etc/shadow"), secret = Path("/srv/secret");
        _identities.Publish(new IdentityTable(
            rules.ExactPaths,
            [Namespace, OtherNamespace],
            [
                new(Namespace, new FileIdentity(Device, ShadowIno), shadow),
                new(Namespace, new FileIdentity(Device, SecretIno), secret),
            ]));
        var node = new NodeState { Clock = new BootClock(TimeZoneInfo.Utc), Identities = _identities };
        return new EventPipeline(rules, node, new AlertOptions { Form = AlertForm.Json }, _queue);
    }

    private static byte[] Path(string path) => Encoding.UTF8.GetBytes(path);

    private static byte[] Open(
        string path, ulong ino, uint space = Namespace, uint device = Device, long result = 3, bool created = false) =>
        Records.Openat(path, (ref open, _) =>
        {
            (open.Header.MountNamespace, open.Header.Result) = (space, result);
            (open.Ino, open.Dev) = (ino, device);
            open.OpenFlags = created ? OpenFlags.Created : 0;
        });

    private static byte[] Exec(uint space) =>
        Records.Exec(["/bin/true"], (ref exec, _) => exec.Header.MountNamespace = space);

    private static byte[] Call(EventType type, long result, params string[] paths) =>
        Records.Make<CallEvent>(type, (ref call, texts) =>
        {
            (call.Header.MountNamespace, call.Header.Result) = (Namespace, result);
            for (int i = 0; i < paths.Length; i++) call.Texts[i] = texts.Add(paths[i]);
        });

    private static string? Name(JsonElement alert) => JudgedOpens.RuleOf(alert);

    private List<JsonElement> Alerts() => JudgedOpens.AlertsOf(_queue);
}
