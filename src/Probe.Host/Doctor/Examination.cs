using KosmosProbe.Native;

namespace KosmosProbe.Host.Doctor;

/// <summary>
/// Looks at everything the probe needs. What the loader itself would refuse is asked of the loader's own list, so that
/// doctor and start agree; then the programs are loaded and attached in earnest, when the privileges allow it.
/// </summary>
internal static class Examination
{
    // The loader's word for a requirement, the doctor's word, and what to say when it is met.
    private static readonly (string Requirement, string What, Func<KernelFacts, string> Met)[] Requirements =
    [
        ("ring buffer", "kernel", static facts => facts.Release),
        ("programs", "processor", static facts => facts.Machine.ToString()),
        ("kernel types", "kernel types (BTF)", static _ => "/sys/kernel/btf/vmlinux"),
        ("kernel memory", "lockdown", static facts => facts.Lockdown.Length == 0 ? "none" : facts.Lockdown),
        ("privileges", "privileges", static _ => "CAP_BPF and CAP_PERFMON in the host's user namespace"),
        ("libbpf", "libbpf", static _ => "found"),
    ];

    private static readonly string[] RuntimeSockets =
    [
        "/run/k3s/containerd/containerd.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock",
        "/run/docker.sock", "/run/podman/podman.sock",
    ];

    /// <summary>What kernel and privileges give.</summary>
    /// <param name="facts">What the machine says of itself.</param>
    public static IEnumerable<Finding> Machine(KernelFacts facts)
    {
        var unmet = KernelRequirements.Unmet(facts).ToDictionary(static requirement => requirement.What);
        foreach (var (requirement, what, met) in Requirements)
        {
            yield return unmet.Remove(requirement, out var lacking)
                ? new Finding(what, Verdict.Missing, lacking.Finding, lacking.Remedy)
                : new Finding(what, Verdict.Fine, met(facts));
        }

        foreach (var lacking in unmet.Values)
        {
            yield return new Finding(lacking.What, Verdict.Missing, lacking.Finding, lacking.Remedy);
        }
    }

    /// <summary>Which container runtimes could be asked.</summary>
    public static Finding Runtimes()
    {
        var found = RuntimeSockets.Where(File.Exists).ToList();
        return found.Count == 0
            ? new Finding("container runtime", Verdict.Fine, "no socket found; containers are told apart by cgroup")
            : new Finding(
                "container runtime",
                Verdict.Limited,
                $"{string.Join(", ", found)}; not asked by this version",
                "container.id works; names and images stay empty");
    }
}
