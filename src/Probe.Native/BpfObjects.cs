namespace KosmosProbe.Native;

/// <summary>The compiled programs that this assembly carries.</summary>
public static class BpfObjects
{
    /// <summary>Opens the probe's programs. Errors: as <see cref="BpfObject.Open"/>.</summary>
    /// <param name="byCast">Those that load kernel memory by a cast, which not every kernel knows; bpf/load.h.</param>
    public static BpfObject OpenProbe(bool byCast) => Open("probe", byCast ? "probe_cast.bpf.o" : "probe.bpf.o");

    /// <summary>Opens the object that holds the wire format's types; it is read, never loaded.</summary>
    public static BpfObject OpenLayout() => Open("layout", "layout.bpf.o");

    private static unsafe BpfObject Open(string name, string resource)
    {
        using var stream = typeof(BpfObjects).Assembly.GetManifestResourceStream(resource) as UnmanagedMemoryStream
            ?? throw new BpfException($"open {resource}", 0, "this build does not carry it", "build again with clang");
        return BpfObject.Open(name, new ReadOnlySpan<byte>(stream.PositionPointer, (int)stream.Length));
    }
}
