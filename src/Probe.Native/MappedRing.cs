namespace KosmosProbe.Native;

/// <summary>One BPF ring buffer whose pages are mapped, and the reader over them.</summary>
internal sealed unsafe class MappedRing : IDisposable
{
    private readonly MapHandle? _map;
    private readonly MappingHandle _consumer;
    private readonly MappingHandle _producer;

    private MappedRing(string name, int descriptor, uint size, MapHandle? map)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        Descriptor = descriptor;
        Size = size;
        _map = map;
        _consumer = MappingHandle.Map($"ring buffer {name}", descriptor, 0, page, Libc.PROT_READ | Libc.PROT_WRITE);
        try
        {
            _producer = MappingHandle.Map($"ring buffer {name}", descriptor, (long)page, page + size, Libc.PROT_READ);
        }
        catch
        {
            _consumer.Dispose();
            throw;
        }

        byte* produced = (byte*)_producer.Address;
        Reader = new RingReader((ulong*)_consumer.Address, (ulong*)produced, produced + page, size);
    }

    /// <summary>The map's. Lifetime: this ring's, or its object's.</summary>
    internal int Descriptor { get; }

    /// <summary>Bytes.</summary>
    internal uint Size { get; }

    /// <summary>Reads it. Lifetime: this ring's.</summary>
    internal RingReader Reader { get; }

    /// <summary>Maps a ring of a loaded object. Errors: <see cref="BpfException"/>.</summary>
    /// <param name="map">Of type BPF_MAP_TYPE_RINGBUF.</param>
    internal static MappedRing Map(BpfMap map) => new(map.Name, map.Descriptor, map.MaxEntries, null);

    /// <summary>Makes another ring. Errors: <see cref="BpfException"/>.</summary>
    /// <param name="name">For the kernel's lists; at most 15 bytes.</param>
    /// <param name="size">Bytes, a power of two.</param>
    internal static MappedRing Create(string name, uint size)
    {
        var map = MapHandle.CreateRing(name, size);
        try
        {
            return new MappedRing(name, map.Descriptor, size, map);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _producer.Dispose();
        _consumer.Dispose();
        _map?.Dispose();
    }
}
