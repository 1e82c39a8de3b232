using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Tidy.Tests.Docs;

/// <summary>docs/events.md, from <see cref="EventTable"/> and <see cref="EventCatalogue"/>.</summary>
internal static class EventsPage
{
    /// <summary>Where each event that is traced is told, and why there; bpf/README.md has the programs.</summary>
    public static readonly (EventType[] Types, string Where, string Why)[] Hooks =
    [
        ([EventType.Execve],
            "`sched_process_exec`; `sys_exit` after a failure",
            "The new image is in place and has not run yet: arguments, executable and rights are the kernel's own. "
                + "A successful execveat is told as execve, as in Falco."),
        ([EventType.Execveat], "`sys_exit`", "Failures alone: only the call knows what was tried."),
        ([EventType.Clone, EventType.Clone3, EventType.Fork, EventType.Vfork],
            "`sched_process_fork`; `sys_exit` after a failure",
            "The child is known before its first instruction. Rules see it twice: as the parent's event, which "
                + "returns the child's id, and as the child's, which returns 0."),
        ([EventType.Procexit], "`sched_process_exit`", "Every thread passes it, however it ends."),
        ([EventType.Open, EventType.Openat, EventType.Openat2, EventType.Creat],
            "`sys_exit`",
            "The descriptor is there: the file itself says what was opened, whatever the caller's memory says now."),
        ([EventType.Connect], "`sys_exit`", "The socket itself says with whom."),
        ([EventType.Sendto, EventType.Sendmsg, EventType.Sendmmsg],
            "`sys_exit`", "Only with an address of their own: what is sent on a connection was told by its connect."),
        ([EventType.Recvfrom, EventType.Recvmsg, EventType.Recvmmsg],
            "`sys_exit`", "The data are there, and the socket or the kernel's own answer says from whom."),
        ([.. Calls(CallEvents.IsFrequent)],
            "`sys_exit`",
            "Only for rules that name them: every program makes these all the time. Of close the number alone is "
                + "known, for the descriptor is gone."),
        ([.. Calls(static type => !CallEvents.ChangesState(type) && !CallEvents.IsFrequent(type))],
            "`sys_exit`",
            "What came of it is known. A descriptor's object and a socket's ends are the kernel's; names are those "
                + "that the kernel took, numbers the caller's."),
        ([.. Calls(CallEvents.ChangesState)],
            "`sys_exit`",
            "Told whether a rule asks or not, as directory, identity, capabilities and groups of processes are kept "
                + "by them: all of these as the kernel has them after the call."),
    ];

    private static IEnumerable<EventType> Calls(Func<EventType, bool> are) =>
        EventTable.Types.Where(CallEvents.Contains).Where(are);

    /// <summary>Writes the page.</summary>
    public static void Write(PageText page)
    {
        page.Heading(1, "Events");
        page.Paragraph(
            """
            What `evt.type` may be compared with. A rule may name every event of Falco and loads; one that names only
            events that are not traced yet is told of at start, because no alert will come of it. A name that is no
            event is an error. `kosmos-probe --list-events` prints Falco's own list, with the parameters of all.

            Rules see a system call once, as it ends, whether it succeeded or not: `evt.rawres` and `evt.res` say how.
            What no rule asks for is not traced, but for execs, forks, exits and the calls in the last row below, which
            the thread table is kept by.
            """);

        page.Heading(2, "Traced");
        page.Table(["Event", "Told at", "Why there"], Hooks.Select(static hook => new[]
        {
            string.Join(", ", hook.Types.Select(type => PageText.Code(EventTable.Name(type)))), hook.Where, hook.Why,
        }));

        page.Heading(2, "Their parameters");
        page.Paragraph(
            """
            In Falco's order and with its types: `evt.arg.flags` is the parameter *flags*, `evt.arg[0]` the first.
            Flags and numbers with names print by name. Those in *italics* print as `<NA>`,
            here as in Falco: `proc.cwd` tells the directory. *env* is told while a rule reads it, or an environment.
            """);
        page.Table(
            ["Event", "Parameters"],
            EventTable.Types.Select(static type => new[]
            {
                PageText.Code(EventTable.Name(type)),
                ParametersOf(type),
            }));

        WriteUntraced(page);
    }

    // Of calls without an event of their own Falco tells the number alone.
    private static string ParametersOf(EventType type) => EventCatalogue.Of(type).IsGeneric
        ? string.Join(", ", EventParameters.Of(type).ToArray().Select(static one => one.Name).DefaultIfEmpty("none"))
        : string.Join(", ", EventCatalogue.Of(type).Parameters.Select((one, index) =>
            $"{NameOf(one, EventParameters.Of(type)[index])} {PageText.Code(TypeOf(one))}"));

    private static void WriteUntraced(PageText page)
    {
        var traced = EventTable.Types.Select(EventTable.Name).ToHashSet();
        var rest = EventCatalogue.All.Where(known => !traced.Contains(known.Name)).ToList();
        page.Heading(2, "Not traced yet");
        page.Paragraph("Rules may name these; no event of them comes.");
        page.Table(
            ["Sort", "Events"],
            [
                ["System calls", Names(rest, known => known is { Origin: EventOrigin.Syscall, IsGeneric: false })],
                ["System calls without parameters in Falco", Names(rest, known => known.IsGeneric)],
                ["Tracepoints", Names(rest, known => known.Origin == EventOrigin.Tracepoint)],
                ["Of collectors and plugins",
                    Names(rest, known => known.Origin is EventOrigin.Meta or EventOrigin.Plugin)],
            ]);

        page.Heading(2, "Left out by default in Falco");
        page.Paragraph(
            $"High volume, little to tell: {Names(EventCatalogue.All, known => !known.IsAvailable)}. "
            + "`kosmos-probe -i` prints them.");
    }

    private static string Names(IEnumerable<KnownEvent> events, Func<KnownEvent, bool> are) => string.Join(
        ", ", events.Where(are).Select(known => known.Name).Distinct().Order(StringComparer.Ordinal)
            .Select(PageText.Code));

    private static string NameOf(KnownParameter known, EventParameter own) =>
        own.Plain is null ? $"*{known.Name}*" : known.Name;

    private static string TypeOf(KnownParameter parameter) => parameter.Type.ToString().ToLowerInvariant();
}
