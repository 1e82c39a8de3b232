using System.Globalization;
using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>Something that the probe needs and this machine does not give.</summary>
/// <param name="What">What needs it: <c>programs</c>.</param>
/// <param name="Finding">What is needed and what was found: <c>need kernel 5.10, this is 5.4</c>.</param>
/// <param name="Remedy">What to do.</param>
public sealed record UnmetRequirement(string What, string Finding, string Remedy)
{
    /// <summary>In one line.</summary>
    public override string ToString() => $"{What}: {Finding}: {Remedy}";
}

/// <summary>
/// What the syscall backend needs of kernel and privileges, each checked before anything is loaded, so that the message
/// names the cause and not its tenth consequence. tp_btf programs need no tracefs.
/// </summary>
public static class KernelRequirements
{
    private const int CapSysAdmin = 21;
    private const int CapPerfmon = 38;
    private const int CapBpf = 39;

    // Functions of programs that end in tail calls; the ring buffer is older.
    private static readonly Version ProgramsSince = new(5, 10);

    private static readonly Version NamesHiddenSince = new(7, 0);

    /// <summary>All that is missing, empty when the probe can run.</summary>
    /// <param name="facts">The machine's.</param>
    public static IReadOnlyList<UnmetRequirement> Unmet(KernelFacts facts)
    {
        var unmet = new List<UnmetRequirement>();
        if (!LibbpfLibrary.TryFind(Libbpf.Library, out string missing))
            unmet.Add(new("libbpf", "not found", missing));
        AddKernel(facts, unmet);
        AddPrivileges(facts, unmet);
        return unmet;
    }

    /// <summary>Checks everything. Errors: <see cref="BpfException"/> that lists all that is missing.</summary>
    /// <param name="facts">The machine's.</param>
    public static void Demand(KernelFacts facts)
    {
        var unmet = Unmet(facts);
        if (unmet.Count > 0)
            throw new BpfException("start the probe", 0, string.Join("; ", unmet), "");
    }

    /// <summary>What to do about an error number on this machine; empty when there is no usual cause.</summary>
    internal static string Remedy(int errno, KernelFacts facts) => errno switch
    {
        Errno.EPERM or Errno.EACCES when !MayLoad(facts) => "needs CAP_BPF and CAP_PERFMON",
        Errno.EPERM => "although CAP_BPF and CAP_PERFMON are held: look for seccomp, an LSM policy, lockdown, or "
            + "(before kernel 5.11) raise RLIMIT_MEMLOCK",
        Errno.ENOMEM => "raise the memory limit or choose a smaller ring buffer",
        _ => "",
    };

    /// <summary>
    /// Whether the programs see the copies that the kernel makes of names; where not, they read the callers' memory.
    /// </summary>
    /// <param name="facts">The machine's.</param>
    public static bool ShowsNames(KernelFacts facts) =>
        !TryReadVersion(facts.Release, out var version) || version < NamesHiddenSince;

    private static void AddKernel(KernelFacts facts, List<UnmetRequirement> unmet)
    {
        if (facts.Machine != Architecture.X64)
            unmet.Add(new("programs", $"are built for x86-64, this is {facts.Machine}", "run on an x86-64 machine"));
        if (TryReadVersion(facts.Release, out var version) && version < ProgramsSince)
        {
            unmet.Add(new("programs", $"need kernel {ProgramsSince}, this is {version}", "update the kernel"));
        }

        if (!facts.HasBtf)
        {
            unmet.Add(new(
                "kernel types",
                "/sys/kernel/btf/vmlinux is missing",
                "boot a kernel built with CONFIG_DEBUG_INFO_BTF"));
        }

        if (facts.Lockdown == "confidentiality")
        {
            unmet.Add(new(
                "kernel memory",
                "lockdown=confidentiality forbids to read it",
                "boot with lockdown=integrity or none"));
        }
    }

    private static void AddPrivileges(KernelFacts facts, List<UnmetRequirement> unmet)
    {
        if (!MayLoad(facts))
        {
            string finding = $"needs CAP_BPF and CAP_PERFMON, lacks {Lacking(facts)}";
            unmet.Add(new("privileges", finding, "run as root (sudo)"));
        }
        else if (!facts.InInitialUserNamespace)
        {
            unmet.Add(new(
                "privileges",
                "the capabilities hold in a user namespace only",
                "run outside of it, as the host's root"));
        }
    }

    private static bool MayLoad(KernelFacts facts) =>
        facts.Holds(CapSysAdmin) || facts.Holds(CapBpf) && facts.Holds(CapPerfmon);

    private static string Lacking(KernelFacts facts) => (facts.Holds(CapBpf), facts.Holds(CapPerfmon)) switch
    {
        (false, true) => "CAP_BPF",
        (true, false) => "CAP_PERFMON",
        _ => "both",
    };

    private static bool TryReadVersion(string release, out Version version)
    {
        version = new Version();
        string[] parts = release.Split('.', '-', '+');
        if (parts.Length < 2
            || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out int minor))
        {
            return false;
        }

        version = new Version(major, minor);
        return true;
    }
}
