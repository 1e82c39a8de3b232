using System.Text;

namespace KosmosProbe.Native;

/// <summary>
/// The kernel's types as it shows them, BTF of some megabytes in memory (linux/btf.h), each found by its number or by
/// its name. Lifetime: the start's; until disposed of.
/// </summary>
internal sealed unsafe class KernelTypes : IDisposable
{
    // struct btf_header.
    private const int HeaderBytes = 24;
    private const ushort Magic = 0xeb9f;

    // A name is hashed eight bytes at a time, the last of which may lie behind the end.
    private const int Padding = 8;

    private readonly MappingHandle _file;
    private readonly MappingHandle _table;
    private readonly byte* _bytes;
    private readonly byte* _names;
    private readonly uint* _offsets;

    private KernelTypes(MappingHandle file, uint namesAt, uint typesAt, uint typesEnd, uint count)
    {
        _file = file;
        _table = MappingHandle.Allocate(count * sizeof(uint));
        _bytes = (byte*)file.Address;
        _names = _bytes + namesAt;
        _offsets = (uint*)_table.Address;
        Count = count;
        Walk(_bytes, typesAt, typesEnd, _offsets);
    }

    /// <summary>Numbers go from 1 to below this; 0 is void.</summary>
    internal uint Count { get; }

    /// <summary>
    /// Reads them. Null where that cannot be done, or where one is of a kind that is not known here, and so of unknown
    /// length.
    /// </summary>
    /// <param name="path">A file of BTF: <see cref="KernelTypeNames.Path"/>.</param>
    internal static KernelTypes? Read(string path)
    {
        if (ReadFile(path, out int length) is not { } file) return null;
        byte* bytes = (byte*)file.Address;
        uint* header = (uint*)bytes;
        uint start = header[1];
        long typesEnd = (long)start + header[2] + header[3];
        long namesEnd = (long)start + header[4] + header[5];
        if (*(ushort*)bytes == Magic && start >= HeaderBytes && typesEnd <= length && namesEnd <= length)
        {
            uint typesAt = start + header[2];
            uint count = Walk(bytes, typesAt, (uint)typesEnd, null);
            if (count > 0) return new KernelTypes(file, start + header[4], typesAt, (uint)typesEnd, count);
        }

        file.Dispose();
        return null;
    }

    /// <summary>A type by its number, which is below <see cref="Count"/> and not 0.</summary>
    internal BtfEntry this[uint id] => new((uint*)(_bytes + _offsets[id]));

    /// <summary>A name, up to its terminating zero.</summary>
    /// <param name="offset">As types and their members have it.</param>
    internal byte* Name(uint offset) => _names + offset;

    /// <summary>The names that types, functions or what else is described has.</summary>
    /// <param name="names">ASCII.</param>
    internal HashSet<string> Find(IReadOnlyList<string> names)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var table = new NameTable(names);
        for (uint id = 1; id < Count; id++)
        {
            if (table.Find(Name(this[id].Name)) is >= 0 and var at) found.Add(names[at]);
        }

        return found;
    }

    /// <summary>Adds the numbers of types to a list, in their order: of what can be the type of a variable.</summary>
    /// <param name="names">ASCII.</param>
    /// <param name="ids">Where to.</param>
    internal void FindTypes(IReadOnlyList<string> names, List<uint> ids)
    {
        var table = new NameTable(names);
        for (uint id = 1; id < Count; id++)
        {
            var type = this[id];
            if (type.IsNamedType && table.Find(Name(type.Name)) >= 0) ids.Add(id);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _file.Dispose();
    }

    // Counts the types, or 0; where there is room for them, notes where each begins.
    private static uint Walk(byte* bytes, uint at, uint end, uint* offsets)
    {
        uint id = 1;
        while (at + BtfEntry.HeadBytes <= end)
        {
            int trailing = new BtfEntry((uint*)(bytes + at)).TrailingBytes;
            if (trailing < 0) return 0;
            if (offsets is not null) offsets[id] = at;
            at += BtfEntry.HeadBytes + (uint)trailing;
            id++;
        }

        return at == end ? id : 0;
    }

    private static MappingHandle? ReadFile(string path, out int length)
    {
        length = 0;
        MappingHandle? bytes = null;
        try
        {
            using var file = File.OpenHandle(path);
            int size = checked((int)RandomAccess.GetLength(file));
            if (size < HeaderBytes) return null;
            bytes = MappingHandle.Allocate((nuint)size + Padding);
            byte* start = (byte*)bytes.Address;
            while (length < size)
            {
                int read = RandomAccess.Read(file, new Span<byte>(start + length, size - length), length);
                if (read <= 0) break;
                length += read;
            }

            if (length == size) return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OverflowException)
        {
            length = 0;
        }

        bytes?.Dispose();
        return null;
    }

    /// <summary>Names, found by their bytes.</summary>
    private readonly ref struct NameTable
    {
        private const int SlotsPerName = 4;
        private const ulong Factor = 0x9e3779b97f4a7c15;

        private readonly byte[][] _names;
        private readonly int[] _slots;
        private readonly int _shift;

        internal NameTable(IReadOnlyList<string> names)
        {
            int bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(names.Count * SlotsPerName) | 1);
            _shift = 64 - bits;
            _slots = new int[1 << bits];
            _names = new byte[names.Count][];
            for (int i = 0; i < names.Count; i++)
            {
                // With eight zeros behind it, so that its start can be read as a number.
                _names[i] = Encoding.ASCII.GetBytes(names[i] + new string('\0', Padding));
                fixed (byte* name = _names[i])
                {
                    int slot = Slot(name);
                    while (_slots[slot] != 0)
                        slot = (slot + 1) & (_slots.Length - 1);
                    _slots[slot] = i + 1;
                }
            }
        }

        /// <summary>Which one it is; negative when none.</summary>
        internal int Find(byte* name)
        {
            for (int slot = Slot(name); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
            {
                int at = _slots[slot] - 1;
                var wanted = _names[at].AsSpan(0, _names[at].Length - Padding + 1);
                if (Equal(wanted, name)) return at;
            }

            return -1;
        }

        // Up to the zero that ends both.
        private static bool Equal(ReadOnlySpan<byte> wanted, byte* name)
        {
            for (int i = 0; i < wanted.Length; i++)
            {
                if (wanted[i] != name[i]) return false;
            }

            return true;
        }

        // By the first eight bytes, those behind the end left out.
        private int Slot(byte* name)
        {
            const ulong ones = 0x0101010101010101;
            ulong start = *(ulong*)name;
            ulong zeros = (start - ones) & ~start & (ones << 7);
            if (zeros != 0) start &= (zeros & (ulong)-(long)zeros) - 1 >> 7;
            return (int)(start * Factor >> _shift);
        }
    }
}
