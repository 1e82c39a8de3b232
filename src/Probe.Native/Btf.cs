using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>
/// Struct, enum and variable layouts out of an object's BTF, the type description that clang writes beside the code.
/// Source: linux/btf.h. Lifetime: that of the object.
/// </summary>
public sealed unsafe class Btf
{
    private readonly nint _btf;
    private readonly SafeHandle _owner;

    internal Btf(nint btf, SafeHandle owner)
    {
        _btf = btf;
        _owner = owner;
    }

    /// <summary>The names of all structs that have one.</summary>
    public IReadOnlyList<string> StructNames => NamesOf(BtfKind.Struct);

    /// <summary>The names of all enums that have one.</summary>
    public IReadOnlyList<string> EnumNames => [.. NamesOf(BtfKind.Enum), .. NamesOf(BtfKind.Enum64)];

    /// <summary>
    /// The names by which the kernel may have types of this object: a variant for another kernel (<c>name___old</c>) is
    /// looked for by what stands before the underscores.
    /// </summary>
    internal IReadOnlyList<string> KernelNames()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        uint count = Libbpf.btf__type_cnt(Live());
        for (uint id = 1; id < count; id++)
        {
            var type = Type(id);
            if (!type.IsNamedType || NameAt(type.Name) is not { Length: > 0 } name) continue;
            int variant = name.AsSpan().LastIndexOf("___");
            names.Add(variant > 0 ? name[..variant] : name);
        }

        return [.. names];
    }

    /// <summary>Finds a struct by its tag.</summary>
    /// <param name="name">The tag in C.</param>
    /// <param name="layout">Its layout.</param>
    public bool TryFindStruct(string name, out BtfStruct layout)
    {
        layout = new BtfStruct(name, 0, []);
        if (!TryFind(name, out var type, BtfKind.Struct))
            return false;
        var fields = new List<BtfField>(type.Count);
        for (int i = 0; i < type.Count; i++)
        {
            // struct btf_member: name, type, offset in bits (with kind_flag the upper byte is a bit field's width).
            uint* member = type.Trailer + 3 * i;
            bool isBitField = type.KindFlag && member[2] >> 24 != 0;
            fields.Add(Field(NameAt(member[0]), (int)(member[2] & 0xffffff) / 8, member[1], isBitField));
        }

        layout = new BtfStruct(name, (int)type.SizeOrType, fields);
        return true;
    }

    /// <summary>Finds an enum by its tag. Before clang 15 BTF has no signs: negative values show as positive.</summary>
    /// <param name="name">The tag in C.</param>
    /// <param name="layout">Its values.</param>
    public bool TryFindEnum(string name, out BtfEnum layout)
    {
        layout = new BtfEnum(name, 0, []);
        if (!TryFind(name, out var type, BtfKind.Enum, BtfKind.Enum64))
            return false;
        var values = new List<KeyValuePair<string, long>>(type.Count);
        int words = type.Kind == BtfKind.Enum64 ? 3 : 2;
        for (int i = 0; i < type.Count; i++)
        {
            uint* value = type.Trailer + words * i;
            long number = words == 3 ? (long)((ulong)value[2] << 32 | value[1])
                : type.KindFlag ? (int)value[1] : value[1];
            values.Add(new(NameAt(value[0]), number));
        }

        layout = new BtfEnum(name, (int)type.SizeOrType, values);
        return true;
    }

    /// <summary>Finds a global variable.</summary>
    /// <param name="section">The section it lies in: <c>.rodata</c>, <c>.data</c>, <c>.bss</c>.</param>
    /// <param name="name">The variable's name in C.</param>
    /// <param name="variable">Where it lies.</param>
    public bool TryFindVariable(string section, string name, out BtfVariable variable)
    {
        variable = new BtfVariable(name, 0, 0);
        if (!TryFind(section, out var data, BtfKind.DataSection))
            return false;
        for (int i = 0; i < data.Count; i++)
        {
            // struct btf_var_secinfo: type (the variable), offset, size.
            uint* entry = data.Trailer + 3 * i;
            if (NameAt(Type(entry[0]).Name) != name)
                continue;
            variable = new BtfVariable(name, (int)entry[1], (int)entry[2]);
            return true;
        }

        return false;
    }

    private BtfField Field(string name, int offset, uint typeId, bool isBitField)
    {
        int count = 1;
        uint id = Unqualified(typeId);
        while (Type(id) is { Kind: BtfKind.Array } array)
        {
            // struct btf_array: element type, index type, number of elements.
            count *= (int)array.Trailer[2];
            id = Unqualified(array.Trailer[0]);
        }

        var type = Type(id);
        var shape = isBitField ? BtfShape.Other : type.Shape;
        bool isSigned = shape switch
        {
            // The encoding's lowest bit, BTF_INT_SIGNED.
            BtfShape.Integer => (type.Trailer[0] >> 24 & 1) != 0,
            BtfShape.Enum => type.KindFlag,
            _ => false,
        };
        int size = (int)Libbpf.btf__resolve_size(_btf, id);
        return new BtfField(name, offset, new BtfType(shape, NameAt(type.Name), size, isSigned), count);
    }

    private uint Unqualified(uint id)
    {
        while (Type(id) is { IsTransparent: true } type)
            id = type.SizeOrType;
        return id;
    }

    private bool TryFind(string name, out BtfEntry found, params ReadOnlySpan<BtfKind> kinds)
    {
        uint count = Libbpf.btf__type_cnt(Live());
        for (uint id = 1; id < count; id++)
        {
            found = Type(id);
            if (kinds.Contains(found.Kind) && NameAt(found.Name) == name)
                return true;
        }

        found = default;
        return false;
    }

    private List<string> NamesOf(BtfKind kind)
    {
        var names = new List<string>();
        uint count = Libbpf.btf__type_cnt(Live());
        for (uint id = 1; id < count; id++)
        {
            var type = Type(id);
            if (type.Kind == kind && NameAt(type.Name) is { Length: > 0 } name)
                names.Add(name);
        }

        return names;
    }

    private BtfEntry Type(uint id) => new(Libbpf.btf__type_by_id(Live(), id));

    private string NameAt(uint offset) =>
        Marshal.PtrToStringUTF8((nint)Libbpf.btf__name_by_offset(Live(), offset)) ?? "";

    private nint Live()
    {
        ObjectDisposedException.ThrowIf(_owner.IsClosed, typeof(BpfObject));
        return _btf;
    }
}
