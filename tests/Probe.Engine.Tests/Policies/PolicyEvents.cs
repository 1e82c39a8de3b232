using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Identities;

namespace KosmosProbe.Engine.Tests.Policies;

/// <summary>Random records of opens, sockets and other calls, about the few names that rules know.</summary>
/// <param name="seed">The same seed makes the same records.</param>
internal sealed class PolicyEvents(int seed)
{
    public const uint Device = 8 << 20;
    public const uint Namespace = 4026531840;

    /// <summary>Names that opens ask for, and rules for.</summary>
    public static readonly string[] Paths =
    [
        "/etc/shadow", "/etc/passwd", "/etc/pam.d/sshd", "/etc/pam.d", "/etc", "/boot/.ssh/id_rsa",
        "/home/a/.ssh/id_rsa", "/home/a/.bashrc", "/usr/bin/ls", "/bin/sh", "/dev/null", "/dev/shm/x",
        "/var/run/secrets/token", "/x", "/run/secrets/token", "/proc/1/environ", "/proc/self/exe", "/tmp/a",
        "/tmp/.hidden/b", "/", "/lib/liblzma.so.5.6.1", "memfd:x", "pipe:[7]", "/srv/etc/shadow", "/etc/cron.d/job",
        "/var/log/syslog",
    ];

    private static readonly string[] Names =
    [
        "shadow", "../etc/shadow", "../../../../etc/shadow", "./x", "sh", "a/../b", "token", "..", ".",
        "//etc//shadow", "",
    ];

    private static readonly string[] Addresses =
    [
        "0.0.0.0", "127.0.0.1", "127.9.9.9", "10.0.0.5", "10.42.3.4", "172.16.0.1", "172.32.0.1", "192.168.1.1",
        "8.8.8.8", "169.254.169.254", "::", "::1", "fd00::1", "fe80::1", "2001:db8::2", "::ffff:10.0.0.9",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0.0.0.0",
    ];

    private static readonly ushort[] Ports = [0, 22, 53, 80, 443, 4444, 5432, 30000, 65535];

    private static readonly uint[] Flags =
        [0, 1, 2, 3, 0x40, 0x41, 0x42, 0xc1, 0x241, 0x441, 0x80000, 0x10000, 0x410002, 0x8000];

    private static readonly uint[] Modes = [0, 0x1ff, 0x1a4, 0x40];
    private static readonly uint[] FileModes = [0, 0x81a4, 0x81a4, 0x81ed, 0x41ed, 0x2190];
    private static readonly ushort[] Families = [0, 1, 2, 2, 2, 10, 10, 10, 16, 17];

    private static readonly EventType[] Opens =
        [EventType.Open, EventType.Openat, EventType.Openat, EventType.Openat2, EventType.Creat];

    private static readonly EventType[] Messages =
    [
        EventType.Sendto, EventType.Sendmsg, EventType.Sendmmsg, EventType.Recvfrom, EventType.Recvmsg,
        EventType.Recvmmsg,
    ];

    private static readonly EventType[] Calls =
    [
        EventType.Chmod, EventType.Unlink, EventType.Rename, EventType.Dup, EventType.Bind, EventType.Accept,
        EventType.Ptrace, EventType.Mkdir, EventType.Symlink, EventType.Fchmod,
    ];

    private readonly Random _random = new(seed);

    /// <summary>Files that have other names than those they are opened by: inode 500 is the first path's.</summary>
    public static FileIdentities Identities()
    {
        var identities = new FileIdentities();
        identities.Publish(new IdentityTable(
            [.. Paths.Select(Utf8)],
            [Namespace],
            [.. Paths.Take(4).Select((path, i) => new KnownFile(
                Namespace, new FileIdentity(Device, 500UL + (ulong)i), Utf8(path)))]));
        return identities;
    }

    /// <summary>The next record.</summary>
    public byte[] Next() => _random.Next(10) switch
    {
        < 5 => Open(),
        < 7 => Records.Make<ConnectEvent>(EventType.Connect, (ref record, texts) =>
        {
            record.Header.Result = Pick<long>([0, 0, -115, -111, -2]);
            Fill(ref record.Socket, texts);
        }),
        < 9 => Records.Make<SendEvent>(Pick(Messages), (ref record, texts) =>
        {
            record.Header.Result = Pick<long>([0, 12, -115, -32]);
            Fill(ref record.Socket, texts);
            record.Data = texts.Add("data");
        }),
        _ => Records.Call(Pick(Calls), (ref record, _) => record.Header.Result = Pick<long>([0, 3, -1])),
    };

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private byte[] Open() => Records.Make<OpenEvent>(Pick(Opens), (ref record, texts) =>
    {
        bool worked = _random.Next(4) > 0;
        record.Header.Result = worked ? _random.Next(9) : Pick<long>([-2, -13, -115]);
        record.Header.MountNamespace = Namespace;
        record.Header.Flags = _random.Next(40) == 0 ? RecordFlags.Truncated : 0;
        record.Dirfd = Pick([-100, 5]);
        record.Flags = Pick(Flags);
        record.Mode = Pick(Modes);
        string path = Pick(Paths);
        bool hasFile = worked && _random.Next(30) > 0;
        if (hasFile)
        {
            record.FileMode = Pick(FileModes);
            record.OpenFlags = (OpenFlags)_random.Next(8);
            record.Ino = (ulong)_random.Next(500, 508);
            record.Dev = Device;
            record.Path = texts.Add(path);
            if (_random.Next(4) == 0) record.OtherPath = texts.Add(Pick(Paths));
        }

        string name = _random.Next(3) switch { 0 => Pick(Names), 1 => Pick(Paths), _ => path };
        record.Name = name.Length == 0 ? default : texts.Add(name);
        if (!name.StartsWith('/')) record.Directory = texts.Add(Pick(["/", "/etc", "/bin", "/home/a", ""]));
    });

    private void Fill(ref SocketState socket, RecordTexts texts)
    {
        socket.Ino = 900;
        socket.Family = Pick(Families);
        socket.Type = (ushort)_random.Next(1, 4);
        socket.Protocol = Pick<ushort>([6, 17, 1, 0]);
        socket.SocketFlags = (SocketFlags)_random.Next(16);
        (socket.LocalPort, socket.RemotePort) = (Pick(Ports), Pick(Ports));
        if (socket.Family == 1) socket.UnixPath = texts.Add(Pick(["/dev/log", "/run/x.sock", ""]));
        bool isV6 = socket.Family == 10;
        string[] fitting = [.. Addresses.Where(address => address.Contains(':', StringComparison.Ordinal) == isV6)];
        if (socket.Family is not (2 or 10)) return;
        Records.SetAddress(ref socket.RemoteAddress, Pick(fitting));
        if (_random.Next(2) == 0) Records.SetAddress(ref socket.LocalAddress, Pick(fitting));
    }

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
