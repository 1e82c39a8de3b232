using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Identities;

/// <summary>Calls that are judged by names, and once more by where these lead.</summary>
public sealed class LinkedNamesTests : IDisposable
{
    private const string Rules = """
        - rule: Changed
          desc: By its path.
          condition: evt.type = chmod and fs.path.name = /etc/shadow
          output: changed %fs.path.name as %fs.path.nameraw
          priority: ERROR
        - rule: Renamed
          desc: From or to.
          condition: evt.type = rename and (fs.path.source startswith /etc or fs.path.target startswith /etc)
          output: renamed %fs.path.source to %fs.path.target
          priority: ERROR
        - rule: Any
          desc: It reads the name, too.
          condition: evt.type in (chmod, rename) and not evt.args contains nothing
          output: any %evt.args
          priority: ERROR
        - rule: Linked
          desc: As it stands in the rules of everybody.
          condition: evt.type in (link, linkat) and evt.arg.oldpath in (/etc/shadow, /etc/sudoers)
          output: linked %fs.path.target to %fs.path.source
          priority: ERROR
        - rule: Mode
          desc: It does not read names.
          condition: evt.type = fchmodat and evt.arg.mode contains S_ISUID
          output: mode %evt.args
          priority: ERROR
        """;

    private readonly AlertQueue _queue = new(1 << 20);
    private readonly LinkedNames _links = new() { WaitMaxMs = 10_000 };

    public void Dispose()
    {
        _queue.Dispose();
        _links.Dispose();
    }

    [Fact]
    public void WhereANameLeadsAlertsOnceMore()
    {
        var pipeline = Pipeline(RuleMatching.All);
        pipeline.Handle(Call(EventType.Chmod, "/tmp/l/shadow"));
        Assert.Equal("any res=0 filename=/tmp/l/shadow mode=0", Assert.Single(Alerts()));
        Answer("/tmp/l/shadow", "/etc/shadow");
        pipeline.TakeAnswers();
        Assert.Equal("changed /etc/shadow as /tmp/l/shadow", Assert.Single(Alerts()));
        Assert.Equal((1, 1, 0), (_links.Answered, _links.Led, _links.Late));
    }

    [Fact]
    public void BothNamesOfARenameLeadElsewhere()
    {
        var pipeline = Pipeline(RuleMatching.All);
        pipeline.Handle(Call(EventType.Rename, "/tmp/l/a", "b/c"));
        Alerts();
        Assert.True(_links.TryTake(out var question));
        Assert.Equal(["/tmp/l/a", "/home/b/c"], Names(question));
        question.Names[0].Found = "/etc/a"u8.ToArray();
        question.Names[1].Found = "/srv/c"u8.ToArray();
        question.Answer();
        pipeline.TakeAnswers();
        Assert.Equal("renamed /etc/a to /srv/c", Assert.Single(Alerts()));
    }

    [Fact]
    public void UnderFirstMatchTheNameAsItWasPassedComesFirst()
    {
        var pipeline = Pipeline(RuleMatching.First);
        pipeline.Handle(Call(EventType.Chmod, "/tmp/l/shadow"));
        Assert.Single(Alerts());
        Answer("/tmp/l/shadow", "/etc/shadow");
        pipeline.TakeAnswers();
        Assert.Empty(Alerts());
    }

    [Theory]
    [InlineData("/etc//shadow")]
    [InlineData("//etc/./shadow")]
    [InlineData("/etc/x/../shadow")]
    public void RulesThatReadTheArgumentSeeWhereItLeads(string name)
    {
        var pipeline = Pipeline(RuleMatching.All);
        pipeline.Handle(Call(EventType.Link, name, "/tmp/notes"));
        Assert.Empty(Alerts());
        Assert.True(_links.TryTake(out var question));
        Assert.True(question.MakesLink);
        Assert.Equal([name, "/tmp/notes"], Names(question));
        question.Names[0].Found = "/etc/shadow"u8.ToArray();
        question.Answer();
        pipeline.TakeAnswers();
        Assert.Equal("linked /etc/shadow to /tmp/notes", Assert.Single(Alerts()));
    }

    [Fact]
    public void ALinkOfADescriptorsFileIsOfThatFile()
    {
        var pipeline = Pipeline(RuleMatching.All);
        pipeline.Handle(ByDescriptor(EventType.Linkat, "/etc/shadow", flagsPlace: 4, flags: 0x1000));
        Assert.Equal("linked /etc/shadow to /tmp/notes", Assert.Single(Alerts()));

        // The descriptor may itself be of another link: the new name is looked at all the same.
        pipeline.Handle(ByDescriptor(EventType.Linkat, "/tmp/old", flagsPlace: 4, flags: 0x1000));
        Assert.Empty(Alerts());
        Assert.True(_links.TryTake(out var first) && first.MakesLink);
        Assert.True(_links.TryTake(out var question));
        Assert.Equal(["", "/tmp/notes"], Names(question));
        question.Names[0].Found = "/etc/shadow"u8.ToArray();
        question.Answer();
        first.Answer();
        pipeline.TakeAnswers();
        Assert.Equal("linked /etc/shadow to /tmp/notes", Assert.Single(Alerts()));
    }

