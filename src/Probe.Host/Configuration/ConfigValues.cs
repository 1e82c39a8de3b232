using System.Globalization;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Configuration;

/// <summary>Reads typed values out of a checked tree by dotted path; what is absent gives the default.</summary>
/// <param name="root">Checked by <see cref="ConfigCheck"/>, so that values have their types.</param>
/// <param name="prefix">What stands before the paths, in messages.</param>
internal sealed class ConfigValues(ConfigMap root, string prefix = "")
{
    private static readonly string PriorityNames =
        string.Join(", ", Enum.GetNames<Priority>()).ToLowerInvariant();

    /// <summary>A node, or null when absent or empty.</summary>
    /// <param name="path">Dotted keys.</param>
    public ConfigNode? Find(string path)
    {
        ConfigNode? node = root;
        foreach (string key in path.Split('.'))
        {
            node = (node as ConfigMap)?.Find(key);
        }

        return node is ConfigScalar { IsNull: true } ? null : node;
    }

    /// <summary>A truth value.</summary>
    /// <param name="path">Dotted keys.</param>
    /// <param name="otherwise">When absent.</param>
    public bool Boolean(string path, bool otherwise) =>
        Find(path) is ConfigScalar scalar && TryBoolean(scalar.Text, out bool value) ? value : otherwise;

    /// <summary>A whole number; its row bounds it.</summary>
    /// <param name="path">Dotted keys.</param>
    /// <param name="otherwise">When absent.</param>
    public int Integer(string path, int otherwise) => (int)Long(path, otherwise);

    /// <summary>A whole number; its row bounds it.</summary>
    /// <param name="path">Dotted keys.</param>
    /// <param name="otherwise">When absent.</param>
    public long Long(string path, long otherwise) => Find(path) is ConfigScalar scalar
        ? long.Parse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
        : otherwise;

    /// <summary>A number within bounds.</summary>
    /// <param name="path">Dotted keys.</param>
    /// <param name="otherwise">When absent.</param>
    /// <param name="least">The smallest allowed.</param>
    /// <param name="most">The largest allowed.</param>
    /// <exception cref="ProbeException">It is out of bounds.</exception>
    public double Number(string path, double otherwise, double least, double most)
    {
        if (Find(path) is not ConfigScalar scalar) return otherwise;
        double value = double.Parse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return value >= least && value <= most
            ? value
            : throw Wrong(scalar, path, string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}"));
    }

    /// <summary>A single value.</summary>
    /// <param name="path">Dotted keys.</param>
    /// <param name="otherwise">When absent.</param>
    public string Text(string path, string otherwise) => (Find(path) as ConfigScalar)?.Text ?? otherwise;

    /// <summary>A time span.</summary>
    /// <param name="path">Dotted keys.</param>
    /// <param name="otherwise">When absent.</param>
    /// <param name="least">The shortest allowed.</param>
    /// <exception cref="ProbeException">It is too short.</exception>
    public TimeSpan Duration(string path, TimeSpan otherwise, TimeSpan least)
    {
        if (Find(path) is not ConfigScalar scalar) return otherwise;
        return DurationText.TryParse(scalar.Text, out var span) && span >= least
            ? span
            : throw Wrong(scalar, path, $"{DurationText.Of(least)} at least");
    }

    /// <summary>A URL to send to.</summary>
    /// <param name="path">Dotted keys.</param>
    /// <returns>Absolute, http or https; null when absent or empty.</returns>
    /// <exception cref="ProbeException">It is no such URL.</exception>
    public Uri? Url(string path)
    {
        if (Find(path) is not ConfigScalar { Text.Length: > 0 } scalar) return null;
        return Uri.TryCreate(scalar.Text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw Wrong(scalar, path, "a URL that begins with http:// or https://");
    }

    /// <summary>A priority.</summary>
    /// <param name="path">Dotted keys.</param>
    /// <param name="usual">What counts where there is none.</param>
    /// <exception cref="ProbeException">It is none.</exception>
    public Priority Priority(string path, Priority usual = Engine.Rules.Priority.Debug)
    {
        if (Find(path) is not ConfigScalar { Text.Length: > 0 } scalar) return usual;
        return Priorities.TryParse(scalar.Text, out var priority)
            ? priority
            : throw new ProbeException(
                $"{scalar.Place}: `{NameOf(path)}` must be one of {PriorityNames}; found {scalar.Kind}");
    }

    /// <summary>Names and texts, in their order.</summary>
    /// <param name="path">Dotted keys.</param>
    public IReadOnlyDictionary<string, string> NamedTexts(string path)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, _, value) in (Find(path) as ConfigMap)?.Entries ?? [])
        {
            texts[name] = ((ConfigScalar)value).Text;
        }

        return texts;
    }

    /// <summary>The mappings of a list, each to be read like a configuration of its own.</summary>
    /// <param name="path">Dotted keys.</param>
    public IEnumerable<ConfigValues> Maps(string path) => (Find(path) as ConfigList)?.Items.OfType<ConfigMap>()
        .Select(map => new ConfigValues(map, $"{NameOf(path)}[].")) ?? [];

    /// <summary>What is said of a value that cannot be used.</summary>
    /// <param name="found">The value.</param>
    /// <param name="path">Dotted keys.</param>
    /// <param name="expected">What it must be.</param>
    public ProbeException Wrong(ConfigNode found, string path, string expected) =>
        new($"{found.Place}: `{NameOf(path)}` must be {expected}, found {found.Kind}");

    /// <summary>A key that must be there is not.</summary>
    /// <param name="at">What calls for it; null for the whole.</param>
    /// <param name="path">Dotted keys.</param>
    /// <param name="why">What it is needed for.</param>
    public ProbeException Missing(string? at, string path, string why) =>
        new($"{((at is null ? null : Find(at)) ?? root).Place}: {why} needs `{NameOf(path)}`");

    private string NameOf(string path) => prefix + path;

    /// <summary>One of several words, in any case.</summary>
    /// <typeparam name="T">What the words stand for.</typeparam>
    /// <param name="path">Dotted keys.</param>
    /// <param name="otherwise">When absent.</param>
    /// <param name="words">The words, with aliases.</param>
    /// <exception cref="ProbeException">It is none of them.</exception>
    public T Word<T>(string path, T otherwise, IReadOnlyDictionary<string, T> words)
    {
        if (Find(path) is not ConfigScalar scalar) return otherwise;
        foreach (var (word, value) in words)
        {
            if (word.Equals(scalar.Text, StringComparison.OrdinalIgnoreCase)) return value;
        }

        throw new ProbeException(
            $"{scalar.Place}: `{NameOf(path)}` must be one of {string.Join(", ", words.Keys)}; found {scalar.Kind}");
    }

    /// <summary>Single values, of a list or of a lone value, with their places.</summary>
    /// <param name="path">Dotted keys.</param>
    public IEnumerable<ConfigScalar> Texts(string path) => Find(path) switch
    {
        ConfigList list => list.Items.OfType<ConfigScalar>().Where(static item => !item.IsNull),
        ConfigScalar one => [one],
        _ => [],
    };

    /// <summary>YAML's spellings of truth.</summary>
    /// <param name="text">As written.</param>
    /// <param name="value">What it says.</param>
    public static bool TryBoolean(string text, out bool value)
    {
        value = text.ToLowerInvariant() is "true" or "yes" or "on" or "y";
        return value || text.ToLowerInvariant() is "false" or "no" or "off" or "n";
    }
}
