namespace KosmosProbe.Engine.Events;

/// <summary>Reads the text of the catalogue; its form is told at its top.</summary>
internal sealed class EventCatalogueReader
{
    private static readonly KnownParameter[] GenericParameters =
        [new("ID", ParameterType.SyscallId, []), new("nativeID", ParameterType.UInt16, [])];

    private readonly List<KnownEvent> _events = [];
    private readonly Dictionary<string, string[]> _values = [];
    private EventOrigin _origin;

    private EventCatalogueReader()
    {
    }

    /// <summary>Reads all events.</summary>
    /// <param name="text">The text.</param>
    public static List<KnownEvent> Read(TextReader text)
    {
        var reader = new EventCatalogueReader();
        string[] entries = text.ReadToEnd().Replace("\n    ", " ", StringComparison.Ordinal).Split('\n');
        foreach (string entry in entries.Where(entry => entry.Length > 0 && entry[0] != '#'))
        {
            reader.Add(entry.Split(' '));
        }

        return reader._events;
    }

    private void Add(string[] words)
    {
        switch (words[0])
        {
            case "names":
                _values.Add(words[1], words[2..]);
                break;
            case "section":
                _origin = Enum.Parse<EventOrigin>(words[1]);
                break;
            case "generic":
                foreach (string name in words.AsSpan(1))
                {
                    _events.Add(new KnownEvent(_origin, name, true, true, IsGeneric: true, GenericParameters));
                    _events.Add(new KnownEvent(_origin, name, false, true, IsGeneric: true, GenericParameters));
                }

                break;
            default:
                _events.Add(new KnownEvent(
                    _origin,
                    words[1],
                    IsEnter: words[0][0] == '>',
                    IsAvailable: words[0].Length == 1,
                    IsGeneric: false,
                    [.. words.Skip(2).Select(Parameter)]));
                break;
        }
    }

    private KnownParameter Parameter(string word)
    {
        string[] parts = word.Split(':', '=');
        var type = Enum.Parse<ParameterType>(parts[1], ignoreCase: true);
        return new KnownParameter(parts[0], type, parts.Length == 3 ? _values[parts[2]] : []);
    }
}
