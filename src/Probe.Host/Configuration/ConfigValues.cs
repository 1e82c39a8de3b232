using System.Globalization;

namespace KosmosProbe.Host.Configuration;

/// <summary>Reads typed values out of a checked tree by dotted path; what is absent gives the default.</summary>
/// <param name="root">Checked by <see cref="ConfigCheck"/>, so that values have their types.</param>
internal sealed class ConfigValues(ConfigMap root)
{
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

    /// <summary>A whole number within bounds.</summary>
    /// <param name="path">Dotted keys.</param>
    /// <param name="otherwise">When absent.</param>
    /// <param name="least">The smallest allowed.</param>
    /// <param name="most">The largest allowed.</param>
    /// <exception cref="ProbeException">It is out of bounds.</exception>
    public int Integer(string path, int otherwise, int least, int most)
    {
        if (Find(path) is not ConfigScalar scalar) return otherwise;
        if (long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            && value >= least && value <= most)
        {
            return (int)value;
        }

        throw new ProbeException($"{scalar.Place}: `{path}` must be from {least} to {most}, found {scalar.Kind}");
    }

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
            $"{scalar.Place}: `{path}` must be one of {string.Join(", ", words.Keys)}; found {scalar.Kind}");
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
