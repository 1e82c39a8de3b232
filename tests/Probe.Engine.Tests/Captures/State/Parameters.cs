using System.Text;
using KosmosProbe.Engine.Captures.State;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>Parameters as captures store them.</summary>
internal static class Parameters
{
    private static readonly byte[] None = [];

    public static byte[] Long(long value) => BitConverter.GetBytes(value);

    public static byte[] Int(uint value) => BitConverter.GetBytes(value);

    public static byte[] Text(string value) => Encoding.UTF8.GetBytes(value + "\0");

    /// <summary>Of a success of execve: bash's place in the world, and the new program.</summary>
    public static byte[][] Exec(long tid, string path, params string[] arguments)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return
        [
            Long(0), Text(name), List(arguments), Long(tid), Long(tid), Long(1), Text(""), Long(1024), Long(0),
            Long(0), Int(10), Int(20), Int(30), Text(name), Text("cpuset=/"), Text("HOME=/home"), Int(7), Long(tid),
            Int(1000), Int(5), Long(1), Long(2), Long(4), Long(40), Long(41), Long(42), Int(33), Text(path),
            Long(tid), Int(44), Text(path),
        ];
    }

    /// <summary>Of clone: bash makes something.</summary>
    public static byte[][] Clone(long result, long tid, long pid, long parent, CloneFlags flags, long vtid = -1) =>
    [
        Long(result), Text("-bash"), None, Long(tid), Long(pid), Long(parent), Text(""), Long(1024), Long(0),
        Long(0), Int(10), Int(20), Int(30), Text("bash"), Text("cpuset=/"), Int((uint)flags), Int(0), Int(0),
        Long(vtid < 0 ? tid : vtid), Long(vtid < 0 ? pid : vtid), Long(77),
    ];

    /// <summary>Texts, each with its zero byte.</summary>
    public static byte[] List(params string[] items) =>
        Encoding.UTF8.GetBytes(string.Concat(items.Select(static item => item + "\0")));
}
