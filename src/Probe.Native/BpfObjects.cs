namespace KosmosProbe.Native;

/// <summary>The compiled programs that this assembly carries.</summary>
public static class BpfObjects
{
    /// <summary>Opens the probe's programs. Errors: as <see cref="BpfObject.Open"/>.</summary>
    public static BpfObject OpenProbe() => Open("probe");

    /// <summary>Opens the object that holds the wire format's types; it is read, never loaded.</summary>
    public static BpfObject OpenLayout() => Open("layout");

    private static unsafe BpfObject Open(string name)
    {
        string resource = $"{name}.bpf.o";
        using var stream = typeof(BpfObjects).Assembly.GetManifestResourceStream(resource) as UnmanagedMemoryStream
            ?? throw new BpfException($"open {resource}", 0, "this build does not carry it", "build again with clang");
        return BpfObject.Open(name, new ReadOnlySpan<byte>(stream.PositionPointer, (int)stream.Length));
    }
}
