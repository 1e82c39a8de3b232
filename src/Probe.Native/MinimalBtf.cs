using System.Runtime.InteropServices;
using System.Text;

namespace KosmosProbe.Native;

/// <summary>
/// The part of the kernel's types that programs are relocated by, as BTF of its own: libbpf looks through all types for
/// each type that a program reads, and of a hundred thousand it is a few hundred that can be meant. Those are the types
/// with a name that the object knows as well, and what lies within them. What they point to is left out, for a
/// relocation ends at a pointer, and one type stands for all pointers. Types keep their order and get other numbers.
/// </summary>
internal sealed unsafe class MinimalBtf
{
    /// <summary>The enum of bpf/load.h, which the kernel does not have: the kernel's own numbers of types.</summary>
    internal const string IdEnum = "kosmos_type_id";

    /// <summary>Its value, and the type that it tells the number of.</summary>
    internal const string IdValue = "ID_OF_NEW_UTSNAME";
    private const string IdType = "new_utsname";

    private const int HeaderWords = 6;
    private const uint MagicAndVersion = 0x1eb9f;

    // The pointer to void comes first, the enum with its value of four bytes last.
    private const uint PointerNumber = 1;
    private const int PointerWords = 3;
    private const int EnumWords = 5;

    private readonly KernelTypes _kernel;

    // By number in the kernel: the number here, 0 of what is left out.
    private readonly uint* _numbers;
    private byte* _name;
    private byte* _names;

    private MinimalBtf(KernelTypes kernel, uint* numbers)
    {
        _kernel = kernel;
        _numbers = numbers;
    }

    /// <summary>Writes it. Errors: <see cref="BpfException"/>.</summary>
    /// <param name="kernel">The kernel's types.</param>
    /// <param name="names">Of types that may be meant.</param>
    /// <param name="file">Where to.</param>
    internal static void Write(KernelTypes kernel, IReadOnlyList<string> names, MemoryFile file)
    {
        using var numbers = MappingHandle.Allocate(kernel.Count * sizeof(uint));
        new MinimalBtf(kernel, (uint*)numbers.Address).Write(names, file);
    }

    private void Write(IReadOnlyList<string> names, MemoryFile file)
    {
        var found = new List<uint>(names.Count);
        _kernel.FindTypes(names, found);
        foreach (uint id in found)
            Take(id);

        var (typeBytes, nameBytes) = Number();
        byte[] ownNames = Encoding.ASCII.GetBytes($"{IdEnum}\0{IdValue}\0");
        int bytes = HeaderWords * sizeof(uint) + typeBytes + nameBytes + ownNames.Length;
        using var memory = MappingHandle.Allocate((nuint)bytes);
        uint* all = (uint*)memory.Address;
        all[0] = MagicAndVersion;
        all[1] = HeaderWords * sizeof(uint);
        all[2] = 0;
        all[3] = (uint)typeBytes;
        all[4] = (uint)typeBytes;
        all[5] = (uint)(nameBytes + ownNames.Length);
        _names = (byte*)(all + HeaderWords) + typeBytes;

        // The first is that of what has none.
        _name = _names + 1;
        uint* ids = WriteTypes(all + HeaderWords);
        WriteIds(ids, ownNames);
        file.Append(new ReadOnlySpan<byte>(all, bytes));
    }

    // With all that lies within it.
    private void Take(uint id)
    {
        if (id == 0 || _numbers[id] != 0) return;
        var type = _kernel[id];
        if (type.Kind is BtfKind.Pointer or BtfKind.Prototype or BtfKind.Function) return;
        _numbers[id] = 1;
        if (type.IsTransparent)
        {
            Take(type.SizeOrType);
        }
        else if (type.Kind == BtfKind.Array)
        {
            Take(type.Trailer[0]);
            Take(type.Trailer[1]);
        }
        else if (type.Kind is BtfKind.Struct or BtfKind.Union)
        {
            for (int i = 0; i < type.Count; i++)
                Take(type.Trailer[3 * i + 1]);
        }
    }

    private (int TypeBytes, int NameBytes) Number()
    {
        int typeBytes = (PointerWords + EnumWords) * sizeof(uint);
        int nameBytes = 1;
        uint next = PointerNumber + 1;
        for (uint id = 1; id < _kernel.Count; id++)
        {
            if (_numbers[id] == 0) continue;
            _numbers[id] = next++;
            var type = _kernel[id];
            typeBytes += BtfEntry.HeadBytes + type.TrailingBytes;
            nameBytes += NameLength(type.Name);
            int words = WordsPerName(type);
            for (int i = 0; words > 0 && i < type.Count; i++)
                nameBytes += NameLength(type.Trailer[words * i]);
        }

        return (typeBytes, nameBytes);
    }

    // Returns where the next one goes.
    private uint* WriteTypes(uint* to)
    {
        to[0] = 0;
        to[1] = (uint)BtfKind.Pointer << 24;
        to[2] = 0;
        to += PointerWords;
        for (uint id = 1; id < _kernel.Count; id++)
        {
            if (_numbers[id] != 0) to = WriteType(_kernel[id], to);
        }

        return to;
    }

    private uint* WriteType(BtfEntry type, uint* to)
    {
        const int head = BtfEntry.HeadBytes / sizeof(uint);
        int words = head + type.TrailingBytes / sizeof(uint);
        new ReadOnlySpan<uint>(type.Trailer - head, words).CopyTo(new Span<uint>(to, words));
        to[0] = WriteName(type.Name);
        if (type.IsTransparent) to[2] = Number(type.SizeOrType);
        uint* trailer = to + head;
        if (type.Kind == BtfKind.Array)
        {
            trailer[0] = Number(trailer[0]);
            trailer[1] = Number(trailer[1]);
        }

        int wordsPerName = WordsPerName(type);
        for (int i = 0; wordsPerName > 0 && i < type.Count; i++)
        {
            uint* member = trailer + wordsPerName * i;
            member[0] = WriteName(member[0]);
            if (type.Kind is BtfKind.Struct or BtfKind.Union) member[1] = Number(member[1]);
        }

        return to + words;
    }

    private void WriteIds(uint* to, ReadOnlySpan<byte> names)
    {
        var ids = new List<uint>();
        _kernel.FindTypes([IdType], ids);
        names.CopyTo(new Span<byte>(_name, names.Length));
        to[0] = (uint)(_name - _names);
        to[1] = (uint)BtfKind.Enum << 24 | 1;
        to[2] = sizeof(uint);
        to[3] = to[0] + (uint)IdEnum.Length + 1;
        to[4] = ids.Find(id => _kernel[id].Kind == BtfKind.Struct);
    }

    // What a type is that is referred to; void what is left out.
    private uint Number(uint id) =>
        id == 0 ? 0 : _kernel[id].Kind == BtfKind.Pointer ? PointerNumber : _numbers[id];

    private uint WriteName(uint offset)
    {
        int length = NameLength(offset);
        if (length == 0) return 0;
        var to = new Span<byte>(_name, length);
        new ReadOnlySpan<byte>(_kernel.Name(offset), length).CopyTo(to);
        _name += length;
        return (uint)(_name - length - _names);
    }

    // With its zero; 0 for what has none.
    private int NameLength(uint offset) => offset == 0
        ? 0 : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(_kernel.Name(offset)).Length + 1;

    // From one name to the next, of what has several.
    private static int WordsPerName(BtfEntry type) => type.Kind switch
    {
        BtfKind.Struct or BtfKind.Union or BtfKind.Enum64 => 3,
        BtfKind.Enum => 2,
        _ => 0,
    };
}
