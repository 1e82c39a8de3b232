using System.Text;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// The names of a set of capabilities, by bit number, joined by blanks. Processes have few different sets, so each is
/// written once and kept. Source: linux/capability.h.
/// </summary>
internal sealed class CapabilityNames
{
    // Sets kept: a program that made up new ones all the time must not fill the memory.
    private const int KeptMax = 1024;

    private static readonly string[] Known =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
        "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST",
        "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO",
        "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE",
        "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE",
        "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
        "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    private readonly Dictionary<ulong, byte[]> _bySet = [];

    /// <summary>The names in a set; empty for none.</summary>
    /// <param name="set">A bit for each capability.</param>
    public ReadOnlySpan<byte> Names(ulong set) => _bySet.TryGetValue(set, out byte[]? names) ? names : Add(set);

    private byte[] Add(ulong set)
    {
        if (_bySet.Count >= KeptMax)
        {
            _bySet.Clear();
        }

        byte[] names = Encoding.ASCII.GetBytes(
            string.Join(' ', Known.Where((_, bit) => (set >> bit & 1) != 0)));
        _bySet.Add(set, names);
        return names;
    }
}
