using System.Globalization;

namespace KosmosProbe.Engine.Threads;

/// <summary>The lines of /proc/PID/status: a label, a colon, values parted by tabs. Missing ones read as 0.</summary>
internal sealed class ProcStatus
{
    private readonly Dictionary<string, string[]> _values = new(StringComparer.Ordinal);

    /// <summary>Reads the file's text.</summary>
    public ProcStatus(string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                _values[line[..colon]] =
                    line[(colon + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }

    /// <summary>One value of a line.</summary>
    public ulong Number(string label, int index) =>
        _values.TryGetValue(label, out string[]? values) && index < values.Length
        && ulong.TryParse(values[index], CultureInfo.InvariantCulture, out ulong number)
            ? number
            : 0;

    /// <summary>The last value of a line: of the innermost namespace.</summary>
    public ulong Last(string label) =>
        _values.TryGetValue(label, out string[]? values) && values.Length > 0 ? Number(label, values.Length - 1) : 0;

    /// <summary>A value in hexadecimal digits.</summary>
    public ulong Hex(string label) =>
        _values.TryGetValue(label, out string[]? values) && values.Length > 0
        && ulong.TryParse(values[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong bits)
            ? bits
            : 0;
}
