using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Threads;

/// <summary>What threads have open and have used. Nothing looks at the objects themselves, which may hang.</summary>
public sealed partial class ProcFiles
{
    // O_DIRECTORY, in the flags of /proc/PID/fdinfo.
    private const uint OpenedAsDirectory = 0x10000;

    // All entries are files, of which nothing but the name is asked.
    private static readonly EnumerationOptions EveryName = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>How many descriptors a thread has open; -1 when it is not there.</summary>
    internal int DescriptorsCount(uint pid, uint tid)
    {
        int count = 0;
        foreach (uint _ in DescriptorNumbers(pid, tid))
        {
            count++;
        }

        // Of a thread that has ended there are none, and of others hardly ever.
        return count == 0 ? -1 : count;
    }

    /// <summary>What a thread has open, in order of the numbers; none when it is not there.</summary>
    internal List<OpenDescriptor> Descriptors(uint pid, uint tid, int countMax)
    {
        var found = new List<OpenDescriptor>();
        var sockets = new Dictionary<ulong, OpenDescriptor>();
        foreach (uint number in DescriptorNumbers(pid, tid).Order().Take(countMax))
        {
            string folder = TaskFolder(pid, tid);
            if (LinkTarget(Path.Combine(folder, "fd", Name(number))) is not { } target) continue;
            var one = Describe(number, target, Path.Combine(folder, "fdinfo", Name(number)));
            found.Add(one);
            if (one.Inode != 0) sockets.TryAdd(one.Inode, one);
        }

        if (sockets.Count > 0) SocketFiles.Fill(Path.Combine(TaskFolder(pid, tid), "net"), sockets);
        return found;
    }

    /// <summary>CPU time of a thread, in ns; -1 when it is not there or the kernel does not count it.</summary>
    internal long CpuTimeNs(uint pid, uint tid)
    {
        string text = ReadBytes(Path.Combine(TaskFolder(pid, tid), "schedstat")) is { } bytes
            ? Encoding.ASCII.GetString(bytes)
            : "";
        bool known = long.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out long timeNs);
        return known && timeNs > 0 ? timeNs : -1;
    }

    private static OpenDescriptor Describe(uint number, string target, string infoPath)
    {
        const string Socket = "socket:[";
        if (target.StartsWith(Socket, StringComparison.Ordinal))
        {
            var digits = target.AsSpan(Socket.Length).TrimEnd(']');
            ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode);
            return new OpenDescriptor(number, ObjectKind.Socket, [], inode);
        }

        const string Memory = "/memfd:";
        const string Deleted = " (deleted)";
        byte[] path = Encoding.UTF8.GetBytes(target);
        var kind = CallObject.KindOf(path);
        if (kind == ObjectKind.Memfd && target.EndsWith(Deleted, StringComparison.Ordinal))
        {
            path = path[Memory.Length..^Deleted.Length];
        }

        if (kind == ObjectKind.File && IsDirectory(infoPath)) kind = ObjectKind.Directory;
        bool hasPath = kind is ObjectKind.File or ObjectKind.Directory or ObjectKind.Memfd;
        return new OpenDescriptor(number, kind, hasPath ? path : [], 0);
    }

    private static bool IsDirectory(string infoPath)
    {
        const string Label = "flags:";
        string text = ReadBytes(infoPath) is { } bytes ? Encoding.ASCII.GetString(bytes) : "";
        int at = text.IndexOf(Label, StringComparison.Ordinal);
        if (at < 0) return false;
        uint flags = 0;
        foreach (char digit in text.AsSpan(at + Label.Length).TrimStart())
        {
            if (!char.IsAsciiDigit(digit)) break;
            flags = (flags << 3) | (uint)(digit - '0');
        }

        return (flags & OpenedAsDirectory) != 0;
    }

    // The folder fdinfo has files where fd has links, and a name's type is asked of what a link leads to.
    private List<uint> DescriptorNumbers(uint pid, uint tid)
    {
        var numbers = new List<uint>();
        try
        {
            numbers.AddRange(new FileSystemEnumerable<uint>(
                Path.Combine(TaskFolder(pid, tid), "fdinfo"),
                static (ref entry) => uint.Parse(entry.FileName, CultureInfo.InvariantCulture),
                EveryName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return numbers;
        }

        return numbers;
    }
}
