using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Threads;
using Xunit;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Tests.Language;

public class JudgeTests
{
    private static readonly NameScope Names = MakeNames();

    private static readonly FieldTable Fields = new(
    [
        FakeFields.Text("evt.type", "execve"),
        FakeFields.Text("syscall.type", "execve"),
        FakeFields.Text("proc.name", "sh"),
        FakeFields.Text("proc.cmdline", "sh -c : emergency-halt"),
        FakeFields.Text("user.name", "nobody"),
        FakeFields.Number("evt.num", FieldType.UInt64, 1),
        FakeFields.Number("evt.rawres", FieldType.Int64, -2),
    ]);

    private readonly NodeState _node = new();

    [Theory]
    [InlineData("evt.type = execve", true, false)]
    [InlineData("evt.type in (openat, open)", false, true)]
    [InlineData("evt.type != openat", true, false)]
    [InlineData("not evt.type in (execve, execveat)", false, true)]
    [InlineData("evt.type in (execve, openat) and proc.name = sh", true, true)]
    [InlineData("evt.type = execve and proc.name = bash", false, false)]
    [InlineData("evt.type = execve or proc.name = bash", true, false)]
    [InlineData("evt.type exists", true, true)]
    [InlineData("evt.type = umount2 or evt.type = openat", false, true)]
    public void ChecksOnTheEventTypeAreAnsweredPerType(string text, bool onExecve, bool onOpenat)
    {
        var condition = Bind(text);
        Assert.Equal(onExecve, Judge(EventType.Execve, [condition], firstMatchOnly: false).Length > 0);
        Assert.Equal(onOpenat, Judge(EventType.Openat, [condition], firstMatchOnly: false).Length > 0);
        Assert.Equal(onExecve, Compile(condition, EventType.Execve));
        Assert.Equal(onOpenat, Compile(condition, EventType.Openat));
        Assert.True(condition.EventTypes.Contains(EventType.Execve) || !onExecve);
        Assert.True(condition.EventTypes.Contains(EventType.Openat) || !onOpenat);
    }

    [Theory]
    [InlineData("syscall.type exists", false)]
    [InlineData("syscall.type != open", false)]
    [InlineData("not syscall.type exists", true)]
    [InlineData("not syscall.type = open", true)]
    [InlineData("evt.type != open", true)]
    public void TheEndOfAProcessHasNoSystemCall(string text, bool onExit)
    {
        Assert.Equal(onExit, Compile(Bind(text), EventType.Procexit));
        Assert.Equal(onExit, Judge(EventType.Procexit, [Bind(text)], firstMatchOnly: false).Length > 0);
    }

    [Theory]
    [InlineData("spawned_process and proc.cmdline contains kill-switch or proc.cmdline contains emergency-halt")]
    [InlineData("(spawned_process and proc.cmdline contains kill-switch or proc.cmdline contains emergency-halt)")]
    [InlineData("kill_switch")]
    [InlineData("(kill_switch) and not (user.name in (aegis)) and not user.name = admin")]
    public void ABranchWithoutEventTypeIsJudgedOnTheEventsOfTheOthers(string text)
    {
        var own = Bind(text);
        Assert.True(own.EventTypes.Contains(EventType.Execve));
        Assert.True(own.EventTypes.Contains(EventType.Execveat));
        Assert.False(own.EventTypes.Contains(EventType.Openat));
        Assert.True(Compile(own, EventType.Execve));
        Assert.False(Compile(own, EventType.Openat));

        var strict = Bind(text, strict: true);
        Assert.True(strict.EventTypes.IsAll);
        Assert.True(Compile(strict, EventType.Openat));
    }

    // The event has failed with -2.
    [Theory]
    [InlineData("spawned_process and evt.rawres >= 0 and user.name = x or proc.cmdline contains emergency-halt", false)]
    [InlineData("spawned_process and evt.rawres < 0 and user.name = x or proc.cmdline contains emergency-halt", true)]
    [InlineData("spawned_process and user.name = x or proc.cmdline contains emergency-halt", true)]
    public void ABranchWithoutEventTypeIsJudgedOnTheOutcomeOfTheOthers(string text, bool onFailure)
    {
        Assert.Equal(onFailure, Compile(Bind(text), EventType.Execve));
        Assert.True(Compile(Bind(text, strict: true), EventType.Execve));
    }

