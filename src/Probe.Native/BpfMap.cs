using System.Runtime.InteropServices;

namespace KosmosProbe.Native;

/// <summary>One map of an object. Lifetime: that of its <see cref="BpfObject"/>.</summary>
public sealed unsafe class BpfMap
{
    // BPF_MAP_TYPE_* whose values exist once per CPU, linux/bpf.h.
    private const int PerCpuHash = 5;
    private const int PerCpuArray = 6;
    private const int LruPerCpuHash = 10;

    // Values of per-CPU maps are padded to this, kernel/bpf/syscall.c bpf_map_value_size.
    private const int PerCpuAlignment = 8;

    private readonly BpfObjectHandle _owner;
    private readonly nint _map;

    internal BpfMap(BpfObjectHandle owner, nint map)
    {
        _owner = owner;
        _map = map;
        string name = Marshal.PtrToStringUTF8((nint)Libbpf.bpf_map__name(map)) ?? "";

        // libbpf prefixes sections of global data with the object's name; the part from the dot is the section's.
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        Name = dot > 0 ? name[dot..] : name;
    }

    /// <summary>The variable's name in C; a section's name for global data.</summary>
    public string Name { get; }

    /// <summary>The descriptor, once loaded. Errors: <see cref="BpfException"/> before.</summary>
    public int Descriptor
    {
        get
        {
            int fd = Libbpf.bpf_map__fd(Live());
            Throw.IfNegative(fd, $"find the descriptor of map {Name}");
            return fd;
        }
    }

    /// <summary>Entries; bytes for a ring buffer. Settable until loaded. Errors: <see cref="BpfException"/>.</summary>
    public uint MaxEntries
    {
        get => Libbpf.bpf_map__max_entries(Live());
        set => Throw.IfNegative(Libbpf.bpf_map__set_max_entries(Live(), value), $"size map {Name} to {value}");
    }

    /// <summary>Bytes that <see cref="TryLookup"/> writes: of per-CPU maps all values, each padded to 8.</summary>
    public int LookupBytes
    {
        get
        {
            int value = (int)Libbpf.bpf_map__value_size(Live());
            return IsPerCpu
                ? (value + PerCpuAlignment - 1) / PerCpuAlignment * PerCpuAlignment * Libbpf.libbpf_num_possible_cpus()
                : value;
        }
    }

    private bool IsPerCpu => Libbpf.bpf_map__type(Live()) is PerCpuHash or PerCpuArray or LruPerCpuHash;

    /// <summary>Reads a key's value. False when there is none.</summary>
    /// <typeparam name="TKey">As wide as the map's key.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">Receives <see cref="LookupBytes"/> bytes; not shorter than that.</param>
    public bool TryLookup<TKey>(TKey key, Span<byte> value) where TKey : unmanaged
    {
        CheckWidth("key", sizeof(TKey), (int)Libbpf.bpf_map__key_size(Live()));
        ArgumentOutOfRangeException.ThrowIfLessThan(value.Length, LookupBytes);
        fixed (byte* bytes = value)
            return Libbpf.bpf_map_lookup_elem(Descriptor, &key, bytes) == 0;
    }

    /// <summary>Sets a key's value; not for per-CPU maps. Errors: <see cref="BpfException"/>.</summary>
    /// <typeparam name="TKey">As wide as the map's key.</typeparam>
    /// <typeparam name="TValue">As wide as the map's value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">Its new value.</param>
    public void Update<TKey, TValue>(TKey key, TValue value) where TKey : unmanaged where TValue : unmanaged
    {
        CheckWidth("key", sizeof(TKey), (int)Libbpf.bpf_map__key_size(Live()));
        CheckWidth("value", sizeof(TValue), LookupBytes);
        Throw.IfNegative(Libbpf.bpf_map_update_elem(Descriptor, &key, &value, 0), $"update map {Name}");
    }

    /// <summary>The same for a value of whatever type. Errors: <see cref="BpfException"/>.</summary>
    /// <typeparam name="TKey">As wide as the map's key.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">Its new value; as long as the map's.</param>
    public void Update<TKey>(TKey key, ReadOnlySpan<byte> value) where TKey : unmanaged
    {
        CheckWidth("key", sizeof(TKey), (int)Libbpf.bpf_map__key_size(Live()));
        CheckWidth("value", value.Length, LookupBytes);
        fixed (byte* bytes = value)
        {
            Throw.IfNegative(Libbpf.bpf_map_update_elem(Descriptor, &key, bytes, 0), $"update map {Name}");
        }
    }

    /// <summary>Takes a key out. False when there was none.</summary>
    /// <typeparam name="TKey">As wide as the map's key.</typeparam>
    /// <param name="key">The key.</param>
    public bool Remove<TKey>(TKey key) where TKey : unmanaged
    {
        CheckWidth("key", sizeof(TKey), (int)Libbpf.bpf_map__key_size(Live()));
        return Libbpf.bpf_map_delete_elem(Descriptor, &key) == 0;
    }

    /// <summary>The bytes that global data will start with; empty for other maps. Of use until loaded.</summary>
    internal Span<byte> InitialValue()
    {
        nuint size = 0;
        byte* bytes = Libbpf.bpf_map__initial_value(Live(), &size);
        return bytes == null ? [] : new Span<byte>(bytes, (int)size);
    }

    /// <summary>Maps the value of a one-entry array (global data) for reading and writing.</summary>
    internal MappingHandle MapValue() => MappingHandle.Map(
        $"global data {Name}", Descriptor, 0, PageRounded(LookupBytes), Libc.PROT_READ | Libc.PROT_WRITE);

    private static nuint PageRounded(int bytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        return ((nuint)bytes + page - 1) / page * page;
    }

    private void CheckWidth(string what, int given, int wanted)
    {
        if (given != wanted)
            throw new ArgumentException($"map {Name}: the {what} has {wanted} bytes, {given} were given");
    }

    private nint Live()
    {
        ObjectDisposedException.ThrowIf(_owner.IsClosed, typeof(BpfObject));
        return _map;
    }
}
