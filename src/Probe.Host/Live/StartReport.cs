using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Live;

/// <summary>
/// The start-up line: kernel, backend, what is attached, which events for how many rules, what is left out.
/// </summary>
internal static class StartReport
{
    private const int BytesPerMegabyte = 1 << 20;

    // What the tables of threads and containers are kept by; sent also when no rule asks for it.
    private static readonly EventType[] StateEvents =
    [
        EventType.Execve, EventType.Clone, EventType.Clone3, EventType.Fork, EventType.Vfork, EventType.Procexit,
        .. EventTable.Types.Where(CallEvents.ChangesState), .. EventTable.StateTypes.Except([EventType.Stream]),
    ];

    /// <summary>The line.</summary>
    /// <param name="kernel">The kernel's release.</param>
    /// <param name="attached">What is attached.</param>
    /// <param name="ring">The ring buffer.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="syscalls">What is traced beside what they want.</param>
    public static string Write(
        string kernel, IEnumerable<string> attached, string ring, RuleSet rules, BaseSyscallsOptions syscalls)
    {
        var followed = rules.FollowedTypes.Except(rules.WantedTypes).Except(syscalls.Added).Except(syscalls.LeftOut);
        var wanted = syscalls.Traced(rules).Except(followed).ToHashSet();
        var events = wanted.Select(type => $"{EventTable.Name(type)} ({Rules(CountFor(rules, type))})");
        var state = StateEvents.Concat(followed).Where(type => !wanted.Contains(type)).Select(EventTable.Name);
        int skipped = EventTable.Types.Except(wanted.Concat(StateEvents).Concat(followed).Concat(syscalls.LeftOut))
            .Count();
        string against = syscalls.LeftOut.Count > 0
            ? $"; left out by base_syscalls: {Listed(syscalls.LeftOut.Select(EventTable.Name))}"
            : "";
        return $"watching: kernel {kernel}, syscall backend ({string.Join(", ", attached)}), "
            + $"{ring}; events {Listed(events)}; "
            + $"for state alone {Listed(state)}; {skipped} more left out, as no rule wants them{against}";
    }

    /// <summary>The ring buffer in words.</summary>
    /// <param name="bytes">Of all rings.</param>
    /// <param name="rings">How many.</param>
    public static string Ring(uint bytes, int rings) => rings == 1
        ? $"ring buffer {bytes / BytesPerMegabyte} MB"
        : $"{rings} ring buffers {bytes / BytesPerMegabyte} MB";

    private static int CountFor(RuleSet rules, EventType type) =>
        rules.Active.Count(rule => rule.Condition.EventTypes.Contains(type));

    private static string Rules(int count) => count == 1 ? "1 rule" : $"{count} rules";

    private static string Listed(IEnumerable<string> names) =>
        names.DefaultIfEmpty("none").Aggregate(static (all, name) => $"{all}, {name}");
}
