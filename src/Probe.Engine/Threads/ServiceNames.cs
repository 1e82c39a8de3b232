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
        foreach (var line in ServicesFile.Read(path))
        {
            if (line.Protocol is "tcp" or "udp")
            {
                _names.TryAdd((line.Port, line.Protocol == "udp"), Encoding.ASCII.GetBytes(line.Names.First()));
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