    [Theory]
    [InlineData(EventType.Fchmodat2, 3, 0x1000L, "fs.path.name")]
    [InlineData(EventType.Fchownat, 4, 0x1000L, "fs.path.name")]
    [InlineData(EventType.Linkat, 4, 0x1000L, "fs.path.target")]
    [InlineData(EventType.Fchownat, 4, 0x1000L, "evt.arg.pathname")]
    [InlineData(EventType.Linkat, 4, 0x1000L, "evt.arg.oldpath")]
    [InlineData(EventType.Fchownat, 4, 0x1000L, "evt.arg.dirfd")]
    public void AnEmptyNameIsTheDescriptorsFileWhereAFlagSaysSo(EventType type, int place, long flags, string field)
    {
        var world = new World();
        Assert.Equal("/etc/shadow", world.Read(ByDescriptor(type, "/etc/shadow", place, flags), field));
        Assert.NotEqual("/etc/shadow", world.Read(ByDescriptor(type, "/etc/shadow", place, 0), field));
    }

    [Theory]
    [InlineData(0x1000L, "<f>/etc/shadow")]
    [InlineData(0L, "<d>/etc/shadow")]
    public void TheDescriptorOfALinkIsOfAFile(long flags, string expected) =>
        Assert.Equal(
            expected, new World().Read(ByDescriptor(EventType.Linkat, "/etc/shadow", 4, flags), "evt.arg.olddir"));

    [Theory]
    [InlineData("/etc/shadow", "/etc/shadow")]
    [InlineData("etc//x/../shadow", "/home/etc/shadow")]
    [InlineData("/tmp/l/shadow", null)]
    public void ANameThatLeadsWhereItSaysIsJudgedOnce(string name, string? found)
    {
        var pipeline = Pipeline(RuleMatching.All);
        pipeline.Handle(Call(EventType.Chmod, name));
        Alerts();
        Answer(name.StartsWith('/') ? name : $"/home/{name}", found);
        pipeline.TakeAnswers();
        Assert.Empty(Alerts());
        Assert.Equal((1, 0), (_links.Answered, _links.Led));
    }

    [Fact]
    public void NothingIsAskedWhereNothingCanBeHidden()
    {
        var pipeline = Pipeline(RuleMatching.All);
        byte[][] silent =
        [
            Call(EventType.Rename, "/a", "b"), Call(EventType.Rename, "a/", ""), Call(EventType.Unlink, "/tmp/l/a"),
            Call(EventType.Fchmodat, "/tmp/l/a"), Call(EventType.Fchmod), Call(-2, EventType.Chmod, "/tmp/l/none"),
        ];
        foreach (byte[] record in silent) pipeline.Handle(record);
        Assert.False(_links.TryTake(out _));
        Assert.False(pipeline.AwaitsAnswers);
        foreach (string name in new[] { "whole", "/whole", "a/b", "../x" })
        {
            pipeline.Handle(Call(EventType.Chmod, name));
            Assert.True(_links.TryTake(out _), name);
        }
    }

    [Fact]
    public void FalcosViewAsksNobody()
    {
        var pipeline = Pipeline(new RuleSetOptions { Strict = true });
        pipeline.Handle(Call(EventType.Chmod, "/tmp/l/shadow"));
        Assert.False(_links.TryTake(out _));
    }

    [Fact]
    public void WhatNobodyAnswersIsBoundedAndCounted()
    {
        var pipeline = Pipeline(RuleMatching.All);
        Flood(pipeline, mountNamespace: 0, LinkedNames.OriginMax + 5);
        Assert.Equal(5, _links.Late);

        // Another mount namespace has room of its own, until all together have none.
        for (uint number = 1; number <= LinkedNames.CountMax / LinkedNames.OriginMax; number++)
        {
            Flood(pipeline, number, LinkedNames.OriginMax);
        }

        Assert.Equal(LinkedNames.OriginMax + 5, _links.Late);
        Assert.True(pipeline.AwaitsAnswers);
        pipeline.Finish();
        Assert.Equal(LinkedNames.CountMax + LinkedNames.OriginMax + 5, _links.Late);
        Assert.False(pipeline.AwaitsAnswers);
    }

