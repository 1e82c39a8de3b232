using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests;

public sealed class EventPipelineTests : IDisposable
{
    private const string Rules = """
        - rule: Shell
          desc: A shell was started.
          condition: evt.type = execve and proc.name in (sh, bash)
          output: shell (user=%user.name command=%proc.cmdline parent=%proc.pname args=%evt.args)
          priority: WARNING
        - rule: Child
          desc: A child began.
          condition: evt.type = clone and evt.rawres = 0
          output: child %proc.pid of %proc.ppid
          priority: NOTICE
        - rule: Secret
          desc: A secret was read.
          condition: evt.type = openat and fd.name startswith /etc/shadow and proc.aname = bash
          output: secret %fd.name by %proc.name %evt.arg.flags
          priority: CRITICAL
        - rule: Database
          desc: The database was called.
          condition: evt.type = connect and fd.sport = 5432 and fd.snet in (10.42.0.0/16)
          output: database %fd.name
          priority: ERROR
        - rule: End
          desc: A process ended.
          condition: evt.type = procexit and proc.name = sh and proc.exepath endswith /never
          output: end %proc.name
          priority: DEBUG
        """;

    private readonly AlertQueue _queue = new(1 << 20);
    private readonly NodeState _node = new() { Clock = new BootClock(TimeZoneInfo.Utc) };
    private readonly EventPipeline _pipeline;
    private ulong _recordsMade;

    public EventPipelineTests() =>
        _pipeline = new EventPipeline(TestRules.Load(Rules), _node, new AlertOptions(), _queue);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void ARecordBecomesAnAlert()
    {
        _pipeline.Handle(Records.Exec(["/bin/sh", "-c", "true"]));
        Assert.StartsWith("00:00:07.000000000: Warning shell (user=root command=sh -c true parent=<NA> args=res=0 ",
            Assert.Single(Alerts()), StringComparison.Ordinal);
        Assert.Equal(1, _pipeline.Rules.Rules.Single(rule => rule.Name == "Shell").Matches);
    }

    [Fact]
    public void ACloneIsJudgedForTheCallerAndForTheChild()
    {
        _pipeline.Handle(Records.Exec(["/bin/true"]));
        _pipeline.Handle(Records.Clone(101));
        Assert.EndsWith("Notice child 101 of 100", Assert.Single(Alerts()), StringComparison.Ordinal);
        Assert.Equal(3u, _pipeline.Events);
        Assert.Equal(1u, _pipeline.RecordsOf(EventType.Clone));
    }

    [Theory]
    [InlineData(false, "/etc/shadow")]
    [InlineData(true, "/tmp/link")]
    public void TheFileCountsOrInFalcosViewTheNameThatWasPassed(bool strict, string expected)
    {
        const string Open = """
            - rule: Open
              desc: A file was opened.
              condition: evt.type = openat
              output: opened %fd.name
              priority: ERROR
            """;
        _pipeline.Use(TestRules.Load(Open, new RuleSetOptions { Strict = strict }), new AlertOptions());
        _pipeline.Handle(Records.Openat("/etc/shadow", (ref open, texts) => open.Name = texts.Add("/tmp/../tmp/link")));
        Assert.EndsWith($"Error opened {expected}", Assert.Single(Alerts()), StringComparison.Ordinal);
    }

    [Fact]
    public void AFailedCloneHasNoChild()
    {
        _pipeline.Handle(Records.Clone(0, (ref clone, _) => clone.Header.Result = -11));
        Assert.Empty(Alerts());
        Assert.Equal(1u, _pipeline.Events);
    }

    [Fact]
    public void LostAndFaultyRecordsAreCounted()
    {
        _pipeline.Handle(Records.Exec(["ls"], (ref exec, _) => exec.Header.Sequence = 1));
        _pipeline.Handle(Records.Openat("/x", (ref open, _) => open.Header.Sequence = 5));
        _pipeline.Handle([1, 2, 3]);
        byte[] unknown = Records.Openat("/x", (ref open, _) => open.Header.Type = (EventType)250);
        _pipeline.Handle(unknown);
        Assert.Equal(3u, _pipeline.LostBySequence);
        Assert.Equal(2u, _pipeline.BadRecords);
        Assert.Equal(1u, _pipeline.BadRecordsBy(RecordFault.TooShort));
        Assert.Equal(1u, _pipeline.BadRecordsBy(RecordFault.UnknownType));
        Assert.Equal(1u, _pipeline.RecordsOf(EventType.Openat));
    }

