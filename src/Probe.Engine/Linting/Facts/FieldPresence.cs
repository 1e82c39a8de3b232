using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Linting.Facts;

/// <summary>
/// Which fields are missing in which events, whatever happens: an exec has no descriptor, an open no addresses. Says so
/// only of events that it names, so that events that are traced one day are not judged by what others lack.
/// </summary>
internal static class FieldPresence
{
    private static readonly HashSet<EventType> Processes =
    [
        EventType.Execve, EventType.Execveat, EventType.Clone, EventType.Clone3, EventType.Fork, EventType.Vfork,
        EventType.Procexit,
    ];

    private static readonly HashSet<EventType> Opens =
        [EventType.Open, EventType.Openat, EventType.Openat2, EventType.Creat];

    private static readonly HashSet<EventType> Sockets =
        [EventType.Connect, EventType.Sendto, EventType.Sendmsg, EventType.Sendmmsg];

    private static readonly HashSet<string> OfSockets =
    [
        "fd.sockfamily", "fd.cip", "fd.sip", "fd.lip", "fd.rip", "fd.ip", "fd.cnet", "fd.snet", "fd.lnet", "fd.rnet",
        "fd.net", "fd.cport", "fd.sport", "fd.lport", "fd.rport", "fd.port", "fd.cproto", "fd.sproto", "fd.lproto",
        "fd.rproto", "fd.proto", "fd.cip.name", "fd.sip.name", "fd.lip.name", "fd.rip.name",
    ];

    private static readonly HashSet<string> OfFiles = ["fd.directory", "fd.filename", "fd.containerdirectory"];

    /// <summary>Whether a field is missing in every event of a type.</summary>
    /// <param name="field">The field.</param>
    /// <param name="type">The type.</param>
    public static bool IsMissing(Field field, EventType type)
    {
        string name = field.Name;
        if (name.StartsWith("fd.", StringComparison.Ordinal) && !name.Contains('['))
        {
            return Processes.Contains(type)
                || (OfSockets.Contains(name) && Opens.Contains(type))
                || (OfFiles.Contains(name) && Sockets.Contains(type));
        }

        return name switch
        {
            "evt.res" or "evt.rawres" => type == EventType.Procexit,
            "evt.buffer" or "evt.buflen" => Processes.Contains(type) || Opens.Contains(type),
            _ => ArgumentName(name) is { } argument && LacksArgument(argument, type),
        };
    }

    /// <summary>The parameter that a field reads; null for fields that read none.</summary>
    /// <param name="field">The field's name.</param>
    public static string? ArgumentName(string field) =>
        field.StartsWith("evt.arg.", StringComparison.Ordinal) ? field["evt.arg.".Length..]
        : field.StartsWith("evt.rawarg.", StringComparison.Ordinal) ? field["evt.rawarg.".Length..]
        : null;

    private static bool LacksArgument(string argument, EventType type)
    {
        var parameters = EventParameters.Of(type);
        foreach (var parameter in parameters)
        {
            if (parameter.Name == argument)
            {
                return false;
            }
        }

        return parameters.Length > 0;
    }
}
