namespace KosmosProbe.Native;

/// <summary>
/// The embedded programs, taken apart by libbpf and not in the kernel yet, and what this kernel has of what they need:
/// as much of loading them as can be done before anything is configured. Lifetime: that of the
/// <see cref="LoadedPrograms"/> that are loaded from them, else till disposed of.
/// </summary>
public sealed class OpenedPrograms : IDisposable
{
    private OpenedPrograms(BpfObject opened, KernelFacts facts, HashSet<string> requestTypes)
    {
        Object = opened;
        Facts = facts;
        RequestTypes = requestTypes;
    }

    /// <summary>The object.</summary>
    internal BpfObject Object { get; }

    /// <summary>The kernel.</summary>
    internal KernelFacts Facts { get; }

    /// <summary>As <see cref="RequestPrograms.Known"/>.</summary>
    internal HashSet<string> RequestTypes { get; }

    /// <summary>Opens them. Errors: <see cref="BpfException"/> that says what is missing.</summary>
    public static OpenedPrograms Open()
    {
        var facts = KernelFacts.Read();
        KernelRequirements.Demand(facts);
        var requestTypes = RequestPrograms.Known(KernelTypeNames.Path);
        return new OpenedPrograms(BpfObjects.OpenProbe(), facts, requestTypes);
    }

    /// <inheritdoc/>
    public void Dispose() => Object.Dispose();
}
