using System.Buffers;
using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// Reads threads from /proc: all of them at start, single ones that no record told of. Allocates; not for the way of
/// every event. A thread may end between two files: then it is not there, which is an answer and no error.
/// </summary>
/// <param name="hostRoot">Where the host's root is mounted (HOST_ROOT); empty for this machine's own.</param>
public sealed partial class ProcFiles(string hostRoot = "")
{
    /// <summary>Unit of start times in /proc: USER_HZ is 100 on all architectures we run on.</summary>
    internal const ulong TickNs = 10_000_000;

    /// <summary>Bytes of a command line that are read: as many as records carry, ARGS_BYTES_MAX, bpf/maps.h.</summary>
    internal const int ArgumentsBytesMax = 160 * 1024;

    // As many as records carry: ENVIRONMENT_BYTES_MAX, bpf/maps.h.
    private const int EnvironmentBytesMax = 160 * 1024;

    // Hexadecimal digits of a container's id; a directory's name holds it.
    private const int ContainerIdChars = 64;

    // The unified hierarchy has no controllers by name.
    private static readonly string[] Controllers = ["", "memory", "cpu", "pids"];

    private readonly string _root = Path.Combine(hostRoot.Length == 0 ? "/" : hostRoot, "proc");

    /// <summary>Whether environments are read too; any thread.</summary>
    internal bool WithEnvironment { get; set; }

    /// <summary>All processes.</summary>
    internal IEnumerable<uint> Pids() => Numbers(_root);

    /// <summary>The threads of a process; none when it has ended.</summary>
    internal IEnumerable<uint> Tids(uint pid) => Numbers(Path.Combine(_root, Name(pid), "task"));

    /// <summary>The parent of a process; 0 when it has none, has ended, or is another that got the same id.</summary>
    internal uint ParentOf(uint pid, ulong startNs) =>
        ReadBytes(Path.Combine(_root, Name(pid), "stat")) is { } bytes && ProcStat.TryParse(bytes, out var stat)
        && stat.StartNs / TickNs == startNs / TickNs
            ? stat.ParentPid
            : 0;

    /// <summary>
    /// False when a thread is surely gone: there is no such file, or it is of another that got the same id. A file that
    /// cannot be read for another reason proves nothing.
    /// </summary>
    internal bool IsAlive(uint pid, uint tid, ulong startNs)
    {
        string path = Path.Combine(TaskFolder(pid, tid), "stat");
        if (ReadBytes(path) is not { } bytes)
        {
            return File.Exists(path);
        }

        return startNs == 0 || !ProcStat.TryParse(bytes, out var stat) || stat.StartNs / TickNs == startNs / TickNs;
    }

    /// <summary>Reads one thread; null when it is not there.</summary>
    internal ProcThread? Read(uint pid, uint tid, bool withImage)
    {
        string folder = TaskFolder(pid, tid);
        if (ReadBytes(Path.Combine(folder, "stat")) is not { } statBytes
            || !ProcStat.TryParse(statBytes, out var stat)
            || ReadBytes(Path.Combine(folder, "status")) is not { } statusBytes)
        {
            return null;
        }

        var status = new ProcStatus(Encoding.Latin1.GetString(statusBytes));
        uint tgid = (uint)status.Number("Tgid", 0);
        if (tgid != pid)
        {
            return null;
        }

        return new ProcThread
        {
            Tid = tid,
            Pid = pid,
            Comm = stat.Comm,
            StartNs = stat.StartNs,
            ParentPid = stat.ParentPid,
            ProcessGroup = stat.ProcessGroup,
            SessionId = stat.SessionId,
            Tty = stat.Tty,
            IsZombie = stat.State is 'Z' or 'X',
            Uid = (uint)status.Number("Uid", 1),
            Gid = (uint)status.Number("Gid", 1),
            LoginUid = LoginUid(folder),
            VirtualTid = (uint)status.Last("NSpid"),
            VirtualPid = (uint)status.Last("NStgid"),
            VirtualProcessGroup = (uint)status.Last("NSpgid"),
            CgroupPath = CgroupPath(folder),
            PidNamespace = LinkTarget(Path.Combine(folder, "ns", "pid")) ?? "",
            Image = withImage ? ReadImage(folder, stat, status) : null,
        };
    }

