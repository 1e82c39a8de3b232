using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using KosmosProbe.Native;
using KosmosProbe.Native.Tests;

namespace KosmosProbe.Bench;

/// <summary>
/// Reading the same records out of one ring, as it is read where there is no other, and out of several in order of
/// time. Neighbours in time lie in different rings, which is the dearest that can be.
/// </summary>
[MemoryDiagnoser]
public class RingMergeBench : IDisposable
{
    private const uint BytesOfAll = 1 << 20;

    // With its header a power of two, so that full rings end exactly where they start.
    private const int RecordBytes = 248;
    private const int Records = (int)BytesOfAll / (RecordBytes + 8);

    private SimulatedRing[] _rings = [];
    private RingMerge? _merge;

    /// <summary>How many rings the records are parted into; 0 is one that is read alone.</summary>
    [Params(0, 2, 4, 8, 16)]
    public int Rings { get; set; }

    private uint BytesOfOne => BytesOfAll / (uint)_rings.Length;

    /// <summary>Fills the rings once; later rounds only move the producers on over the same records.</summary>
    [GlobalSetup]
    public void Fill()
    {
        int count = Math.Max(1, Rings);
        _rings = new SimulatedRing[count];
        for (int i = 0; i < count; i++) _rings[i] = new SimulatedRing(BytesOfAll / (uint)count);
        _merge = Rings == 0 ? null : new RingMerge([.. _rings.Select(static ring => ring.Reader)]);
        var record = new byte[RecordBytes];
        for (int i = 0; i < Records; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(record, i);
            _rings[i % count].Write(record);
        }

        Read();
    }

    /// <summary>Each record is found and given back.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int Read()
    {
        foreach (var ring in _rings)
        {
            if (ring.Free == BytesOfOne) ring.ProducerPosition += BytesOfOne;
        }

        return _merge is null ? ReadOne(_rings[0].Reader) : ReadAll(_merge);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var ring in _rings) ring.Dispose();
    }

    private static int ReadOne(RingReader reader)
    {
        int bytes = 0;
        while (reader.TryRead(out var record))
        {
            bytes += record.Length;
            reader.Advance();
        }

        return bytes;
    }

    private static int ReadAll(RingMerge merge)
    {
        int bytes = 0;
        while (merge.TryRead(out var record))
        {
            bytes += record.Length;
            merge.Advance();
        }

        return bytes;
    }
}
