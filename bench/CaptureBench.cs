using BenchmarkDotNet.Attributes;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Events;

namespace KosmosProbe.Bench;

/// <summary>
/// Events out of a capture, from the file's bytes to records. The events are those of the capture that the rules' tests
/// use, again and again. The baseline only reads.
/// </summary>
[MemoryDiagnoser]
public class CaptureBench : IDisposable
{
    private readonly ScapReader _reader = new(
        new EndlessCapture(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "rules", "tests", "demo.scap"))));

    private readonly CaptureRecords _records;

    /// <summary>Reads the capture's head.</summary>
    public CaptureBench()
    {
        while (_reader.TryReadHead(out _))
        {
        }

        _records = new CaptureRecords(_reader);
    }

    /// <summary>The next event as a record.</summary>
    [Benchmark(Baseline = true)]
    public int Read() => _records.TryRead(out var record) ? record.Length : throw Ended();

    /// <summary>The same, and the record checked and viewed.</summary>
    [Benchmark]
    public long ReadAndView() =>
        _records.TryRead(out var record) && Event.TryViewRecorded(record, out var view, out _)
            ? view.Header.Result
            : throw Ended();

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private InvalidOperationException Ended() => new($"the capture ended: {_reader.Ending}");
}