    private ProcImage? ReadImage(string folder, in ProcStat stat, ProcStatus status)
    {
        byte[] argv = ReadStart(Path.Combine(folder, "cmdline"), ArgumentsBytesMax);
        string? exePath = LinkTarget(Path.Combine(folder, "exe"));
        if (argv.Length == 0 && exePath is null)
        {
            return null;
        }

        return new ProcImage
        {
            Argv = argv,
            ExePath = Encoding.UTF8.GetBytes(exePath ?? ""),
            Cwd = Encoding.UTF8.GetBytes(LinkTarget(Path.Combine(folder, "cwd")) ?? ""),
            Environment = WithEnvironment ? ReadStart(Path.Combine(folder, "environ"), EnvironmentBytesMax) : [],
            CapInheritable = status.Hex("CapInh"),
            CapPermitted = status.Hex("CapPrm"),
            CapEffective = status.Hex("CapEff"),
            FdLimit = FdLimit(folder),
            PageFaultsMajor = stat.PageFaultsMajor,
            PageFaultsMinor = stat.PageFaultsMinor,
            VmSizeKb = status.Number("VmSize", 0),
            VmRssKb = status.Number("VmRSS", 0),
            VmSwapKb = status.Number("VmSwap", 0),
        };
    }

    // Files of /proc have no length that is told before.
    private static byte[] ReadStart(string path, int bytesMax)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bytesMax);
        try
        {
            using var file = File.OpenHandle(path);
            int length = 0;
            for (int read = 1; read > 0 && length < bytesMax; length += read)
            {
                read = RandomAccess.Read(file, buffer.AsSpan(length, bytesMax - length), length);
            }

            return buffer.AsSpan(0, length).ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Version 2 first, else the first of these hierarchies of version 1 that has a path: as bpf/cgroup.h does.
    private static byte[] CgroupPath(string folder)
    {
        string text = ReadBytes(Path.Combine(folder, "cgroup")) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        string[][] hierarchies = [.. text.Split('\n').Select(line => line.Split(':', 3)).Where(row => row.Length == 3)];
        string[] paths =
        [
            .. Controllers.Select(controller => Array.Find(hierarchies, row => row[1].Split(',').Contains(controller)))
                .Where(static row => row is [_, _, { Length: > 1 }]).Select(static row => FromRoot(Unmarked(row![2]))),
        ];
        if (paths.Length == 0) return hierarchies.Length == 0 ? [] : "/"u8.ToArray();

        // As in bpf/cgroup.h: runtimes that know version 1 alone leave their containers in the service's own v2 group.
        return Encoding.UTF8.GetBytes(Array.Find(paths, MayNameContainer) ?? paths[0]);
    }

    private static bool MayNameContainer(string path) => path.Length - path.LastIndexOf('/') > ContainerIdChars;

    // A zombie outlives its group.
    private static string Unmarked(string path)
    {
        const string Mark = " (deleted)";
        return path.EndsWith(Mark, StringComparison.Ordinal) ? path[..^Mark.Length] : path;
    }

    // Seen from a cgroup namespace of its own, a path outside of it starts with steps up; where they lead is not known.
    private static string FromRoot(string path)
    {
        const string Up = "/..";
        while (path.StartsWith("/../", StringComparison.Ordinal))
        {
            path = path[Up.Length..];
        }

        return path == Up ? "/" : path;
    }

    private static uint LoginUid(string folder) =>
        ReadBytes(Path.Combine(folder, "loginuid")) is { } bytes
        && uint.TryParse(Encoding.ASCII.GetString(bytes).Trim(), CultureInfo.InvariantCulture, out uint uid)
            ? uid
            : ThreadInfo.UnsetId;

    private static ulong FdLimit(string folder)
    {
        const string Label = "Max open files";
        string text = ReadBytes(Path.Combine(folder, "limits")) is { } bytes ? Encoding.ASCII.GetString(bytes) : "";
        int at = text.IndexOf(Label, StringComparison.Ordinal);
        string[] values = at < 0
            ? []
            : text[(at + Label.Length)..].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
        bool known = ulong.TryParse(values.FirstOrDefault(), CultureInfo.InvariantCulture, out ulong limit);
        return known ? limit : 0;
    }

    private string TaskFolder(uint pid, uint tid) => Path.Combine(_root, Name(pid), "task", Name(tid));

    private static string Name(uint id) => id.ToString(CultureInfo.InvariantCulture);

    private static List<uint> Numbers(string folder)
    {
        var numbers = new List<uint>();
        try
        {
            foreach (string path in Directory.EnumerateDirectories(folder))
            {
                if (uint.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out uint number))
                {
                    numbers.Add(number);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return numbers;
        }

        return numbers;
    }

    private static byte[]? ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? LinkTarget(string path)
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
}
