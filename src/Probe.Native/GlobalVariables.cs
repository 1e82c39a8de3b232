using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>
/// Global variables of loaded programs, found by name through BTF and shared with the kernel: what is written here is
/// what the next event's program reads.
/// </summary>
public sealed unsafe class GlobalVariables : IDisposable
{
    // Variables that start as zero lie in the one, others in the other: the compiler's choice.
    private static readonly string[] Sections = [".bss", ".data"];

    private readonly BpfObject _object;
    private readonly Dictionary<string, MappingHandle> _mappings = [];

    internal GlobalVariables(BpfObject loaded)
    {
        _object = loaded;
        foreach (string section in Sections.Where(loaded.HasMap))
            _mappings.Add(section, loaded.Map(section).MapValue());
    }

    /// <summary>A variable of a simple type. Lifetime: until disposed. Errors: <see cref="BpfException"/>.</summary>
    /// <typeparam name="T">As wide as the variable.</typeparam>
    /// <param name="name">The variable's name in C.</param>
    public ref T Variable<T>(string name) where T : unmanaged => ref *(T*)Address<T>(name);

    /// <summary>An array variable. Lifetime and errors as for <see cref="Variable"/>.</summary>
    /// <typeparam name="T">As wide as one element.</typeparam>
    /// <param name="name">The variable's name in C.</param>
    public Span<T> Array<T>(string name) where T : unmanaged
    {
        var bytes = Bytes(name, out _);
        return MemoryMarshal.Cast<byte, T>(bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var mapping in _mappings.Values)
            mapping.Dispose();
    }

    /// <summary>Where a variable of a simple type lies. Lifetime and errors as for <see cref="Variable"/>.</summary>
    internal T* Address<T>(string name) where T : unmanaged
    {
        var bytes = Bytes(name, out nint address);
        return bytes.Length == sizeof(T)
            ? (T*)address
            : throw new ArgumentException($"variable {name} has {bytes.Length} bytes, {sizeof(T)} were meant");
    }

    private Span<byte> Bytes(string name, out nint address)
    {
        foreach (var (section, mapping) in _mappings)
        {
            ObjectDisposedException.ThrowIf(mapping.IsClosed, this);
            if (!_object.Btf.TryFindVariable(section, name, out var variable))
                continue;
            address = mapping.Address + variable.Offset;
            return new Span<byte>((void*)address, variable.Size);
        }

        throw Throw.Missing("global variable", name, _object.Name);
    }
}
