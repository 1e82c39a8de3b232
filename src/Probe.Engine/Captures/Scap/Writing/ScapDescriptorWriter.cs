using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Scap.Writing;

/// <summary>
/// Writes what processes have open as a recording begins, read from /proc. A process may end or close something
/// meanwhile: then it is left out. Allocates and takes its time; for the thread that writes the file.
/// </summary>
/// <param name="procFolder">Where /proc of the node is.</param>
/// <param name="output">Where blocks go.</param>
internal sealed class ScapDescriptorWriter(string procFolder, ScapOutput output)
{
    // A process that has more is busy enough without us.
    private const int DescriptorsMax = 512;
    private const string SocketPrefix = "socket:[";
    private const string PipePrefix = "pipe:[";

    // Readers of some years ago refuse a capture with kinds that they do not know; newer ones are left to "others".
    private static readonly (string Target, DescriptorKind Type)[] Anonymous =
    [
        ("anon_inode:[eventfd]", DescriptorKind.Event), ("anon_inode:[signalfd]", DescriptorKind.Signal),
        ("anon_inode:[eventpoll]", DescriptorKind.EventPoll), ("anon_inode:inotify", DescriptorKind.Inotify),
        ("anon_inode:[timerfd]", DescriptorKind.Timer),
    ];

    private readonly Dictionary<string, ProcSockets> _socketsByNamespace = [];

    /// <summary>Writes the block of one process.</summary>
    /// <param name="pid">The process.</param>
    public void Write(uint pid)
    {
        string folder = Path.Combine(procFolder, pid.ToString(CultureInfo.InvariantCulture));
        output.BeginBlock(ScapBlock.DescriptorsWithLengths);
        output.I64(pid);
        foreach (string path in Names(Path.Combine(folder, "fd")).Take(DescriptorsMax))
        {
            string name = Path.GetFileName(path);
            if (long.TryParse(name, CultureInfo.InvariantCulture, out long number) && Target(path) is { } target)
            {
                Write(folder, path, number, target);
            }
        }

        output.EndBlock();
    }

    private void Write(string folder, string path, long number, string target)
    {
        int start = output.Length;
        var info = FdInfo.Read(Path.Combine(folder, "fdinfo", Path.GetFileName(path)));
        output.U32(0);
        output.I64(number);
        if (target.StartsWith(SocketPrefix, StringComparison.Ordinal))
        {
            WriteSocket(folder, target);
        }
        else
        {
            output.U64(info.Inode);
            WriteObject(path, target, info.Flags);
        }

        output.PutU32(start, (uint)(output.Length - start));
    }

    private void WriteObject(string path, string target, uint flags)
    {
        var type = Anonymous.FirstOrDefault(row => target.StartsWith(row.Target, StringComparison.Ordinal)).Type;
        if (type == DescriptorKind.Unknown)
        {
            type = target.StartsWith(PipePrefix, StringComparison.Ordinal) ? DescriptorKind.Pipe
                : !target.StartsWith('/') ? DescriptorKind.Unsupported
                : Directory.Exists(path) ? DescriptorKind.Directory
                : DescriptorKind.File;
        }

        output.U8((byte)type);
        if (type == DescriptorKind.File)
        {
            output.U32(OpenFlagBits.Of(flags));
        }

        output.Text(Encoding.UTF8.GetBytes(target));
        if (type == DescriptorKind.File)
        {
            output.U32(0);
        }
    }

    private void WriteSocket(string folder, string target)
    {
        var digits = target.AsSpan(SocketPrefix.Length).TrimEnd(']');
        _ = ulong.TryParse(digits, CultureInfo.InvariantCulture, out ulong inode);
        output.U64(inode);
        if (!SocketsOf(folder).TryFind(inode, out var socket))
        {
            output.U8((byte)DescriptorKind.Unsupported);
            output.Text(Encoding.UTF8.GetBytes(target));
            return;
        }

        output.U8((byte)socket.Type);
        if (socket.Type == DescriptorKind.Unix)
        {
            output.U64(ScapSockets.ReadAsHex(inode));
            output.U64(0);
            output.Text(socket.Path);
            return;
        }

        bool isServer = socket.Type is DescriptorKind.Ipv4Server or DescriptorKind.Ipv6Server;
        output.Bytes(socket.Local);
        if (!isServer) output.Bytes(socket.Remote);
        output.U16(socket.LocalPort);
        if (!isServer) output.U16(socket.RemotePort);
        output.U8(socket.Protocol);
    }

    private ProcSockets SocketsOf(string folder)
    {
        string space = Target(Path.Combine(folder, "ns", "net")) ?? "";
        if (!_socketsByNamespace.TryGetValue(space, out var sockets))
        {
            sockets = ProcSockets.Read(Path.Combine(folder, "net"));
            _socketsByNamespace.Add(space, sockets);
        }

        return sockets;
    }

    private static string[] Names(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private readonly record struct FdInfo(uint Flags, ulong Inode)
    {
        public static FdInfo Read(string path)
        {
            try
            {
                var info = default(FdInfo);
                foreach (string line in File.ReadLines(path))
                {
                    var value = line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim();
                    if (line.StartsWith("flags:", StringComparison.Ordinal))
                    {
                        info = info with { Flags = Convert.ToUInt32(value.ToString(), 8) };
                    }
                    else if (line.StartsWith("ino:", StringComparison.Ordinal)
                        && ulong.TryParse(value, CultureInfo.InvariantCulture, out ulong inode))
                    {
                        info = info with { Inode = inode };
                    }
                }

                return info;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                return default;
            }
        }
    }
}