    [Theory]
    [InlineData("proc.name = a or proc.name = b", true)]
    [InlineData("evt.num = 0 or proc.name = b", true)]
    [InlineData("proc.name = sh and (evt.type = execve or proc.name = b)", true)]
    [InlineData("evt.type = execve or proc.name = b", false)]
    public void OnlyTheOutermostOrIsReadThatWay(string text, bool isAll) =>
        Assert.Equal(isAll, Bind(text).EventTypes.IsAll);

    [Fact]
    public void FirstMatchEndsTheSearchAcrossParts()
    {
        // Every rule has enough checks that a lambda holds only a few of them.
        string never = string.Join(" or ", Enumerable.Range(0, 150).Select(i => $"proc.cmdline glob *{i}*never*{i}"));
        var conditions = Enumerable.Range(0, 40).Select(i => Bind(i is 13 or 31 ? "proc.name = sh" : never)).ToArray();
        Assert.Equal([13], Judge(EventType.Execve, conditions, firstMatchOnly: true));
        Assert.Equal([13, 31], Judge(EventType.Execve, conditions, firstMatchOnly: false));
    }

    [Fact]
    public void RulesThatShareChecksAreToldInTheirOrder()
    {
        BoundCondition[] conditions =
        [
            Bind("user.name != a"),
            Bind("proc.name = sh and user.name != b"),
            Bind("not proc.cmdline contains never"),
            Bind("proc.name = sh and not proc.cmdline contains never"),
            Bind("proc.name = bash and user.name != b"),
            Bind("user.name != a and proc.name = sh"),
            Bind("evt.type = execve"),
        ];
        Assert.Equal([0, 1, 2, 3, 5, 6], Judge(EventType.Execve, conditions, firstMatchOnly: false));
        Assert.Equal([0], Judge(EventType.Execve, conditions, firstMatchOnly: true));

        // Rules that configuration switches on come last, whatever their numbers are.
        int[] numbers = [6, 5, 4, 3, 2, 1, 0];
        var matches = new RuleMatches(numbers.Length);
        var judge = ConditionLanguage.CompileJudges([EventType.Execve], conditions, numbers, firstMatchOnly: false);
        Run(judge[EventType.Execve], EventType.Execve, matches, rounds: 1);
        Assert.Equal([6, 5, 4, 3, 1, 0], matches.Rules.ToArray());
    }

