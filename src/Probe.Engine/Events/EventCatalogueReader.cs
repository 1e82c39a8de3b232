using System.Globalization;

namespace KosmosProbe.Engine.Events;

/// <summary>
/// Reads the text of the catalogue; its form is told at its top. Rules may make a start read it, so that it is made of
/// what is compiled already: plain loops, and each parameter once.
/// </summary>
internal sealed class EventCatalogueReader
{
    private static readonly string[] TypeNames = Enum.GetNames<ParameterType>();

    private readonly List<KnownEvent> _events = [];
    private readonly Dictionary<string, (string[] Names, uint[] Numbers)> _values = [];
    private readonly Dictionary<string, ParameterType[]> _variants = [];
    private readonly Dictionary<string, KnownParameter> _parameters = [];
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
        foreach (string entry in entries)
        {
            if (entry.Length > 0 && entry[0] != '#')
            {
                reader.Add(entry.Split(' '));
            }
        }

        return reader._events;
    }

    private void Add(string[] words)
    {
        switch (words[0])
        {
            case "names":
                AddNames(words[1], words.AsSpan(2));
                break;
            case "variants":
                _variants.Add(words[1], Array.ConvertAll(words[2..], TypeOf));
                break;
            case "section":
                _origin = Enum.Parse<EventOrigin>(words[1]);
                break;
            case "generic":
                AddGeneric(words.AsSpan(1));
                break;
            default:
                _events.Add(new KnownEvent(
                    _origin,
                    words[1],
                    IsEnter: words[0][0] == '>',
                    IsAvailable: words[0].Length == 1,
                    IsGeneric: false,
                    Parameters(words.AsSpan(2))));
                break;
        }
    }

    private void AddGeneric(ReadOnlySpan<string> names)
    {
        var parameters = Parameters(["ID:SYSCALLID", "nativeID:UINT16"]);
        foreach (string name in names)
        {
            _events.Add(new KnownEvent(_origin, name, true, true, IsGeneric: true, parameters));
            _events.Add(new KnownEvent(_origin, name, false, true, IsGeneric: true, parameters));
        }
    }

    private KnownParameter[] Parameters(ReadOnlySpan<string> words)
    {
        var parameters = new KnownParameter[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!_parameters.TryGetValue(words[i], out var parameter))
            {
                parameter = Parameter(words[i]);
                _parameters.Add(words[i], parameter);
            }

            parameters[i] = parameter;
        }

        return parameters;
    }

    private void AddNames(string set, ReadOnlySpan<string> words)
    {
        string[] names = new string[words.Length];
        uint[] numbers = new uint[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            int equals = words[i].IndexOf('=', StringComparison.Ordinal);
            names[i] = words[i][..equals];
            numbers[i] = uint.Parse(words[i].AsSpan(equals + 1), CultureInfo.InvariantCulture);
        }

        _values.Add(set, (names, numbers));
    }

    private KnownParameter Parameter(string word)
    {
        string[] parts = word.Split(':', '=');
        string[] type = parts[1].Split('/');
        string? set = parts.Length == 3 ? parts[2] : null;
        bool isDynamic = set is not null && _variants.ContainsKey(set);
        var (names, numbers) = set is null || isDynamic ? ([], []) : _values[set];
        return new KnownParameter(parts[0], TypeOf(type[0]), names)
        {
            Numbers = numbers,
            Base = type.Length == 1 ? Radix.Decimal : type[1] == "HEX" ? Radix.Hexadecimal : Radix.Octal,
            Variants = isDynamic ? _variants[set!] : [],
        };
    }

    private static ParameterType TypeOf(string word)
    {
        int type = Array.FindIndex(TypeNames, name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
        return type < 0
            ? throw new InvalidDataException($"the catalogue of events has no type {word}")
            : (ParameterType)type;
    }
}
