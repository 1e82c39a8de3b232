namespace KosmosProbe.Engine.Events;

/// <summary>What a record tells. Source: <c>enum event_type</c>, <c>EVENTS(X)</c> in bpf/events.h.</summary>
[KernelEnum("event_type", "EVENT_")]
public enum EventType : ushort
{
    /// <summary>No event.</summary>
    None = 0,

    /// <summary>A successful exec by any call, or a failed execve.</summary>
    Execve = 1,

    /// <summary>A failed execveat.</summary>
    Execveat = 2,

    /// <summary>clone(2), or a task of the kernel's own.</summary>
    Clone = 3,

    /// <summary>clone3(2).</summary>
    Clone3 = 4,

    /// <summary>fork(2).</summary>
    Fork = 5,

    /// <summary>vfork(2).</summary>
    Vfork = 6,

    /// <summary>A thread's end.</summary>
    Procexit = 7,

    /// <summary>open(2).</summary>
    Open = 8,

    /// <summary>openat(2).</summary>
    Openat = 9,

    /// <summary>openat2(2).</summary>
    Openat2 = 10,

    /// <summary>creat(2).</summary>
    Creat = 11,

    /// <summary>connect(2).</summary>
    Connect = 12,

    /// <summary>sendto(2) to an explicit address.</summary>
    Sendto = 13,

    /// <summary>sendmsg(2) to an explicit address.</summary>
    Sendmsg = 14,

    /// <summary>One message of a sendmmsg(2), to an explicit address.</summary>
    Sendmmsg = 15,

    /// <summary>A control group was made. Keeps state; rules never see it.</summary>
    CgroupMkdir = 16,

    /// <summary>A control group was removed. Keeps state; rules never see it.</summary>
    CgroupRmdir = 17,
}
