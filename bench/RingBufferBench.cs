using BenchmarkDotNet.Attributes;
using KosmosProbe.Native.Tests;

namespace KosmosProbe.Bench;

/// <summary>
/// Reading records out of a full ring in plain memory. The baseline only walks from header to header.
/// </summary>
[MemoryDiagnoser]
public class RingBufferBench : IDisposable
{
    private const uint RingBytes = 1 << 20;

    // With its header a power of two, so that a full ring ends exactly where it starts.
    private const int RecordBytes = 504;
    private const int RecordsInRing = (int)RingBytes / (RecordBytes + 8);

    private readonly SimulatedRing _ring = new(RingBytes);

    /// <summary>Fills the ring once; later rounds only move the producer on over the same records.</summary>
    [GlobalSetup]
    public void Fill()
    {
        byte[] open = Records.Openat("/etc/hostname");
        var record = new byte[RecordBytes];
        open.CopyTo(record, 0);
        for (int i = 0; i < RecordsInRing; i++) _ring.Write(record);
        Read();
    }

    /// <summary>Each record is found and given back.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = RecordsInRing)]
    public int Read()
    {
        if (_ring.Free == RingBytes) _ring.ProducerPosition += RingBytes;
        int bytes = 0;
        while (_ring.Reader.TryRead(out var record))
        {
            bytes += record.Length;
            _ring.Reader.Advance();
        }

        return bytes;
    }

    /// <summary>Each record is viewed and its path looked at as well.</summary>
    [Benchmark(OperationsPerInvoke = RecordsInRing)]
    public int ReadAndView()
    {
        if (_ring.Free == RingBytes) _ring.ProducerPosition += RingBytes;
        int bytes = 0;
        while (_ring.Reader.TryRead(out var record))
        {
            if (Engine.Events.Event.TryView(record, out var view, out _))
            {
                bytes += view.Text(view.As<Engine.Events.OpenEvent>().Path).Length;
            }

            _ring.Reader.Advance();
        }

        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _ring.Dispose();
}
