using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>A socket as /proc/net has it, in the format's words.</summary>
/// <param name="Type">Connected, serving, or unix.</param>
internal readonly record struct ProcSocket(DescriptorKind Type)
{
    /// <summary>Own address, network order.</summary>
    public byte[] Local { get; init; } = [];

    /// <summary>Own port.</summary>
    public ushort LocalPort { get; init; }

    /// <summary>The peer's address, network order.</summary>
    public byte[] Remote { get; init; } = [];

    /// <summary>The peer's port.</summary>
    public ushort RemotePort { get; init; }

    /// <summary>The format's number of the protocol.</summary>
    public byte Protocol { get; init; }

    /// <summary>Path of a unix socket.</summary>
    public byte[] Path { get; init; } = [];
}

/// <summary>The sockets of a network namespace by inode number, as a recording begins.</summary>
internal sealed class ProcSockets
{
    private const string Listening = "0A";
    private const byte Tcp = 2;
    private const byte Udp = 3;
    private const byte Raw = 5;

    private static readonly (string File, byte Protocol, bool IsV6)[] Files =
    [
        ("tcp", Tcp, false), ("tcp6", Tcp, true), ("udp", Udp, false), ("udp6", Udp, true), ("raw", Raw, false),
        ("raw6", Raw, true),
    ];

    private readonly Dictionary<ulong, ProcSocket> _byInode = [];

    private ProcSockets()
    {
    }

    /// <summary>Reads the files; what cannot be read is not there.</summary>
    /// <param name="folder">/proc/PID/net of a process in the namespace.</param>
    public static ProcSockets Read(string folder)
    {
        var sockets = new ProcSockets();
        foreach (var (file, protocol, isV6) in Files)
        {
            foreach (string line in Lines(Path.Combine(folder, file)))
            {
                sockets.AddInternet(line, protocol, isV6);
            }
        }

        foreach (string line in Lines(Path.Combine(folder, "unix")))
        {
            sockets.AddUnix(line);
        }

        return sockets;
    }

    /// <summary>Finds a socket.</summary>
    /// <param name="inode">Its number in sockfs.</param>
    /// <param name="socket">What is known of it.</param>
    public bool TryFind(ulong inode, out ProcSocket socket) => _byInode.TryGetValue(inode, out socket);

    // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ...
    private void AddInternet(string line, byte protocol, bool isV6)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 10 || !ulong.TryParse(words[9], CultureInfo.InvariantCulture, out ulong inode)
            || !TryEnd(words[1], isV6, out byte[] local, out ushort localPort)
            || !TryEnd(words[2], isV6, out byte[] remote, out ushort remotePort))
        {
            return;
        }

        bool isServer = protocol == Tcp && words[3] == Listening;
        var type = (isServer, isV6) switch
        {
            (true, false) => DescriptorKind.Ipv4Server,
            (true, true) => DescriptorKind.Ipv6Server,
            (false, false) => DescriptorKind.Ipv4,
            _ => DescriptorKind.Ipv6,
        };
        _byInode[inode] = new ProcSocket(type)
        {
            Local = local,
            LocalPort = localPort,
            Remote = remote,
            RemotePort = remotePort,
            Protocol = protocol,
        };
    }

    // Num RefCount Protocol Flags Type St Inode Path
    private void AddUnix(string line)
    {
        string[] words = line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length >= 7 && ulong.TryParse(words[6], CultureInfo.InvariantCulture, out ulong inode))
        {
            _byInode[inode] = new ProcSocket(DescriptorKind.Unix)
            {
                Path = words.Length > 7 ? Encoding.UTF8.GetBytes(words[7]) : [],
            };
        }
    }

    // Hexadecimal in words of 32 bits as the machine keeps them, so that on a little-endian one the bytes come back in
    // network order.
    private static bool TryEnd(string text, bool isV6, out byte[] address, out ushort port)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        address = new byte[isV6 ? 16 : 4];
        port = 0;
        if (colon != address.Length * 2
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out port))
        {
            return false;
        }

        for (int word = 0; word < address.Length; word += sizeof(uint))
        {
            if (!uint.TryParse(
                text.AsSpan(word * 2, sizeof(uint) * 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture,
                out uint bits))
            {
                return false;
            }

            BitConverter.TryWriteBytes(address.AsSpan(word), bits);
        }

        return true;
    }

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path).Skip(1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
