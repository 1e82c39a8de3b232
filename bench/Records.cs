using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Bench;

/// <summary>
/// Makes records as the programs in the kernel write them: a header, the fixed part, texts behind it.
/// </summary>
internal sealed class Records
{
    private const uint Tid = 4242;
    private const uint ParentPid = 4000;
    private const ulong StartNs = 1_000_000_000;

    private readonly List<byte> _texts = [];
    private readonly int _fixedBytes;

    private Records(int fixedBytes) => _fixedBytes = fixedBytes;

    /// <summary>An exec of /usr/bin/NAME with arguments.</summary>
    public static byte[] Execve(params string[] args)
    {
        var texts = new Records(Unsafe.SizeOf<ExecveEvent>());
        var exec = new ExecveEvent
        {
            Header = Header(EventType.Execve, result: 0),
            ParentPid = ParentPid,
            PreviousTid = Tid,
            VirtualTid = Tid,
            VirtualPid = Tid,
            LoginUid = 1000,
            ExePath = texts.Add("/usr/bin/" + args[0]),
            Filename = texts.Add("/usr/bin/" + args[0]),
            Args = texts.Add(string.Concat(args.Select(static arg => arg + '\0'))),
            Cwd = texts.Add("/home/zeus"),
            Cgroup = texts.Add("/user.slice/session-1.scope"),
        };
        Encoding.ASCII.GetBytes(args[0], exec.Comm);
        return texts.Finish(exec);
    }

    /// <summary>A successful openat for reading.</summary>
    public static byte[] Openat(string path)
    {
        var texts = new Records(Unsafe.SizeOf<OpenEvent>());
        return texts.Finish(new OpenEvent
        {
            Header = Header(EventType.Openat, result: 5),
            Ino = 77,
            Dirfd = -100,
            FileMode = 0x81a4,
            Path = texts.Add(path),
            Name = texts.Add(path),
        });
    }

    /// <summary>A successful TCP connect over IPv4.</summary>
    public static byte[] Connect(string address, ushort port)
    {
        const ushort inet = 2;
        const ushort stream = 1;
        const ushort tcp = 6;
        var connect = new ConnectEvent
        {
            Header = Header(EventType.Connect, result: 0),
            Fd = 6,
            Socket = new SocketState
            {
                Family = inet,
                Type = stream,
                Protocol = tcp,
                LocalPort = 40000,
                RemotePort = port,
            },
        };
        IPAddress.Loopback.TryWriteBytes(connect.Socket.LocalAddress, out _);
        IPAddress.Parse(address).TryWriteBytes(connect.Socket.RemoteAddress, out _);
        return new Records(Unsafe.SizeOf<ConnectEvent>()).Finish(connect);
    }

    /// <summary>A clone by the process of all the other records that made a process.</summary>
    public static byte[] Clone(uint child) => new Records(Unsafe.SizeOf<CloneEvent>()).Finish(new CloneEvent
    {
        Header = Header(EventType.Clone, result: child),
        ChildStartNs = StartNs + child,
        ChildTid = child,
        ChildPid = child,
        ChildVirtualTid = child,
        ChildVirtualPid = child,
        ChildParentPid = Tid,
        VirtualTid = Tid,
        VirtualPid = Tid,
        LoginUid = 1000,
    });

    /// <summary>The end of a process that <see cref="Clone"/> made.</summary>
    public static byte[] Exit(uint child)
    {
        var header = Header(EventType.Procexit, result: 0) with
        {
            Tid = child,
            Pid = child,
            ThreadStartNs = StartNs + child,
        };
        return new Records(Unsafe.SizeOf<ProcexitEvent>()).Finish(
            new ProcexitEvent { Header = header, GroupDead = 1, ReaperPid = 1, HeirPid = 1 });
    }

    /// <summary>The record as the engine sees it.</summary>
    public static Event View(byte[] record) =>
        Event.TryView(record, out var view, out var fault) ? view : throw new InvalidOperationException($"{fault}");

    private static EventHeader Header(EventType type, long result) => new()
    {
        Type = type,
        Result = result,
        TimeNs = 2 * StartNs,
        Tid = Tid,
        Pid = Tid,
        Uid = 1000,
        Gid = 1000,
        ThreadStartNs = StartNs,
    };

    private TextSpan Add(string text)
    {
        var span = new TextSpan { Offset = (uint)(_fixedBytes + _texts.Count), Length = (uint)text.Length };
        _texts.AddRange(Encoding.UTF8.GetBytes(text));
        return span;
    }

    private byte[] Finish<T>(T fixedPart) where T : unmanaged
    {
        var record = new byte[_fixedBytes + _texts.Count];
        MemoryMarshal.Write(record, in fixedPart);
        _texts.CopyTo(record, _fixedBytes);
        int length = (int)Marshal.OffsetOf<EventHeader>(nameof(EventHeader.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(length), (uint)record.Length);
        return record;
    }
}
