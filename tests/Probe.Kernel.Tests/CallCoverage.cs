using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Kernel.Tests;

/// <summary>How a call ended.</summary>
internal enum Outcome
{
    /// <summary>It did what it is for.</summary>
    Done,

    /// <summary>It returned an error.</summary>
    Failed,
}

/// <summary>
/// What the tables of cases cover. A step is named after its event; what may follow behind hyphens says which case it
/// is, and ends in <c>fails</c> or <c>faults</c> when the call returns an error.
/// </summary>
internal static class CallCoverage
{
    /// <summary>All tables.</summary>
    internal static IEnumerable<(string Step, string Field, string Expected)> Cases =>
    [
        .. CallCases.Names, .. CallCases.Descriptors, .. CallCases.Sockets, .. CallCases.Identity,
        .. QueryCases.Data, .. QueryCases.Objects, .. QueryCases.Questions,
        .. CornerCases.Names, .. CornerCases.Lengths, .. CornerCases.Compat, .. CornerCases.Mounts,
        .. LimitCases.Descriptors, .. LimitCases.Copies, .. LimitCases.Rings, .. LimitCases.Processes,
        .. LimitCases.Selves, .. LimitCases.Sockets,
        .. AnswerCases.Questions, .. AnswerCases.Data, .. AnswerCases.Memory, .. AttributeCases.All,
    ];

    /// <summary>The event that a step is named after.</summary>
    internal static string EventOf(string step) => step.Split('-')[0];

    /// <summary>How a step ends.</summary>
    internal static Outcome OutcomeOf(string step) =>
        step.Split('-')[^1] is "fails" or "faults" ? Outcome.Failed : Outcome.Done;

    /// <summary>The ends of events of which some step's rows tell every parameter.</summary>
    internal static HashSet<(string Event, Outcome Outcome)> Covered() =>
    [
        .. Cases.GroupBy(row => row.Step)
            .Where(step => TellsAll(EventOf(step.Key), [.. step.Select(row => row.Field)]))
            .Select(step => (EventOf(step.Key), OutcomeOf(step.Key))),
    ];

    // How much of a process is in memory changes by itself; evt.rawres is the result, too.
    private static bool TellsAll(string name, HashSet<string> fields) => fields.Contains("evt.args")
        || EventParameters.Of(EventTable.Types.Single(type => EventTable.Name(type) == name)).ToArray()
            .Where(parameter => parameter.Name is not ("vm_rss" or "vm_swap"))
            .All(parameter => fields.Contains("evt.arg." + parameter.Name)
                || (parameter.Name == "res" && fields.Contains("evt.rawres")));
}
