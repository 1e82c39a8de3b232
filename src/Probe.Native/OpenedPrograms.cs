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

    // Of all types that programs read, this one may be a module's (CONFIG_UNIX=m), where libbpf finds it by itself.
    private const string ModuleType = "unix_sock";

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
    public static OpenedPrograms Open(bool mayCast = true) => Open(mayCast, mayExtract: true);

    /// <summary>The same.</summary>
    /// <param name="mayCast">As there.</param>
    /// <param name="mayExtract">
    /// They are relocated by an extract of the kernel's types where one can be made, which those that cast need.
    /// </param>
    internal static OpenedPrograms Open(bool mayCast, bool mayExtract)
    {
        var facts = KernelFacts.Read();
        KernelRequirements.Demand(facts);
        IReadOnlyList<string> names = [CastFunction, ModuleType, .. RequestPrograms.Types];
        using var types = KernelTypes.Read(KernelTypeNames.Path);
        var known = types?.Find(names) ?? KernelTypeNames.Find(KernelTypeNames.Path, names);
        bool isWhole = mayExtract && types is not null && known.Contains(ModuleType);
        bool byCast = mayCast && isWhole && known.Contains(CastFunction);
        return new OpenedPrograms(BpfObjects.OpenProbe(byCast, isWhole ? types : null), facts, known, byCast);
    }

    /// <inheritdoc/>
    public void Dispose() => Object.Dispose();
}
