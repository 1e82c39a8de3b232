namespace KosmosProbe.Host.Audit;

/// <summary>
/// How much of a file has been judged. One thread reads the file and asks, another one judges.
/// </summary>
/// <param name="begin">Where reading begins, in bytes.</param>
internal sealed class AuditProgress(long begin)
{
    private long _read = begin;
    private long _judged = begin;
    private int _waiting;

    /// <summary>
    /// Everything before this byte needs no reading any more: it has been judged, or held nothing to judge. For the
    /// thread that reads.
    /// </summary>
    public long Judged => HasAll ? _read : Volatile.Read(ref _judged);

    /// <summary>Everything that was read has been judged.</summary>
    public bool HasAll => Volatile.Read(ref _waiting) == 0;

    /// <summary>A line ends here; what it held has been handed over, or left out.</summary>
    /// <param name="end">The byte behind it.</param>
    public void Pass(long end) => _read = end;

    /// <summary>A line is handed over, to be judged after those before it.</summary>
    public void HandOver() => Interlocked.Increment(ref _waiting);

    /// <summary>A line that was handed over is not taken.</summary>
    public void TakeBack() => Interlocked.Decrement(ref _waiting);

    /// <summary>A line has been judged.</summary>
    /// <param name="end">The byte behind it.</param>
    public void NoteJudged(long end)
    {
        Volatile.Write(ref _judged, end);
        Interlocked.Decrement(ref _waiting);
    }
}

/// <summary>Where the line of a file ends.</summary>
/// <param name="File">Of which file.</param>
/// <param name="End">The byte behind it.</param>
internal sealed record AuditMark(AuditProgress File, long End)
{
    /// <summary>The line has been judged.</summary>
    public void NoteJudged() => File.NoteJudged(End);
}
