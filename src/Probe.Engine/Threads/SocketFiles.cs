using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Threads;

/// <summary>Finds sockets by inode in /proc/PID/net, which is what the process' network namespace holds.</summary>
internal static class SocketFiles
{
    private const int StateListens = 0x0A;

    // Places in a line, parted by blanks.
    private const int LocalAt = 1;
    private const int RemoteAt = 2;
    private const int StateAt = 3;
    private const int InodeAt = 9;
    private const int UnixInodeAt = 6;

    private static readonly string[] Internet =
        ["tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6", "icmp", "icmp6"];

    /// <summary>Fills in what is known of some sockets.</summary>
    /// <param name="folder">/proc/PID/net.</param>
    /// <param name="sockets">By inode.</param>
    public static void Fill(string folder, Dictionary<ulong, OpenDescriptor> sockets)
    {
        foreach (string file in Internet)
        {
            if (sockets.Count == 0) return;
            ReadInternet(Path.Combine(folder, file), sockets);
        }

        if (sockets.Count > 0) ReadUnix(Path.Combine(folder, "unix"), sockets);
        if (sockets.Count > 0) ReadNetlink(Path.Combine(folder, "netlink"), sockets);
    }

    private static void ReadInternet(string path, Dictionary<ulong, OpenDescriptor> sockets)
    {
        // Those that listen come first.
        var listening = new HashSet<ushort>();
        foreach (string[] words in Lines(path))
        {
            if (words.Length <= InodeAt || !TryEnd(words[LocalAt], out var local, out ushort localPort)
                || !TryEnd(words[RemoteAt], out var remote, out ushort remotePort)
                || !int.TryParse(words[StateAt], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int state))
            {
                continue;
            }

            if (state == StateListens) listening.Add(localPort);
            if (!TryTake(words[InodeAt], sockets, out var found)) continue;
            bool isV4 = !local.IsV6 || (remotePort != 0 && !remote.Unmapped().IsV6);
            found.Socket = new OpenSocket(
                isV4 ? "ipv4"u8.ToArray() : "ipv6"u8.ToArray(), local.Unmapped(), localPort, remote.Unmapped(),
                remotePort, remotePort != 0 && listening.Contains(localPort));
        }
    }

    private static void ReadUnix(string path, Dictionary<ulong, OpenDescriptor> sockets)
    {
        foreach (string[] words in Lines(path))
        {
            if (words.Length <= UnixInodeAt || !TryTake(words[UnixInodeAt], sockets, out var found)) continue;
            string name = words.Length > UnixInodeAt + 1 ? string.Join(' ', words[(UnixInodeAt + 1)..]) : "";
            found.Socket = new OpenSocket("unix"u8.ToArray(), default, 0, default, 0, IsServer: false)
            {
                Path = Encoding.UTF8.GetBytes(name),
            };
        }
    }

    private static void ReadNetlink(string path, Dictionary<ulong, OpenDescriptor> sockets)
    {
        foreach (string[] words in Lines(path))
        {
            if (words.Length > InodeAt && TryTake(words[InodeAt], sockets, out var found))
            {
                found.Socket = new OpenSocket("netlink"u8.ToArray(), default, 0, default, 0, IsServer: false);
            }
        }
    }

    private static bool TryTake(string inode, Dictionary<ulong, OpenDescriptor> sockets, out OpenDescriptor found)
    {
        found = null!;
        return ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            && sockets.Remove(number, out found!);
    }

    // Hexadecimal words of 32 bits, each as this machine reads the address' bytes.
    private static bool TryEnd(string text, out IpAddress address, out ushort port)
    {
        const int WordDigits = 8;
        address = default;
        port = 0;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (WordDigits or 4 * WordDigits)
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out port))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        for (int at = 0; at < colon; at += WordDigits)
        {
            if (!uint.TryParse(
                text.AsSpan(at, WordDigits), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint word))
            {
                return false;
            }

            BitConverter.TryWriteBytes(bytes[(at / 2)..], word);
        }

        address = colon == WordDigits ? IpAddress.FromV4(bytes) : IpAddress.FromV6(bytes);
        return true;
    }

    // The first line names the columns; a namespace without a protocol has no file of it.
    private static IEnumerable<string[]> Lines(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (string line in lines.Skip(1))
        {
            yield return line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
