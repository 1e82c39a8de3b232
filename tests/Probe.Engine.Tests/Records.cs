using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Tests;

/// <summary>Fills the fixed part of a record; texts go behind it.</summary>
internal delegate void Fill<T>(ref T record, RecordTexts texts) where T : unmanaged;

/// <summary>The texts of a record that is being made, behind its fixed part.</summary>
internal sealed class RecordTexts(int offset)
{
    private readonly List<byte> _bytes = [];

    public IReadOnlyList<byte> Bytes => _bytes;

    public TextSpan Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public TextSpan Add(ReadOnlySpan<byte> text)
    {
        var span = new TextSpan { Offset = (uint)(offset + _bytes.Count), Length = (uint)text.Length };
        _bytes.AddRange(text);
        return span;
    }
}

/// <summary>Makes records byte by byte as bpf/events.h lays them out: what a kernel would have sent.</summary>
internal static class Records
{
    public const ulong StartNs = 5_000_000_000;
    public const ulong NowNs = 7_000_000_000;

    /// <summary>A record by thread 100 of process 100, which root runs.</summary>
    public static byte[] Make<T>(EventType type, Fill<T> fill) where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        var texts = new RecordTexts(size);
        T record = default;
        ref var header = ref Unsafe.As<T, EventHeader>(ref record);
        header.Type = type;
        header.TimeNs = NowNs;
        header.ThreadStartNs = StartNs;
        header.Tid = header.Pid = 100;
        fill(ref record, texts);
        header.Length = (uint)(size + texts.Bytes.Count);
        byte[] bytes = new byte[header.Length];
        MemoryMarshal.Write(bytes, in record);
        texts.Bytes.ToArray().CopyTo(bytes, size);
        return bytes;
    }

    /// <summary>A successful exec of process 100, whose parent is process 1; changed as told.</summary>
    public static byte[] Exec(string[] argv, Fill<ExecveEvent>? change = null) =>
        Make<ExecveEvent>(EventType.Execve, (ref record, texts) =>
        {
            string file = argv[0][(argv[0].LastIndexOf('/') + 1)..];
            SetComm(ref record.Comm, file[..Math.Min(file.Length, 15)]);
            record.ParentPid = 1;
            record.SessionId = record.ProcessGroup = record.VirtualProcessGroup = 90;
            record.VirtualTid = record.VirtualPid = record.PreviousTid = record.Header.Tid;
            record.LoginUid = uint.MaxValue;
            record.Args = texts.Add(string.Concat(argv.Select(arg => arg + "\0")));
            record.ExePath = texts.Add("/usr/bin/" + file);
            record.Filename = texts.Add(argv[0]);
            record.Cwd = texts.Add("/srv");
            record.Cgroup = texts.Add("/user.slice");
            change?.Invoke(ref record, texts);
        });

    /// <summary>A clone by process 100 that made a child; changed as told.</summary>
    public static byte[] Clone(uint child, Fill<CloneEvent>? change = null) =>
        Make<CloneEvent>(EventType.Clone, (ref record, texts) =>
        {
            SetComm(ref record.Comm, "sh");
            record.Header.Result = record.ChildTid = record.ChildPid = child;
            record.ChildVirtualTid = record.ChildVirtualPid = child;
            record.ChildParentPid = record.Header.Pid;
            record.ChildStartNs = record.Header.TimeNs;
            record.SessionId = record.ProcessGroup = record.VirtualProcessGroup = 90;
            record.LoginUid = uint.MaxValue;
            change?.Invoke(ref record, texts);
        });

    /// <summary>The end of process 100; changed as told.</summary>
    public static byte[] Exit(Fill<ProcexitEvent>? change = null) =>
        Make<ProcexitEvent>(EventType.Procexit, (ref record, texts) =>
        {
            record.GroupDead = 1;
            record.ReaperPid = record.HeirPid = 1;
            change?.Invoke(ref record, texts);
        });

    /// <summary>A control group made or removed in a hierarchy, 0 being v2.</summary>
    public static byte[] Cgroup(EventType type, string path, uint hierarchy = 0) =>
        Make<CgroupEvent>(type, (ref record, texts) =>
        {
            record.Id = 4711;
            record.Hierarchy = hierarchy;
            record.Path = texts.Add(path);
        });

    /// <summary>An openat of a path that gave descriptor 3; changed as told.</summary>
    public static byte[] Openat(string path, Fill<OpenEvent>? change = null) =>
        Make<OpenEvent>(EventType.Openat, (ref record, texts) =>
        {
            record.Header.Result = 3;
            record.Dirfd = -100;
            record.FileMode = 0x81a4;
            record.Ino = 77;
            record.Path = texts.Add(path);
            record.Name = texts.Add(path);
            change?.Invoke(ref record, texts);
        });

    /// <summary>A connect by TCP over IPv4 from 10.0.0.5:40000; changed as told.</summary>
    public static byte[] Connect(string address, ushort port, Fill<ConnectEvent>? change = null) =>
        Make<ConnectEvent>(EventType.Connect, (ref record, texts) =>
        {
            record.Fd = 4;
            record.Socket.Ino = 900;
            SetTcp(ref record.Socket, address, port);
            record.Socket.SocketFlags = SocketFlags.Connected | SocketFlags.DestinationChanged;
            change?.Invoke(ref record, texts);
        });

    /// <summary>A datagram of two bytes to an address, from a socket that is not bound; changed as told.</summary>
    public static byte[] Send(EventType type, string address, ushort port, Fill<SendEvent>? change = null) =>
        Make<SendEvent>(type, (ref record, texts) =>
        {
            record.Fd = 5;
            record.Size = 2;
            record.Header.Result = 2;
            SetTcp(ref record.Socket, address, port);
            record.Socket.Type = 2;
            record.Socket.Protocol = 17;
            record.Socket.LocalAddress = default;
            record.Socket.SocketFlags = SocketFlags.DestinationChanged | SocketFlags.AddressFromUser;
            record.Data = texts.Add("h\n"u8);
            change?.Invoke(ref record, texts);
        });

    /// <summary>A call that is told by its arguments, with /etc/hosts as object and paths; changed as told.</summary>
    public static byte[] Call(EventType type, Fill<CallEvent>? change = null) =>
        Make<CallEvent>(type, (ref record, texts) =>
        {
            record.ObjectFd = 3;
            record.ObjectMode = 0x81a4;
            record.ObjectIno = 77;
            record.ObjectPath = texts.Add("/etc/hosts");
            for (int i = 0; i < CallTexts.Count; i++)
            {
                record.Texts[i] = texts.Add("hosts");
            }

            for (int i = 0; i < CallDirectories.Count; i++)
            {
                record.Directories[i] = texts.Add("/etc");
            }

            change?.Invoke(ref record, texts);
        });

    public static void SetComm(ref CommBytes comm, string name)
    {
        comm = default;
        Encoding.UTF8.GetBytes(name).CopyTo((Span<byte>)comm);
    }

    public static void SetAddress(ref AddressBytes bytes, string address)
    {
        bytes = default;
        System.Net.IPAddress.Parse(address).GetAddressBytes().CopyTo((Span<byte>)bytes);
    }

    /// <summary>Views a record that is known to be sound.</summary>
    public static Event View(byte[] record) =>
        Event.TryView(record, out var view, out var fault) ? view : throw new InvalidOperationException($"{fault}");

    public static void SetTcp(ref SocketState socket, string address, ushort port)
    {
        bool isV6 = address.Contains(':', StringComparison.Ordinal);
        socket.Family = (ushort)(isV6 ? 10 : 2);
        socket.Type = 1;
        socket.Protocol = 6;
        socket.LocalPort = 40_000;
        socket.RemotePort = port;
        SetAddress(ref socket.LocalAddress, isV6 ? "fd00::5" : "10.0.0.5");
        SetAddress(ref socket.RemoteAddress, address);
    }
}