    [Fact]
    public void RandomBytesNeverStopThePipeline() => Gen.Select(Gen.Byte.Array[0, 600], Gen.Int[0, 20])
        .Sample((bytes, type) =>
        {
            if (bytes.Length > 46)
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(40), bytes.Length);
                bytes[44] = (byte)type;
                bytes[45] = 0;
            }

            _pipeline.Handle(bytes);
        }, iter: 5000, threads: 1);

    [Fact]
    public void AMillionEventsAllocateNothing()
    {
        const int Events = 1_000_000;
        byte[][] round = Round();
        Assert.Equal(0, Allocation.Of(() => Repeat(round, Events)));
        Assert.All(_pipeline.Rules.Rules, rule => Assert.Equal(rule.Name != "End", rule.Matches > Events / 100));
        Assert.Equal(2, _node.Threads.Count);
        Assert.Equal(0u, _pipeline.BadRecords);
    }

    // One shell that lives, with children that are born, open, connect and end; some alert and most do not.
    private static byte[][] Round()
    {
        static void ByChild(ref EventHeader header) => (header.Tid, header.Pid, header.ThreadStartNs) =
            (101, 101, Records.NowNs);
        return
        [
            Records.Exec(["/bin/bash", "-c", "for i in $(seq 1000); do cat /etc/shadow; done"]),
            Records.Clone(101),
            Records.Exec(["/bin/sh", "-c", new string('x', 3000)], (ref exec, _) =>
            {
                ByChild(ref exec.Header);
                exec.ParentPid = 100;
                exec.CapEffective = 0x1ffffffffff;
            }),
            Records.Openat("/etc/passwd", (ref open, _) => ByChild(ref open.Header)),
            Records.Openat("/etc/shadow", (ref open, _) => ByChild(ref open.Header)),
            Records.Openat("/srv/x", (ref open, texts) =>
            {
                ByChild(ref open.Header);
                open.Header.Result = -2;
                open.Path = default;
                open.Name = texts.Add("../x");
            }),
            Records.Connect("10.42.0.5", 5432, (ref connect, _) => ByChild(ref connect.Header)),
            Records.Connect("10.43.0.5", 443, (ref connect, _) => ByChild(ref connect.Header)),
            Records.Send(EventType.Sendto, "10.43.0.5", 53, (ref send, _) => ByChild(ref send.Header)),
            Records.Clone(102, (ref clone, _) =>
            {
                ByChild(ref clone.Header);
                clone.ChildPid = 101;
            }),
            Records.Exit((ref exit, _) => ByChild(ref exit.Header)),
            Records.Exec(["/usr/bin/true"]),
            Records.Clone(103),
        ];
    }

    private void Repeat(byte[][] round, int events)
    {
        for (int i = 0; i < events; i++)
        {
            byte[] record = round[i % round.Length];
            StartAgain(record, Records.NowNs + (_recordsMade++ / (ulong)round.Length));
            _pipeline.Handle(record);
            while (_queue.TryTake(out _))
            {
                _queue.Release();
            }
        }
    }

    // In every round the child is a new one: it has the id of the last and another start.
    private static void StartAgain(byte[] record, ulong startNs)
    {
        ref var header = ref MemoryMarshal.AsRef<EventHeader>(record.AsSpan());
        header.TimeNs = startNs + 1;
        header.ThreadStartNs = header.Tid == 101 ? startNs : header.ThreadStartNs;
        if (header.Type == EventType.Clone)
        {
            ref var clone = ref MemoryMarshal.AsRef<CloneEvent>(record.AsSpan());
            clone.ChildStartNs = clone.ChildTid == 101 ? startNs : clone.ChildStartNs;
        }
    }

    private List<string> Alerts()
    {
        var alerts = new List<string>();
        while (_queue.TryTake(out var alert))
        {
            alerts.Add(Encoding.UTF8.GetString(AlertEnvelope.View(alert).Message));
            _queue.Release();
        }

        return alerts;
    }
}
