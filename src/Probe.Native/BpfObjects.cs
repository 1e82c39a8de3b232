namespace KosmosProbe.Native;

/// <summary>The compiled programs that this assembly carries.</summary>
public static class BpfObjects
{
    /// <summary>Opens the probe's programs. Errors: as <see cref="BpfObject.Open"/>.</summary>
    /// <param name="byCast">
    /// Those that load kernel memory by a cast, which not every kernel knows; bpf/load.h. They are relocated by
    /// <paramref name="types"/> alone.
    /// </param>
    /// <param name="types">As for <see cref="BpfObject.OpenWith"/>.</param>
    internal static BpfObject OpenProbe(bool byCast, KernelTypes? types) =>
        Open("probe", byCast ? "probe_cast.bpf.o" : "probe.bpf.o", types);

    /// <summary>Opens the object that holds the wire format's types; it is read, never loaded.</summary>
    public static BpfObject OpenLayout() => Open("layout", "layout.bpf.o", null);

    private static unsafe BpfObject Open(string name, string resource, KernelTypes? types)
    {
        using var stream = typeof(BpfObjects).Assembly.GetManifestResourceStream(resource) as UnmanagedMemoryStream
            ?? throw new BpfException($"open {resource}", 0, "this build does not carry it", "build again with clang");
        return BpfObject.OpenWith(types, name, new ReadOnlySpan<byte>(stream.PositionPointer, (int)stream.Length));
    }
}