    /// <summary>What one process does a thousand times does not hide what another of its container does once.</summary>
    [Fact]
    public void AFloodOfOneProcessLeavesRoomForOthers()
    {
        var pipeline = Pipeline(RuleMatching.All);
        byte[] flood = Call(EventType.Chmod, "/tmp/l/other"), once = By(200, "/tmp/l/shadow");
        for (int i = 0; i < 1000; i++) pipeline.Handle(flood);
        Assert.Equal(1000 - LinkedNames.ProcessMax, _links.Late);
        pipeline.Handle(once);
        Assert.Equal(1000 - LinkedNames.ProcessMax, _links.Late);
        Alerts();
        while (_links.TryTake(out var question))
        {
            string name = Encoding.UTF8.GetString(question.Names[0].Path);
            question.Names[0].Found = name == "/tmp/l/shadow" ? "/etc/shadow"u8.ToArray() : null;
            question.Answer();
        }

        pipeline.TakeAnswers();
        Assert.Equal("changed /etc/shadow as /tmp/l/shadow", Assert.Single(Alerts()));

        // Who was answered may ask again.
        pipeline.Handle(flood);
        Assert.Equal(1000 - LinkedNames.ProcessMax, _links.Late);
    }

    private static void Flood(EventPipeline pipeline, uint mountNamespace, int count)
    {
        for (int i = 0; i < count; i++)
        {
            uint pid = (1000 * (mountNamespace + 1)) + (uint)(i / LinkedNames.ProcessMax);
            pipeline.Handle(By(pid, "/tmp/l/shadow", mountNamespace));
        }
    }

    private static byte[] By(uint pid, string name, uint mountNamespace = 0) =>
        Records.Make<CallEvent>(EventType.Chmod, (ref call, texts) =>
        {
            call.Header.Pid = call.Header.Tid = pid;
            call.Header.MountNamespace = mountNamespace;
            call.Texts[0] = texts.Add(name);
        });

    [Fact]
    public void AskingAndJudgingAllocateNothing()
    {
        var pipeline = Pipeline(RuleMatching.All);
        byte[] call = Call(EventType.Chmod, "/tmp/l/shadow"), other = Call(EventType.Rename, "/tmp/l/a", "/tmp/l/b");
        byte[] found = "/etc/shadow"u8.ToArray();
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                pipeline.Handle(call);
                pipeline.Handle(other);
                while (_links.TryTake(out var question))
                {
                    question.Names[0].Found = found;
                    question.Answer();
                }

                pipeline.TakeAnswers();
                while (_queue.TryTake(out _)) _queue.Release();
            }
        }));
        Assert.True(pipeline.Rules.Rules[0].Matches > 9_000);
    }

    private EventPipeline Pipeline(RuleMatching matching) => Pipeline(new RuleSetOptions { Matching = matching });

    private EventPipeline Pipeline(RuleSetOptions options)
    {
        var node = new NodeState { Clock = new BootClock(TimeZoneInfo.Utc), Links = _links };
        var alerts = new AlertOptions { Form = AlertForm.Text };
        return new EventPipeline(TestRules.Load(Rules, options), node, alerts, _queue);
    }

    private void Answer(string name, string? found)
    {
        Assert.True(_links.TryTake(out var question));
        Assert.Equal([name, ""], Names(question));
        question.Names[0].Found = found is null ? null : Encoding.UTF8.GetBytes(found);
        question.Answer();
    }

    private static string[] Names(LinkQuestion question)
    {
        var names = new string[question.Names.Length];
        for (int i = 0; i < names.Length; i++) names[i] = Encoding.UTF8.GetString(question.Names[i].Path);
        return names;
    }

    private static byte[] ByDescriptor(EventType type, string file, int flagsPlace, long flags) =>
        Records.Make<CallEvent>(type, (ref call, texts) =>
        {
            call.Numbers[flagsPlace] = flags;
            call.Directories[0] = texts.Add(file);
            if (type == EventType.Linkat) call.Texts[1] = texts.Add("/tmp/notes");
        });

    private static byte[] Call(EventType type, params string[] paths) => Call(0, type, paths);

    private static byte[] Call(long result, EventType type, params string[] paths) =>
        Records.Make<CallEvent>(type, (ref call, texts) =>
        {
            call.Header.Result = result;
            for (int i = 0; i < paths.Length; i++)
            {
                call.Texts[i] = texts.Add(paths[i]);
                if (!paths[i].StartsWith('/')) call.Directories[i] = texts.Add("/home");
            }
        });

    // The words behind the time and the priority.
    private List<string> Alerts()
    {
        var alerts = new List<string>();
        while (_queue.TryTake(out var alert))
        {
            string line = Encoding.UTF8.GetString(AlertEnvelope.View(alert).Message.ToArray()).TrimEnd();
            alerts.Add(line[(line.IndexOf("Error ", StringComparison.Ordinal) + "Error ".Length)..]);
            _queue.Release();
        }

        return alerts;
    }
}
