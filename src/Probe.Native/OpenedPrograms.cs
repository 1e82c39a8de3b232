namespace KosmosProbe.Native;

/// <summary>
/// The embedded programs, taken apart by libbpf and not in the kernel yet, and what this kernel has of what they need:
/// as much of loading them as can be done before anything is configured. Lifetime: that of the
/// <see cref="LoadedPrograms"/> that are loaded from them, else till disposed of.
/// </summary>
public sealed class OpenedPrograms : IDisposable
{
    // Since 6.2; see bpf/load.h.
    private const string CastFunction = "bpf_rdonly_cast";

    private OpenedPrograms(BpfObject opened, KernelFacts facts, HashSet<string> knownTypes, bool byCast)
    {
        Object = opened;
        Facts = facts;
        KnownTypes = knownTypes;
        LoadByCast = byCast;
    }

    /// <summary>The object.</summary>
    internal BpfObject Object { get; }

    /// <summary>The kernel.</summary>
    internal KernelFacts Facts { get; }

    /// <summary>What the kernel has of the types that are asked for.</summary>
    internal HashSet<string> KnownTypes { get; }

    /// <summary>As <see cref="LoadedPrograms.LoadByCast"/>.</summary>
    internal bool LoadByCast { get; }

    /// <summary>Opens them. Errors: <see cref="BpfException"/> that says what is missing.</summary>
    /// <param name="mayCast">Kernel memory is loaded by a cast where the kernel knows it.</param>
    public static OpenedPrograms Open(bool mayCast = true)
    {
        var facts = KernelFacts.Read();
        KernelRequirements.Demand(facts);
        var known = KernelTypeNames.Find(KernelTypeNames.Path, [CastFunction, .. RequestPrograms.Types]);
        bool byCast = mayCast && known.Contains(CastFunction);
        return new OpenedPrograms(BpfObjects.OpenProbe(byCast), facts, known, byCast);
    }

    /// <inheritdoc/>
    public void Dispose() => Object.Dispose();
}
