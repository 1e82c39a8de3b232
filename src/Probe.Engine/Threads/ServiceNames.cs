using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Threads;

/// <summary>Names of ports, as /etc/services has them. Read once: the file changes with the distribution.</summary>
internal sealed class ServiceNames
{
    private readonly Dictionary<(ushort Port, bool IsUdp), byte[]> _names = [];

    /// <summary>Reads a file; none when it is not there.</summary>
    /// <param name="path">In the form of services(5); empty: no names.</param>
    public ServiceNames(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        foreach (string line in File.ReadLines(path))
        {
            string[] parts = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            string[] port = parts.Length < 2 ? [] : parts[1].Split('/');
            if (port.Length == 2 && ushort.TryParse(port[0], CultureInfo.InvariantCulture, out ushort number)
                && port[1] is "tcp" or "udp")
            {
                _names.TryAdd((number, port[1] == "udp"), Encoding.ASCII.GetBytes(parts[0]));
            }
        }
    }

    /// <summary>The name of a port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="protocol">tcp or udp; others have no names.</param>
    /// <param name="name">The name.</param>
    public bool TryFind(ushort port, ReadOnlySpan<byte> protocol, out ReadOnlySpan<byte> name)
    {
        bool isUdp = protocol.SequenceEqual("udp"u8);
        bool found = _names.TryGetValue((port, isUdp), out byte[]? bytes) && (isUdp || protocol.SequenceEqual("tcp"u8));
        name = found ? bytes : default;
        return found;
    }
}
