using System.Diagnostics;

namespace KosmosProbe.Native;

/// <summary>
/// The BPF ring buffer, or several read as one, over their mapped pages: no native call per record, only to wait. The
/// programs wake nobody unless the record is urgent, a ring is filling up, or the reader has said that it sleeps; hence
/// the flag <c>consumer_waiting</c>, one for all rings, and three ways to wait.
/// </summary>
public sealed unsafe class RingBuffer : IDisposable
{
    // Measured: a wake-up per event more than doubles an open's cost. Under load records wait this long together.
    private const int BatchMs = 5;

    // Longer than an exec of the smallest program takes, which is not woken for then.
    private const int HasteMs = 1;

    // A record being written when the reader falls asleep may have seen the flag unset: look again soon.
    private const int BeingWrittenMs = 1;

    private readonly MappedRing[] _rings;
    private readonly EpollHandle _epoll;
    private readonly RingReader _reader;
    private readonly RingMerge? _merge;
    private readonly uint* _waiting;
    private readonly ReaderPace _pace;
    private ulong _consumedAtLastWait;

    private RingBuffer(MappedRing[] rings, EpollHandle epoll, uint* waiting, ReaderPace pace)
    {
        _rings = rings;
        _epoll = epoll;
        _waiting = waiting;
        _pace = pace;
        _reader = rings[0].Reader;
        _merge = rings.Length > 1 ? new RingMerge([.. rings.Select(static ring => ring.Reader)]) : null;
    }

    /// <summary>How many rings there are.</summary>
    public int Rings => _rings.Length;

    /// <summary>Bytes, of all rings together.</summary>
    public uint Size => _rings[0].Size * (uint)_rings.Length;

    /// <summary>Records read and given back.</summary>
    public ulong Consumed
    {
        get
        {
            ulong sum = 0;
            foreach (var ring in _rings) sum += ring.Reader.Consumed;
            return sum;
        }
    }

    /// <summary>Records that their program withdrew after reserving them.</summary>
    public ulong Discarded
    {
        get
        {
            ulong sum = 0;
            foreach (var ring in _rings) sum += ring.Reader.Discarded;
            return sum;
        }
    }

    /// <summary>Why reading ended for good; None while it goes on.</summary>
    public RingFault Fault => _merge?.Fault ?? _reader.Fault;

    /// <summary>As <see cref="Consumed"/>, of each ring.</summary>
    internal IReadOnlyList<ulong> ConsumedByRing => [.. _rings.Select(static ring => ring.Reader.Consumed)];

    /// <summary>There is no record, not even one that is being written.</summary>
    internal bool IsEmpty => State == RingState.Empty;

    private RingState State => _merge?.State ?? _reader.State;

    /// <summary>
    /// Maps the rings of loaded programs; where there shall be several, makes the others first. To be called before the
    /// programs are attached. Errors: <see cref="BpfException"/>.
    /// </summary>
    /// <param name="first">The ring that the object has: of type BPF_MAP_TYPE_RINGBUF.</param>
    /// <param name="all">Of type BPF_MAP_TYPE_ARRAY_OF_MAPS: with room for as many as there shall be.</param>
    /// <param name="waiting">The programs' flag that the reader sleeps. Lifetime: longer than this.</param>
    /// <param name="pace">Whether it looks by itself.</param>
    internal static RingBuffer Map(BpfMap first, BpfMap all, uint* waiting, ReaderPace pace)
    {
        var rings = new List<MappedRing>();
        EpollHandle? epoll = null;
        try
        {
            epoll = EpollHandle.Create();
            rings.Add(MappedRing.Map(first));
            for (uint i = 1; i < all.MaxEntries; i++)
                rings.Add(MappedRing.Create($"{first.Name}_{i}", first.MaxEntries));
            for (int i = 0; rings.Count > 1 && i < rings.Count; i++)
                all.Update((uint)i, rings[i].Descriptor);
            foreach (var ring in rings)
                epoll.Watch(ring.Descriptor);
            return new RingBuffer([.. rings], epoll, waiting, pace);
        }
        catch
        {
            epoll?.Dispose();
            foreach (var ring in rings)
                ring.Dispose();
            throw;
        }
    }

    /// <summary>Blocks until records are there or time is up. True when a record can be read.</summary>
    /// <param name="timeout">At most this long.</param>
    public bool Wait(TimeSpan timeout)
    {
        bool isBusy = Consumed != _consumedAtLastWait;
        _consumedAtLastWait = Consumed;
        Publish();
        int timeoutMs = (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue);
        if (_pace.LooksByItself(Stopwatch.GetElapsedTime(0)))
            _epoll.Wait(Math.Min(HasteMs, timeoutMs));
        else if (State == RingState.Ready)
            return true;
        else if (isBusy)
            _epoll.Wait(Math.Min(BatchMs, timeoutMs));
        else
            Sleep(timeoutMs);
        return State == RingState.Ready;
    }

    /// <summary>Told when the programs are detached: the last records are waited for without haste.</summary>
    internal void Rest() => _pace.Rest();

    /// <summary>The next record, if there is one; the same again until <see cref="Advance"/>.</summary>
    /// <param name="record">Its bytes in the ring. Lifetime: until <see cref="Advance"/>.</param>
    public bool TryRead(out ReadOnlySpan<byte> record) =>
        _merge is null ? _reader.TryRead(out record) : _merge.TryRead(out record);

    /// <summary>Gives the record's memory back to the programs.</summary>
    public void Advance()
    {
        if (_merge is null)
            _reader.Advance();
        else
            _merge.Advance();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _epoll.Dispose();
        foreach (var ring in _rings)
            ring.Dispose();
    }

    private void Publish()
    {
        if (_merge is null)
            _reader.Publish();
        else
            _merge.Publish();
    }

    /// <summary>Sleeps with the flag set: set, full barrier, look once more, block. Any record then wakes.</summary>
    private void Sleep(int timeoutMs)
    {
        Volatile.Write(ref *_waiting, 1);
        Interlocked.MemoryBarrier();
        switch (State)
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