    [Theory]
    [InlineData("proc.name = {0}", 1)]
    [InlineData("proc.name in ({0}, x{0}) and user.name exists", 1)]
    [InlineData("proc.name startswith {0}", 2)]
    [InlineData("proc.name endswith {0}", 2)]
    [InlineData("proc.name contains {0}", 3)]
    [InlineData("proc.name icontains {0} and proc.name != never", 3)]
    public void ManyRulesThatNameTextsHoldForTheirOwn(string condition, int held)
    {
        // Among them are texts that the name is, starts with, ends with and contains.
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"no{i}"), "sh", "s", "h"];
        BoundCondition[] conditions = [.. texts.Select(text => Bind(string.Format(null, condition, text)))];
        int[] alone = [.. Enumerable.Range(0, conditions.Length).Where(i =>
            Judge(EventType.Execve, [conditions[i]], firstMatchOnly: false).Length > 0)];
        Assert.Equal(held, alone.Length);
        Assert.Equal(alone, Judge(EventType.Execve, conditions, firstMatchOnly: false));
    }

    [Fact]
    public void WhatNearlyAlwaysHoldsIsAskedBehindWhatSeldomDoes()
    {
        int asked = 0;
        var name = new TextReader((in _, out value) =>
        {
            asked++;
            value = "sh"u8;
            return true;
        });
        var fields = new FieldTable(
        [
            FakeFields.Text("evt.type", "execve"),
            FakeFields.Text("proc.cmdline", "sh -c ls"),
            FakeFields.Text("proc.name", "sh").ReadBy(name),
        ]);
        var conditions = Enumerable.Range(0, 3)
            .Select(i => Bind($"not proc.name in (vi, ed) and proc.cmdline = x{i}y", fields))
            .ToArray();
        Assert.Empty(Judge(EventType.Execve, conditions, firstMatchOnly: false));
        Assert.Equal(0, asked);
    }

    [Fact]
    public void ThreeThousandRulesCompileAndAreAllAsked()
    {
        const string Ours = "evt.type = execve and proc.name = sh";
        var conditions = Enumerable.Range(0, 3000)
            .Select(i => Bind($"{Ours} and not proc.cmdline contains x{i}x and user.name != u{i}"))
            .ToArray();
        Assert.Equal(Enumerable.Range(0, 3000), Judge(EventType.Execve, conditions, firstMatchOnly: false));
        Assert.Empty(Judge(EventType.Openat, conditions, firstMatchOnly: false));
    }

    [Fact]
    public void TypesShareAJudgeWhenTheirConditionsAreTheSame()
    {
        BoundCondition[] conditions =
        [
            Bind("evt.type in (open, openat, execve) and proc.name = sh"),
            Bind("evt.type = execve and user.name exists or not evt.type in (creat, open, openat, execve)"),
            Bind("evt.type = fork and evt.type = vfork"),
        ];
        var types = new[] { EventType.Open, EventType.Openat, EventType.Execve, EventType.Creat, EventType.Connect };
        var judges = ConditionLanguage.CompileJudges(types, conditions, [0, 1, 2], firstMatchOnly: false);
        Assert.Same(judges[EventType.Open], judges[EventType.Openat]);
        Assert.NotSame(judges[EventType.Open], judges[EventType.Execve]);
        Assert.NotSame(judges[EventType.Open], judges[EventType.Connect]);
        Assert.DoesNotContain(EventType.Creat, judges.Keys);
    }

    [Fact]
    public void JudgingAllocatesNothing()
    {
        string[] texts =
        [
            "spawned_process and proc.cmdline contains kill-switch or proc.cmdline contains emergency-halt",
            "spawned_process and not proc.name in (a, b, c) and toupper(user.name) != ROOT",
            "evt.type = execve and proc.cmdline regex 'sh .*'",
        ];
        var judge = ConditionLanguage.CompileJudges(
            [EventType.Execve], [.. texts.Select(t => Bind(t))], [0, 1, 2], firstMatchOnly: false)[EventType.Execve];
        var matches = new RuleMatches(3);
        Run(judge, EventType.Execve, matches, rounds: 5);
        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[] record = Record(EventType.Execve);
        long ofRecord = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, Allocation.Of(() => Run(judge, record, matches, rounds: 1000)));
        Assert.True(ofRecord > 0, "the measure sees allocations");
        Assert.Equal([0, 1, 2], matches.Rules.ToArray());
    }

    private static NameScope MakeNames()
    {
        var names = new NameScope();
        names.Macros["spawned_process"] = "evt.type in (execve, execveat)";
        names.Macros["kill_switch"] =
            "spawned_process and proc.cmdline contains kill-switch or proc.cmdline contains emergency-halt";
        return names;
    }

    private static BoundCondition Bind(string text, bool strict = false) => Bind(text, Fields, strict);

    private static BoundCondition Bind(string text, FieldTable fields, bool strict = false)
    {
        var options = new LanguageOptions { Strict = strict };
        bool binds = ConditionLanguage.TryBind(text, Names, fields, options, out var condition, out var error);
        Assert.True(binds, $"{text}: {error}");
        return condition!;
    }

    private int[] Judge(EventType type, BoundCondition[] conditions, bool firstMatchOnly)
    {
        int[] rules = [.. Enumerable.Range(0, conditions.Length)];
        var matches = new RuleMatches(conditions.Length);
        var judges = ConditionLanguage.CompileJudges([type], conditions, rules, firstMatchOnly);
        if (judges.TryGetValue(type, out var judge))
        {
            Run(judge, type, matches, rounds: 1);
        }

        return matches.Rules.ToArray();
    }

    private void Run(Judge judge, EventType type, RuleMatches matches, int rounds) =>
        Run(judge, Record(type), matches, rounds);

    private void Run(Judge judge, byte[] record, RuleMatches matches, int rounds)
    {
        Assert.True(Event.TryView(record, out var view, out _));
        var context = new EventContext(view, ThreadInfo.Unknown, _node, number: 1, result: 0);
        for (int i = 0; i < rounds; i++)
        {
            _node.Scratch.Reset();
            matches.Clear();
            judge(context, matches);
        }
    }

    private bool Compile(BoundCondition condition, EventType type)
    {
        Assert.True(Event.TryView(Record(type), out var view, out _));
        return ConditionLanguage.Compile(condition)(
            new EventContext(view, ThreadInfo.Unknown, _node, number: 1, result: 0));
    }

    private static byte[] Record(EventType type) => RecordBytes.Create(type, timeNs: 0);
}
