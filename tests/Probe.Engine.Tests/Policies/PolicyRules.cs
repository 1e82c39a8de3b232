using System.Text;

namespace KosmosProbe.Engine.Tests.Policies;

/// <summary>Random rules over the fields that policies look at, and over some that they do not.</summary>
/// <param name="seed">The same seed makes the same rules.</param>
internal sealed class PolicyRules(int seed)
{
    private const int DepthMax = 3;

    private static readonly string[] TextFields =
    [
        "fd.name", "fd.name", "fd.name", "fd.directory", "fd.filename", "fd.nameraw", "fs.path.name",
        "fs.path.nameraw", "basename(fd.name)", "toupper(fd.name)", "container.name", "container.image.repository",
        "fd.containername", "proc.name", "evt.arg.name", "evt.abspath",
    ];

    private static readonly string[] NameFields =
        ["fd.name", "fd.name", "fd.name", "fd.directory", "fd.filename", "fd.nameraw"];

    private static readonly string[] Texts =
    [
        "/etc", "/etc/", "/etc/shadow", "/etc/passwd", "/boot/.ssh", "shadow", ".ssh", "/", "id_rsa", "../", "..",
        "/bin", "/dev", "token", "/var/run", "/proc/self/exe", "x", "sh", "e", "web", "kosmos/zeus",
        "docker.io/kosmos/zeus", "memfd:x", "/home", "liblzma.so.5.6.1", "/etc/pam.d", "zeus", "/usr//bin/", "etc",
    ];

    private static readonly string[] Globs =
    [
        "/etc/*", "*/shadow", "/home/*/.ssh/*", "*../*../*", "*id_?sa", "/[eb]*", "*", "/etc/sha*ow", "*.so*",
        "[/]etc*",
    ];

    private static readonly string[] Plain =
    [
        "evt.is_open_read=true", "evt.is_open_write=true", "evt.is_open_exec=true", "evt.is_open_create=true",
        "evt.is_open_read=false", "fd.num>=0", "fd.num=-1", "fd.num < 3", "evt.failed=true", "evt.failed!=true",
        "evt.rawres >= 0", "evt.rawres < 0", "evt.rawres in (0, 1, 2, -2)", "evt.res = SUCCESS",
        "evt.res = EINPROGRESS", "evt.res startswith E", "evt.res != SUCCESS", "evt.res in (SUCCESS, ENOENT)",
        "evt.arg.flags contains O_CREAT", "evt.arg.flags contains O_TRUNC", "evt.arg.flags contains O_F_CREATED",
        "evt.arg.flags contains O_RDWR", "evt.arg.flags contains \"O_WRONLY|O_CREAT\"", "evt.arg.flags = O_RDONLY",
        "fd.typechar = f", "fd.typechar = 'd'", "fd.typechar in (4, 6)", "fd.type = ipv4",
        "fd.type in (file, directory)", "fd.type exists", "fd.types exists", "fd.sockfamily = ip",
        "fd.l4proto = tcp", "fd.l4proto != tcp", "fd.l4proto = '<NA>'", "fd.connected = false",
        "fd.name_changed = true", "fd.is_server = true", "fd.sip = 10.0.0.5", "fd.sip != 8.8.8.8",
        "fd.snet in (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16)", "fd.net != 127.0.0.0/8", "fd.net = 127.0.0.0/8",
        "fd.ip != 0.0.0.0", "fd.ip = 0.0.0.0", "fd.rnet in (fd00::/8, 127.0.0.0/8)", "fd.rip = ::1",
        "fd.cip = 10.0.0.5", "fd.lnet = 10.0.0.0/8", "fd.sip in (169.254.169.254, 10.42.0.0-10.42.9.9)",
        "fd.sport = 443", "fd.sport in (22, 53)", "fd.sport != 443", "fd.rport >= 30000", "fd.rport < 1024",
        "fd.port = 53", "fd.lport = 22", "fd.cport > 1023", "fd.sproto = https", "fd.rproto exists", "container",
        "container.id = host", "container.privileged = true", "container.privileged != true",
        "container.name exists", "container.image.repository contains kosmos", "k8s.ns.name = kosmos",
        "k8s.pod.name exists", "container.label.app = zeus", "container.image.tag in (1, 2)", "user.uid = 0",
        "proc.name exists", "evt.category = net", "evt.category in (file, ipc)", "evt.is_io = true",
        "evt.io_dir = read", "evt.dir = <", "evt.count.error = 1", "evt.num = 0", "evt.num > 0",
        "evt.type.is.openat = 1", "container.image.repository regex .*/z.*", "fd.name regex /etc/.*",
        "fd.typechar regex [f4]", "syscall.type = connect", "fd.dev.major = 8", "fd.ino > 505", "evt.buffer exists",
        "evt.is_syslog = true", "evt.source = syscall", "fd.name exists", "fd.filename exists",
        "fd.directory = fd.name", "fd.ip exists",
    ];

    private static readonly string[] Types =
    [
        "evt.type in (open, openat, openat2)", "evt.type = openat", "evt.type = creat",
        "evt.type in (openat, connect)", "evt.type = connect", "evt.type in (sendto, sendmsg)",
        "evt.type in (recvfrom, recvmsg)", "evt.type != openat", "evt.type in (chmod, unlink, rename, dup, open)",
        "evt.type startswith open",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A file of rules.</summary>
    /// <param name="count">How many.</param>
    public string File(int count)
    {
        var text = new StringBuilder("- macro: container\n  condition: container.id != host\n");
        for (int i = 0; i < count; i++)
        {
            string condition = _random.Next(6) switch
            {
                0 => Condition(DepthMax),
                1 or 2 => $"{Pick(Types)} and {Condition(DepthMax)}",
                _ => $"{Pick(Types)} and ({Check(NameFields)} or {Check(NameFields)}) and {Condition(DepthMax - 1)}",
            };
            text.Append($"- rule: R{i}\n  desc: Random.\n  condition: >\n    {condition}\n");
            text.Append("  output: it\n  priority: NOTICE\n");
        }

        return text.ToString();
    }

    private string Condition(int depth) => (depth == 0 ? 0 : _random.Next(6)) switch
    {
        0 or 1 => Check(),
        2 or 3 => $"({Condition(depth - 1)} and {Condition(depth - 1)})",
        4 => $"({Condition(depth - 1)} or {Condition(depth - 1)} or {Check()})",
        _ => $"not ({Condition(depth - 1)})",
    };

    private string Check() => _random.Next(2) == 0
        ? (_random.Next(4) == 0 ? "not " : "") + Pick(Plain)
        : (_random.Next(4) == 0 ? "not " : "") + Check(TextFields);

    private string Check(string[] fields)
    {
        string field = Pick(fields);
        bool isPlain = !field.Contains('(', StringComparison.Ordinal);
        return _random.Next(8) switch
        {
            0 => $"{field} = {Quoted()}",
            1 => $"{field} in ({Quoted()}, {Quoted()}, {Quoted()})",
            2 or 3 => $"{field} startswith {Quoted()}",
            4 => $"{field} endswith {Quoted()}",
            5 => $"{field} contains {Quoted()}",
            6 => $"{field} glob \"{Pick(Globs)}\"",
            _ => isPlain ? $"{field} pmatch ({Quoted()}, {Quoted()})" : $"{field} != {Quoted()}",
        };
    }

    private string Quoted() => $"\"{Pick(Texts)}\"";

    private string Pick(string[] values) => values[_random.Next(values.Length)];
}
