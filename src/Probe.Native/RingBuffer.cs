namespace KosmosProbe.Native;

/// <summary>
/// A BPF ring buffer read over its mapped pages: no native call per record, only to wait. The programs wake nobody
/// unless the record is urgent, the ring is filling up, or the reader has said that it sleeps; hence the flag
/// <c>consumer_waiting</c> and two ways to wait.
/// </summary>
public sealed unsafe class RingBuffer : IDisposable
{
    // Measured: a wake-up per event more than doubles an open's cost. Under load records wait this long together.
    private const int BatchMs = 5;

    // A record being written when the reader falls asleep may have seen the flag unset: look again soon.
    private const int BeingWrittenMs = 1;

    private readonly MappingHandle _consumer;
    private readonly MappingHandle _producer;
    private readonly EpollHandle _epoll;
    private readonly RingReader _reader;
    private readonly uint* _waiting;
    private ulong _consumedAtLastWait;

    private RingBuffer(MappingHandle consumer, MappingHandle producer, EpollHandle epoll, uint size, uint* waiting)
    {
        _consumer = consumer;
        _producer = producer;
        _epoll = epoll;
        _waiting = waiting;
        Size = size;
        byte* produced = (byte*)producer.Address;
        _reader = new RingReader(
            (ulong*)consumer.Address, (ulong*)produced, produced + Environment.SystemPageSize, size);
    }

    /// <summary>Bytes.</summary>
    public uint Size { get; }

    /// <summary>Records read and given back.</summary>
    public ulong Consumed => _reader.Consumed;

    /// <summary>Records that their program withdrew after reserving them.</summary>
    public ulong Discarded => _reader.Discarded;

    /// <summary>Why reading ended for good; None while it goes on.</summary>
    public RingFault Fault => _reader.Fault;

    /// <summary>There is no record, not even one that is being written.</summary>
    internal bool IsEmpty => _reader.State == RingState.Empty;

    /// <summary>Maps a loaded ring buffer. Errors: <see cref="BpfException"/>.</summary>
    /// <param name="map">Of type BPF_MAP_TYPE_RINGBUF.</param>
    /// <param name="waiting">The programs' flag that the reader sleeps. Lifetime: longer than this.</param>
    internal static RingBuffer Map(BpfMap map, uint* waiting)
    {
        uint size = map.MaxEntries;
        nuint page = (nuint)Environment.SystemPageSize;
        var consumer = MappingHandle.Map(
            $"ring buffer {map.Name}", map.Descriptor, 0, page, Libc.PROT_READ | Libc.PROT_WRITE);
        MappingHandle? producer = null;
        try
        {
            producer = MappingHandle.Map(
                $"ring buffer {map.Name}", map.Descriptor, (long)page, page + size, Libc.PROT_READ);
            return new RingBuffer(consumer, producer, EpollHandle.Watch(map.Descriptor), size, waiting);
        }
        catch
        {
            producer?.Dispose();
            consumer.Dispose();
            throw;
        }
    }

    /// <summary>Blocks until records are there or time is up. True when a record can be read.</summary>
    /// <param name="timeout">At most this long.</param>
    public bool Wait(TimeSpan timeout)
    {
        bool isBusy = Consumed != _consumedAtLastWait;
        _consumedAtLastWait = Consumed;
        _reader.Publish();
        int timeoutMs = (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue);
        if (isBusy)
            _epoll.Wait(Math.Min(BatchMs, timeoutMs));
        else
            Sleep(timeoutMs);
        return _reader.State == RingState.Ready;
    }

    /// <summary>The next record, if there is one; the same again until <see cref="Advance"/>.</summary>
    /// <param name="record">Its bytes in the ring. Lifetime: until <see cref="Advance"/>.</param>
    public bool TryRead(out ReadOnlySpan<byte> record) => _reader.TryRead(out record);

    /// <summary>Gives the record's memory back to the programs.</summary>
    public void Advance() => _reader.Advance();

    /// <inheritdoc/>
    public void Dispose()
    {
        _epoll.Dispose();
        _producer.Dispose();
        _consumer.Dispose();
    }

    /// <summary>Sleeps with the flag set: set, full barrier, look once more, block. Any record then wakes.</summary>
    private void Sleep(int timeoutMs)
    {
        Volatile.Write(ref *_waiting, 1);
        Interlocked.MemoryBarrier();
        switch (_reader.State)
        {
            case RingState.Empty:
                _epoll.Wait(timeoutMs);
                break;
            case RingState.BeingWritten:
                _epoll.Wait(Math.Min(BeingWrittenMs, timeoutMs));
                break;
        }

        Volatile.Write(ref *_waiting, 0);
    }
}
