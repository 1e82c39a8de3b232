using System.Globalization;
using System.Text;

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// The place that <c>-o</c> names: <c>engine.kind</c>, <c>rules_files[1]</c>, <c>rules[].disable.rule</c>. Empty
/// brackets append. A backslash takes dot, bracket and backslash literally.
/// </summary>
internal static class KeyPath
{
    /// <summary>One step: into a mapping by key, or into a list by index.</summary>
    /// <param name="Key">The key, or null for an index.</param>
    /// <param name="Index">The index; -1 appends.</param>
    internal readonly record struct Step(string? Key, int Index);

    /// <summary>Takes a path apart.</summary>
    /// <param name="path">As written before the equals sign.</param>
    /// <exception cref="ProbeException">It is malformed.</exception>
    public static List<Step> Parse(string path)
    {
        var steps = new List<Step>();
        var key = new StringBuilder();
        bool afterIndex = false;
        for (int at = 0; at < path.Length; at++)
        {
            char c = path[at];
            if (c == '\\' && at + 1 < path.Length && path[at + 1] is '.' or '[' or ']' or '\\')
            {
                key.Append(path[++at]);
            }
            else if (c == '.')
            {
                if (!afterIndex) steps.Add(KeyStep(key, path));
                afterIndex = false;
            }
            else if (c == '[')
            {
                if (!afterIndex) steps.Add(KeyStep(key, path));
                int close = path.IndexOf(']', at);
                if (close < 0) throw Malformed(path, "a '[' is not closed");
                steps.Add(IndexStep(path[(at + 1)..close], path));
                at = close;
                afterIndex = true;
            }
            else if (afterIndex)
            {
                throw Malformed(path, $"expected '.' or '[' after ']', found '{c}'");
            }
            else
            {
                key.Append(c);
            }
        }

        if (!afterIndex) steps.Add(KeyStep(key, path));
        return steps;
    }

    private static Step KeyStep(StringBuilder key, string path)
    {
        if (key.Length == 0) throw Malformed(path, "a key is empty");
        string text = key.ToString();
        key.Clear();
        return new Step(text, 0);
    }

    private static Step IndexStep(string text, string path)
    {
        if (text.Length == 0) return new Step(null, -1);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new Step(null, index)
            : throw Malformed(path, $"'{text}' is no index");
    }

    private static ProbeException Malformed(string path, string why) => new($"-o {path}: {why}");
}
