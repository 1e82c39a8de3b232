namespace KosmosProbe.Engine.Events;

/// <summary>
/// Finds lost records: each CPU numbers what it tries to record from 1, so a gap is a loss, wherever it happened. The
/// kernel counts its drops by event type; the two sums must agree.
/// </summary>
internal sealed class SequenceCheck
{
    // The kernel's own limit (NR_CPUS) on x86; a number above it is a faulty record.
    private const int CpusMax = 8192;

    private ulong[] _last = new ulong[Environment.ProcessorCount];

    /// <summary>Records missed so far.</summary>
    public ulong Lost { get; private set; }

    /// <summary>Takes a record's number; true when some before it are missing.</summary>
    /// <param name="header">The record's header.</param>
    public bool FindsGap(in EventHeader header)
    {
        uint cpu = header.Cpu;
        if (cpu >= CpusMax)
        {
            return false;
        }

        if (cpu >= _last.Length)
        {
            Array.Resize(ref _last, (int)cpu + 1);
        }

        ulong last = _last[cpu];
        if (header.Sequence <= last)
        {
            return false;
        }

        _last[cpu] = header.Sequence;
        Lost += header.Sequence - last - 1;
        return header.Sequence > last + 1;
    }
}
