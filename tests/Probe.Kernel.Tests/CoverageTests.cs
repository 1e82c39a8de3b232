using KosmosProbe.Engine.Events;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// Every event that is traced has its every parameter asserted, of calls that work and of calls that do not.
/// </summary>
public class CoverageTests
{
    private static readonly Outcome[] Both = [Outcome.Done, Outcome.Failed];

    // Events with structs of their own, and the tests that make them.
    private static readonly (Type Tests, EventType[] Events, Outcome[] Outcomes)[] Elsewhere =
    [
        (typeof(ExecTests), [EventType.Execve, EventType.Execveat], [Outcome.Done]),
        (typeof(ExecFailureTests), [EventType.Execve, EventType.Execveat], [Outcome.Failed]),
        (typeof(OpenTests), [EventType.Open, EventType.Openat, EventType.Openat2, EventType.Creat], Both),
        (typeof(ConnectTests), [EventType.Connect], Both),
        (typeof(SendTests), [EventType.Sendto, EventType.Sendmsg, EventType.Sendmmsg], Both),
        (typeof(TaskTests), [EventType.Clone, EventType.Clone3], Both),
        (typeof(TaskTests), [EventType.Fork, EventType.Vfork], [Outcome.Done]),
        (typeof(ExitTests), [EventType.Procexit], [Outcome.Done]),
        (typeof(QueryTests), [EventType.Recvmmsg], Both),
    ];

    // What cannot be made to happen, and why.
    private static readonly (string Event, Outcome Outcome, string Reason)[] Exceptions =
    [
        ("init_module", Outcome.Done, "takes a module built for the running kernel"),
        ("finit_module", Outcome.Done, "takes a module built for the running kernel"),
        ("delete_module", Outcome.Done, "would take a module away from the machine"),
        ("fork", Outcome.Failed, "fails when all processes are used up that the user or the machine may have"),
        ("vfork", Outcome.Failed, "fails when all processes are used up that the user or the machine may have"),
        ("procexit", Outcome.Failed, "is the end of a process and no call"),
        ("munlockall", Outcome.Failed, "never fails"),
        ("brk", Outcome.Failed, "returns the old end instead of an error"),
        ("getuid", Outcome.Failed, "never fails"),
        ("geteuid", Outcome.Failed, "never fails"),
        ("getgid", Outcome.Failed, "never fails"),
        ("getegid", Outcome.Failed, "never fails"),
    ];

    [Fact]
    public void EveryEventIsToldInFullBothWhenItsCallWorksAndWhenItFails()
    {
        var covered = CallCoverage.Covered();
        string[] missing =
        [
            .. EventTable.Types
                .SelectMany(
                    _ => Enum.GetValues<Outcome>(),
                    static (type, outcome) => (Event: EventTable.Name(type), Outcome: outcome))
                .Except(covered)
                .Except(Elsewhere.SelectMany(row => Product(row.Events, row.Outcomes)))
                .Except(Exceptions.Select(row => (row.Event, row.Outcome)))
                .Select(end => $"{end.Event} {end.Outcome}"),
        ];
        Assert.True(missing.Length == 0, $"{missing.Length} without a case: {string.Join(", ", missing)}");
    }

    [Fact]
    public void ExceptionsAreOfEventsThatAreTracedAndNotCovered()
    {
        var covered = CallCoverage.Covered();
        Assert.All(Exceptions, row => Assert.True(EventTable.TryFindName(row.Event, out _), row.Event));
        Assert.DoesNotContain(Exceptions, row => covered.Contains((row.Event, row.Outcome)));
        Assert.Equal(Exceptions.Length, Exceptions.DistinctBy(row => (row.Event, row.Outcome)).Count());
    }

    [Fact]
    public void StepsAreNamedAfterEvents() =>
        Assert.All(CallCoverage.Cases, row =>
            Assert.Contains(CallCoverage.EventOf(row.Step), EventTable.Types.Select(type => EventTable.Name(type))));

    private static IEnumerable<(string Event, Outcome Outcome)> Product(EventType[] types, Outcome[] outcomes) =>
        types.SelectMany(_ => outcomes, static (type, outcome) => (EventTable.Name(type), outcome));
}
