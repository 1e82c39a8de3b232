using System.Net;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>What every record of a step must say, whichever event it is.</summary>
internal static class Check
{
    // AF_*, linux/socket.h.
    internal const ushort Unix = 1;
    internal const ushort Inet = 2;
    internal const ushort Inet6 = 10;

    // /proc tells start times in ticks of 1/100 s, whatever the kernel's own clock rate is.
    private const ulong NsPerTick = 10_000_000;

    /// <summary>How a name is marked that leaves no object behind: from kernel 7.0 on it is the caller's.</summary>
    internal static RecordFlags Named { get; } =
        KernelRequirements.ShowsNames(KernelFacts.Read()) ? 0 : RecordFlags.FromUser;

    /// <summary>Compares every field of the header with what the step printed.</summary>
    internal static void Header(Recorded record, Line step, EventType type, RecordFlags flags = 0)
    {
        var header = record.Header;
        Assert.Equal(type, header.Type);
        Assert.Equal(flags, header.Flags);
        Assert.InRange(header.TimeNs, step.Number("start_ns"), step.Number("end_ns"));
        Assert.Equal(step.Signed("result"), header.Result);
        Assert.True(header.Sequence > 0, "sequences count from 1");
        Assert.Equal(record.Length, header.Length);
        Assert.Equal(TellsNamespace(type) ? step.Unsigned("mount_namespace") : 0, header.MountNamespace);
        Thread(header, step);
    }

    private static bool TellsNamespace(EventType type) => CallEvents.Contains(type)
        || type is EventType.Execve or EventType.Execveat or (>= EventType.Open and <= EventType.Creat);

    /// <summary>The header's part that tells whose record it is.</summary>
    internal static void Thread(EventHeader header, Line line)
    {
        Assert.Equal(line.Unsigned("tid"), header.Tid);
        Assert.Equal(line.Unsigned("pid"), header.Pid);
        Assert.Equal(line.Unsigned("uid"), header.Uid);
        Assert.Equal(line.Unsigned("gid"), header.Gid);
        Assert.Equal(line.Unsigned("cpu"), header.Cpu);
        Assert.Equal(line.Number("cgroup_id"), header.CgroupId);
        Assert.Equal(line.Number("start_ticks"), Ticks(header.ThreadStartNs));
    }

    /// <summary>A boot time as /proc/PID/stat tells it.</summary>
    internal static ulong Ticks(ulong timeNs) => timeNs / NsPerTick;

    internal static string Address(in SocketState socket, in AddressBytes address)
    {
        var bytes = address.Bytes();
        return socket.Family switch
        {
            Inet => new IPAddress(bytes[..4]).ToString(),
            Inet6 => new IPAddress(bytes).ToString(),
            _ => bytes.ContainsAnyExcept((byte)0) ? "not zero" : "",
        };
    }
}
