using System.Globalization;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Captures.Scap;

/// <summary>Reads the text of the table; its form is told at its top.</summary>
internal sealed class ScapEventTableReader
{
    private const int CodesMax = 512;
    private const int SyscallsMax = 512;

    private static readonly string[] TypeNames = Enum.GetNames<ParameterType>();

    private readonly Dictionary<string, KnownEvent> _today = [];

    private ScapEventTableReader()
    {
        foreach (var known in EventCatalogue.All)
        {
            // Of two events of a name the end comes last.
            _today[known.Name] = known;
        }
    }

    /// <summary>The events by number; null where there is none.</summary>
    public ScapEventInfo?[] Events { get; } = new ScapEventInfo?[CodesMax];

    /// <summary>The types of system calls' records, by the format's own numbers; None where there is none.</summary>
    public EventType[] BySyscall { get; } = new EventType[SyscallsMax];

    /// <summary>The same by the numbers of x86-64.</summary>
    public EventType[] ByNative { get; } = new EventType[SyscallsMax];

    /// <summary>Reads the text that is part of this assembly.</summary>
    public static ScapEventTableReader ReadResource()
    {
        var reader = new ScapEventTableReader();
        using var resource = typeof(ScapEventTableReader).Assembly.GetManifestResourceStream("scap-events.txt")!;
        using var text = new StreamReader(resource);
        string[] entries = text.ReadToEnd().Replace("\n    ", " ", StringComparison.Ordinal).Split('\n');
        foreach (string entry in entries)
        {
            if (entry.Length > 0 && entry[0] != '#')
            {
                reader.Add(entry.Split(' '));
            }
        }
        return reader;
    }

    private void Add(string[] words)
    {
        int code = int.Parse(words[1], CultureInfo.InvariantCulture);
        var parameters = words[0] is "numbers" or "native" ? default : words.AsSpan(3);
        switch (words[0])
        {
            case "numbers":
                AddNames(code, words.AsSpan(2), BySyscall);
                break;
            case "native":
                AddNames(code, words.AsSpan(2), ByNative);
                break;
            case "call":
                AddEvent(code, words[2], ScapEventKind.Enter, true, Parameters(parameters));
                AddEvent(code + 1, words[2], ScapEventKind.Exit, true, Today(words[2]));
                break;
            case "old":
                int end = parameters.IndexOf("<");
                AddEvent(code, words[2], ScapEventKind.Enter, false, Parameters(parameters[..end]));
                AddEvent(code + 1, words[2], ScapEventKind.Exit, false, Parameters(parameters[(end + 1)..]));
                break;
            case "lone" or "large":
                AddEvent(code, words[2], ScapEventKind.Lone, true, Today(words[2]), words[0] == "large");
                AddUnused(code + 1, isToday: true);
                break;
            default:
                AddEvent(code, words[2], ScapEventKind.Lone, false, Parameters(parameters));
                AddUnused(code + 1, isToday: false);
                break;
        }
    }

    private void AddEvent(
        int code,
        string name,
        ScapEventKind kind,
        bool isToday,
        IReadOnlyList<KnownParameter> parameters,
        bool hasLargeParameters = false) =>
        Events[code] = new ScapEventInfo((ushort)code, name, kind, isToday, hasLargeParameters, parameters);

    // What a drop ends is told as well, the only lone event that has an end.
    private void AddUnused(int code, bool isToday)
    {
        var lone = Events[code - 1]!;
        Events[code] = lone.Name is "drop" or "tracer"
            ? lone with { Code = (ushort)code }
            : new ScapEventInfo((ushort)code, "NA", ScapEventKind.Unused, isToday, false, []);
    }

    private IReadOnlyList<KnownParameter> Today(string name) =>
        name == "syscall" ? Parameters(["ID:SYSCALLID", "nativeID:UINT16"]) : _today[name].Parameters;

    private static KnownParameter[] Parameters(ReadOnlySpan<string> words)
    {
        var parameters = new KnownParameter[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            int colon = words[i].IndexOf(':', StringComparison.Ordinal);
            string typeName = words[i][(colon + 1)..];
            int type = Array.FindIndex(TypeNames, name => name.Equals(typeName, StringComparison.OrdinalIgnoreCase));
            parameters[i] = type < 0
                ? throw new InvalidDataException($"the table of events has no type {typeName}")
                : new KnownParameter(words[i][..colon], (ParameterType)type, []);
        }

        return parameters;
    }

    private static void AddNames(int first, ReadOnlySpan<string> names, EventType[] types)
    {
        for (int i = 0; i < names.Length; i++)
        {
            types[first + i] = EventTable.TryFindName(names[i], out int nameId)
                ? EventTable.Recorded(nameId)
                : throw new InvalidDataException($"the table of events has a system call of no known name, {names[i]}");
        }
    }
}
