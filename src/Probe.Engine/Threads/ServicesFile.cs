using System.Globalization;

namespace KosmosProbe.Engine.Threads;

/// <summary>One line of /etc/services: a port of a protocol, its name and its other names.</summary>
/// <param name="Names">The name first, then the aliases.</param>
/// <param name="Port">The port.</param>
/// <param name="Protocol">tcp, udp, ...; empty when the line names none.</param>
internal readonly record struct ServiceLine(IEnumerable<string> Names, ushort Port, string Protocol);

/// <summary>Reads files in the form of services(5); lines that are none are passed over.</summary>
internal static class ServicesFile
{
    /// <summary>The lines in order; none when the file is not there.</summary>
    /// <param name="path">The file; may be empty.</param>
    public static IEnumerable<ServiceLine> Read(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            string[] port = words.Length < 2 ? [""] : words[1].Split('/', 2);
            if (ushort.TryParse(port[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
            {
                yield return new ServiceLine(words.Skip(2).Prepend(words[0]), number, port.Length == 2 ? port[1] : "");
            }
        }
    }
}
