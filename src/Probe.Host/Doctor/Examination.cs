using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Live;
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

    /// <summary>Everything, in the order of a start.</summary>
    /// <param name="options">The configuration whose rules are tried.</param>
    public static IEnumerable<Finding> All(ProbeOptions options)
    {
        if (!options.WatchesSyscalls)
        {
            const string Needless = "left out, so nothing is needed of kernel, privileges and runtimes";
            yield return new Finding("system calls", Verdict.Fine, Needless);
            yield return Rules(options, out _);
            yield break;
        }

        var machine = Machine(KernelFacts.Read()).ToList();
        foreach (var finding in machine) yield return finding;
        yield return CgroupLayout.Examine(File.ReadLines("/proc/self/mounts"));
        foreach (var finding in RuntimeSockets.Examine(options.Runtimes)) yield return finding;
        var rules = Rules(options, out var loaded);
        yield return rules;
        yield return machine.Exists(static finding => finding.Verdict == Verdict.Missing)
            ? new Finding("programs", Verdict.Limited, "not tried, for the reasons above", "mend those first")
            : Programs(options, loaded);
    }

    /// <summary>What kernel and privileges give.</summary>
    /// <param name="facts">What the machine says of itself.</param>
    private static IEnumerable<Finding> Machine(KernelFacts facts)
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

    private static Finding Rules(ProbeOptions options, out RuleSet? loaded)
    {
        loaded = null;
        try
        {
            loaded = RuleLoading.Load(options, options.Fields).Rules;
            return new Finding("rules", Verdict.Fine, $"{loaded.Rules.Count}, {loaded.Active.Count} enabled");
        }
        catch (ProbeException e)
        {
            return new Finding("rules", Verdict.Missing, e.Message, "see -V FILE");
        }
    }

    // Loaded and attached as in a start, for a moment: only the verifier knows whether it accepts a program.
    private static Finding Programs(ProbeOptions options, RuleSet? rules)
    {
        try
        {
            ProgramLayout.Demand();
            using var probe = LiveProbe.Start(new LiveProbeSettings
            {
                RingBytes = options.RingBytes,
                Rings = options.Rings,
                WantedEvents = (rules?.WantedTypes ?? []).Select(static type => (int)type).ToHashSet(),
            });
            string hooks = string.Join(", ", probe.Attached.Select(static link => link.Section).Distinct());
            return new Finding("programs", Verdict.Fine, $"loaded and attached to {hooks}");
        }
        catch (BpfException e)
        {
            return new Finding("programs", Verdict.Missing, e.Message);
        }
        catch (ProbeException e)
        {
            return new Finding("programs", Verdict.Missing, e.Message);
        }
    }
}
