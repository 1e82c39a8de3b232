using KosmosProbe.Engine.Events;
using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Configuration;

/// <summary>Reads <c>base_syscalls.custom_set</c>: names of system calls, <c>!</c> before what is left out.</summary>
internal static class BaseSyscallsSettings
{
    private const string Key = "base_syscalls.custom_set";

    // What threads are known by; the kernel's programs send it in any case.
    private static readonly EventType[] StateTypes =
        [EventType.Execve, EventType.Clone, EventType.Clone3, EventType.Fork, EventType.Vfork, EventType.Procexit];

    /// <summary>Reads it; names that have no effect are told in one warning.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <param name="warnings">Where it is told.</param>
    public static BaseSyscallsOptions Read(ConfigValues values, List<string> warnings)
    {
        var named = values.Texts(Key)
            .Select(static text => (text.Place, IsLeftOut: text.Text.StartsWith('!'), Name: text.Text.TrimStart('!')))
            .Select(static one => (one.Place, one.IsLeftOut, one.Name, Type: TypeOf(one.Name, one.IsLeftOut)))
            .ToList();
        string[] idle =
        [
            .. named.Where(static one => one.Type is null).Select(static one => one.Name),
            .. named.Where(static one => one.IsLeftOut && one.Type is { } type && StateTypes.Contains(type))
                .Select(static one => $"!{one.Name}"),
        ];
        if (idle.Length > 0)
        {
            warnings.Add($"{named[0].Place}: `{Key}`: without effect in this version: {string.Join(", ", idle)}");
        }

        return new BaseSyscallsOptions
        {
            Added = [.. named.Where(static one => !one.IsLeftOut).Select(static one => one.Type).OfType<EventType>()],
            LeftOut =
            [
                .. named.Where(static one => one.IsLeftOut).Select(static one => one.Type).OfType<EventType>()
                    .Except(StateTypes),
            ],
        };
    }

    // No state is kept by what every program does all the time: without a rule it would be traced for nothing.
    private static EventType? TypeOf(string name, bool isLeftOut) => EventTable.Types
        .Where(type => EventTable.Name(type) == name && (isLeftOut || !CallEvents.IsFrequent(type)))
        .Select(static type => (EventType?)type)
        .FirstOrDefault();
}
