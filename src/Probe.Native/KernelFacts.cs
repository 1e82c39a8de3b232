using System.Globalization;
using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>What the machine says of itself, as far as loading programs depends on it; judged elsewhere.</summary>
/// <param name="Release">The kernel's release: <c>6.1.0-18-amd64</c>.</param>
/// <param name="HasBtf">The kernel describes its types in /sys/kernel/btf/vmlinux.</param>
/// <param name="EffectiveCapabilities">Bits by capability number.</param>
/// <param name="InInitialUserNamespace">Capabilities hold for the host, not only for a container's namespace.</param>
/// <param name="Lockdown">The kernel's lockdown mode: none, integrity, confidentiality; empty when it has none.</param>
/// <param name="Machine">The processor architecture.</param>
public sealed record KernelFacts(
    string Release,
    bool HasBtf,
    ulong EffectiveCapabilities,
    bool InInitialUserNamespace,
    string Lockdown,
    Architecture Machine)
{
    private const string WholeUserNamespace = "0 0 4294967295";

    /// <summary>Looks at the running system. What cannot be read counts as absent.</summary>
    public static KernelFacts Read() => new(
        FirstLine("/proc/sys/kernel/osrelease"),
        File.Exists("/sys/kernel/btf/vmlinux"),
        Capabilities(),
        string.Join(' ', Words(FirstLine("/proc/self/uid_map"))) is WholeUserNamespace or "",
        Chosen(FirstLine("/sys/kernel/security/lockdown")),
        RuntimeInformation.OSArchitecture);

    /// <summary>True when the process holds a capability.</summary>
    /// <param name="capability">Its number, linux/capability.h.</param>
    public bool Holds(int capability) => (EffectiveCapabilities >> capability & 1) != 0;

    private static ulong Capabilities()
    {
        const string Key = "CapEff:";
        foreach (string line in Lines("/proc/self/status"))
        {
            if (line.StartsWith(Key, StringComparison.Ordinal)
                && ulong.TryParse(line[Key.Length..].Trim(), NumberStyles.HexNumber, null, out ulong bits))
            {
                return bits;
            }
        }

        return 0;
    }

    /// <summary>The word in brackets: <c>none [integrity] confidentiality</c>.</summary>
    private static string Chosen(string modes)
    {
        int start = modes.IndexOf('[', StringComparison.Ordinal);
        int end = modes.IndexOf(']', StringComparison.Ordinal);
        return start >= 0 && end > start ? modes[(start + 1)..end] : "";
    }

    private static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string FirstLine(string path) => Lines(path) is [var first, ..] ? first : "";

    private static string[] Lines(string path)
    {
        // Asked first, for the first exception of a process takes it milliseconds.
        if (!File.Exists(path)) return [];
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
