using System.Globalization;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Captures.Scap.Writing;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.Recording;

/// <summary>
/// What a recording begins with. The threads are written down at once, by the event thread, as they are before the
/// first event; machine, interfaces and users by the thread that writes the file.
/// </summary>
internal sealed class RecordedHead
{
    private const int HighestByte = 56;
    private const int NextByte = 48;
    private const ulong Linux = 1;
    private const ulong X64 = 2;
    private const ulong Arm64 = 3;

    private readonly NodeState _node;
    private readonly ScapOutput _threads = new();
    private readonly List<uint> _processes = [];
    private readonly ulong _bootWallNs;

    /// <summary>Writes the threads down. To be called by the event thread.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="encoder">Told which threads the file knows.</param>
    public RecordedHead(NodeState node, LiveEventEncoder encoder)
    {
        _node = node;
        _bootWallNs = (ulong)node.Clock.OffsetNs;
        var writer = new ScapHeadWriter(_threads);
        writer.BeginThreads();
        foreach (var thread in node.Threads.All)
        {
            writer.Thread(thread, _bootWallNs);
            encoder.Know(thread);
            if (thread.IsLeader) _processes.Add(thread.Pid);
        }

        writer.EndThreads();
    }

    /// <summary>The block of threads.</summary>
    public ReadOnlySpan<byte> Threads => _threads.Written;

    /// <summary>The processes among them.</summary>
    public IReadOnlyList<uint> Processes => _processes;

    /// <summary>Writes what stands before the threads.</summary>
    /// <param name="output">Where it is written.</param>
    /// <param name="options">Of the recording.</param>
    public void WriteMachine(ScapOutput output, RecordingOptions options)
    {
        var writer = new ScapHeadWriter(output);
        writer.Section();
        writer.Machine(new ScapMachine
        {
            CpusCount = (uint)Environment.ProcessorCount,
            MemoryBytes = (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            PidMax = PidMax(options.ProcFolder),
            HostName = _node.HostName,
            BootTimeNs = _bootWallNs,
            Flags = Architecture() << HighestByte | Linux << NextByte,
        });
        writer.Recorder(Encoding.UTF8.GetBytes(options.ProgramVersion));
        writer.Interfaces(Interfaces());
        writer.Users(_node.Users, _node.Groups);
    }

    private static ulong Architecture() =>
        RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? Arm64 : X64;

    private static ulong PidMax(string procFolder)
    {
        const ulong Usual = 4 << 20;
        string path = Path.Combine(procFolder, "sys/kernel/pid_max");
        try
        {
            return ulong.TryParse(File.ReadAllText(path).AsSpan().Trim(), CultureInfo.InvariantCulture, out ulong max)
                ? max
                : Usual;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Usual;
        }
    }

    private static List<ScapInterface> Interfaces()
    {
        var found = new List<ScapInterface>();
        try
        {
            foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
            {
                found.AddRange(network.GetIPProperties().UnicastAddresses.Select(address => Entry(network, address)));
            }
        }
        catch (NetworkInformationException)
        {
            return found;
        }

        return found;
    }

    private static ScapInterface Entry(NetworkInterface network, UnicastIPAddressInformation address)
    {
        byte[] bytes = address.Address.GetAddressBytes();
        byte[] mask = Mask(bytes.Length, address.PrefixLength);
        bool isV4 = address.Address.AddressFamily == AddressFamily.InterNetwork;
        byte[] broadcast = [.. bytes.Zip(mask, (part, covered) => isV4 ? (byte)(part | ~covered) : (byte)0)];
        return new ScapInterface
        {
            Name = Encoding.UTF8.GetBytes(network.Name),
            Address = bytes,
            NetMask = mask,
            Broadcast = broadcast,
            LinkSpeed = 0,
        };
    }

    private static byte[] Mask(int bytes, int prefixBits)
    {
        byte[] mask = new byte[bytes];
        for (int bit = 0; bit < prefixBits && bit < bytes * 8; bit++)
        {
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return mask;
    }
}
