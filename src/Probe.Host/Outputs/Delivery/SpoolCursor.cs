using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>
/// How far one sink has come in a spool. Its spool changes it; the counters are read from any thread.
/// </summary>
/// <param name="sink">The sink's name, by which it is found again after a restart.</param>
/// <param name="least">The least important priority that it takes.</param>
internal sealed class SpoolCursor(string sink, Priority least) : IDisposable
{
    // Given up in memory while they may be under way, and older ones on disk wait on.
    private readonly HashSet<long> _lostAlone = [];
    private long _readThrough;

    // All up to this number that were not delivered are lost.
    private long _lostThrough;
    private long _lost;
    private long _waiting;

    /// <summary>The sink's name.</summary>
    public string Sink => sink;

    /// <summary>The least important priority that it takes.</summary>
    public Priority Least => least;

    /// <summary>Alerts that were given up before the sink had them.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Alerts that wait for the sink, in memory and on disk.</summary>
    public long Waiting => Math.Max(0, Volatile.Read(ref _waiting));

    /// <summary>The number of the last alert that the sink needs no more.</summary>
    internal long Position { get; set; }

    /// <summary>The position is not yet on disk.</summary>
    internal bool IsMoved { get; set; }

    /// <summary>Grows when the position is set anew; what was read before then moves it no more.</summary>
    internal int Epoch { get; set; }

    /// <summary>How many lost alerts were told of, and when.</summary>
    internal (long Count, long AtMs) Told { get; set; }

    /// <summary>Set when there is more to read.</summary>
    internal SemaphoreSlim More { get; } = new(0, 1);

    /// <inheritdoc/>
    public void Dispose() => More.Dispose();

    /// <summary>Counts alerts that are lost, the oldest that there are; they wait no more.</summary>
    /// <param name="count">So many.</param>
    /// <param name="through">The number of the last one.</param>
    internal void AddLost(long count, long through)
    {
        _lostThrough = Math.Max(_lostThrough, through);
        Interlocked.Add(ref _lost, count);
        AddWaiting(-count);
    }

    /// <summary>Counts one alert that is lost, while older ones may wait on.</summary>
    /// <param name="number">Its number.</param>
    internal void AddLost(long number)
    {
        if (number <= _readThrough) _lostAlone.Add(number);
        Interlocked.Increment(ref _lost);
        AddWaiting(-1);
    }

    /// <summary>
    /// Whether an alert is counted as lost. One that was under way when it was given up may arrive all the same: it
    /// stays lost, so that each counts once.
    /// </summary>
    /// <param name="number">Its number.</param>
    internal bool IsLost(long number) => number <= _lostThrough || _lostAlone.Contains(number);

    /// <summary>What memory holds is read, and under way from now on; nothing else is.</summary>
    /// <param name="through">The number of the last one.</param>
    internal void BeginRead(long through)
    {
        _readThrough = through;
        _lostAlone.Clear();
    }

    /// <summary>Adds to <see cref="Waiting"/>.</summary>
    /// <param name="count">So many; less than nothing for those that wait no more.</param>
    internal void AddWaiting(long count) => Interlocked.Add(ref _waiting, count);

    /// <summary>Sets <see cref="Waiting"/>.</summary>
    /// <param name="count">So many.</param>
    internal void SetWaiting(long count) => Volatile.Write(ref _waiting, count);

    /// <summary>Wakes the sink; one thread at a time.</summary>
    internal void Wake()
    {
        if (More.CurrentCount == 0) More.Release();
    }
}

/// <summary>Alerts that a sink is to send, in order.</summary>
/// <param name="Entries">The alerts.</param>
/// <param name="Through">The number up to which nothing else is for this sink.</param>
/// <param name="Epoch">The cursor's when it was read.</param>
internal readonly record struct SpoolBatch(IReadOnlyList<SpoolEntry> Entries, long Through, int Epoch);
