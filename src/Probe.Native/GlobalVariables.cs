using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>
/// Global variables of running programs, found by name through BTF and shared with the kernel: what is written here is
/// what the next event's program reads.
/// </summary>
public sealed unsafe class GlobalVariables : IDisposable
{
    private readonly string _objectName;
    private readonly string _section;
    private readonly Btf _btf;
    private readonly MappingHandle _mapping;

    internal GlobalVariables(string objectName, string section, Btf btf, MappingHandle mapping)
    {
        _objectName = objectName;
        _section = section;
        _btf = btf;
        _mapping = mapping;
    }

    /// <summary>A variable of a simple type. Lifetime: until disposed. Errors: <see cref="BpfException"/>.</summary>
    /// <typeparam name="T">As wide as the variable.</typeparam>
    /// <param name="name">The variable's name in C.</param>
    public ref T Variable<T>(string name) where T : unmanaged
    {
        var variable = Find(name);
        return ref MemoryMarshal.AsRef<T>(variable.In(Section(variable), sizeof(T)));
    }

    /// <summary>An array variable. Lifetime and errors as for <see cref="Variable"/>.</summary>
    /// <typeparam name="T">As wide as one element.</typeparam>
    /// <param name="name">The variable's name in C.</param>
    public Span<T> Array<T>(string name) where T : unmanaged
    {
        var variable = Find(name);
        return MemoryMarshal.Cast<byte, T>(variable.In(Section(variable), variable.Size));
    }

    /// <inheritdoc/>
    public void Dispose() => _mapping.Dispose();

    internal int* Address(string name)
    {
        ref int variable = ref Variable<int>(name);
        return (int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref variable);
    }

    private BtfVariable Find(string name) => _btf.TryFindVariable(_section, name, out var variable)
        ? variable
        : throw Throw.Missing($"variable in {_section}", name, _objectName);

    private Span<byte> Section(BtfVariable variable)
    {
        ObjectDisposedException.ThrowIf(_mapping.IsClosed, this);
        return new Span<byte>((void*)_mapping.Address, variable.Offset + variable.Size);
    }
}
