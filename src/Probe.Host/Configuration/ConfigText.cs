using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KosmosProbe.Host.Configuration;

/// <summary>Turns YAML text into the configuration's tree.</summary>
internal static class ConfigText
{
    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="ProbeException">It cannot be read or is no YAML mapping.</exception>
    public static ConfigMap ReadFile(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ProbeException($"Could not find configuration file at {path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProbeException($"Could not read configuration file at {path}: {e.Message}");
        }

        return Parse(text, path);
    }

    /// <summary>Parses a whole configuration. Empty text is an empty configuration.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="source">What places name.</param>
    /// <exception cref="ProbeException">It is no YAML mapping.</exception>
    public static ConfigMap Parse(string text, string source) =>
        ParseNode(text, source) switch
        {
            null => new ConfigMap(new Place(source, 1, 1)),
            ConfigMap map => map,
            ConfigScalar { IsNull: true } empty => new ConfigMap(empty.Place),
            var other => throw new ProbeException($"{other.Place}: a configuration is a mapping, found {other.Kind}"),
        };

    /// <summary>Parses one value.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="source">What places name.</param>
    /// <returns>The value; null for empty text.</returns>
    /// <exception cref="ProbeException">It is no YAML.</exception>
    public static ConfigNode? ParseNode(string text, string source)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new ProbeException($"{source}:{e.Start.Line}:{e.Start.Column}: not valid YAML: {Innermost(e)}");
        }

        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, source);
    }

    private static string Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e.Message;

    private static ConfigNode Convert(YamlNode node, string source)
    {
        var place = PlaceOf(node, source);
        switch (node)
        {
            case YamlMappingNode mapping:
                var map = new ConfigMap(place);
                foreach (var (key, value) in mapping.Children)
                {
                    map.Set(KeyText(key, source), PlaceOf(key, source), Convert(value, source));
                }

                return map;
            case YamlSequenceNode sequence:
                var list = new ConfigList(place);
                list.Items.AddRange(sequence.Children.Select(item => Convert(item, source)));
                return list;
            default:
                var scalar = (YamlScalarNode)node;
                bool quoted = scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any);
                string written = scalar.Value ?? "";
                return new ConfigScalar(place, EnvironmentText.Expand(written, place), quoted) { Written = written };
        }
    }

    private static string KeyText(YamlNode key, string source) =>
        key is YamlScalarNode { Value: { } text }
            ? text
            : throw new ProbeException($"{PlaceOf(key, source)}: a key must be a plain text");

    private static Place PlaceOf(YamlNode node, string source) =>
        new(source, (int)node.Start.Line, (int)node.Start.Column);
}
