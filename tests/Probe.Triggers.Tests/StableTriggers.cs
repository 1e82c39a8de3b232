namespace KosmosProbe.Triggers.Tests;

/// <summary>What makes the rules of the stable file alert.</summary>
internal static class StableTriggers
{
    internal static readonly Trigger[] All =
    [
        new("Read sensitive file untrusted", "Warning", Place.Host,
            "as reader open /etc/shadow r",
            "as vipw open /etc/shadow r; as reader open /etc/hostname r",
            "proc.name=reader", "fd.name=/etc/shadow", "evt.type=openat", "proc.pname=sh", "user.name=root"),
        new("PTRACE attached to process", "Warning", Place.Host,
            "as tracer trace", "as tracer traceme",
            "proc.name=tracer", "evt.type=ptrace"),
        new("Packet socket created in container", "Notice", Place.Container,
            "as sniffer socket 17 3", "as sniffer socket 2 2",
            "proc.name=sniffer", "evt.type=socket", "evt.args=*domain=17(AF_PACKET) type=3*"),
        new("Debugfs Launched in Privileged Container", "Warning", Place.Privileged,
            "as debugfs /dev/sda1", "as debugfs /dev/sda1",
            "proc.name=debugfs", "evt.type=execve", "proc.cmdline=debugfs /dev/sda1", "user.name=root")
        {
            MissPlace = Place.Container,
        },
    ];
}
