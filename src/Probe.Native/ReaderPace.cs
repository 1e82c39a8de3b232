namespace KosmosProbe.Native;

/// <summary>
/// Whether the reader of the ring looks every millisecond by itself. To be woken costs whoever executes something some
/// 20 us each time, so where records in haste follow one another the reader tells the programs that none needs to;
/// where they come now and then, each wakes it at once and it sleeps in between.
/// </summary>
internal sealed unsafe class ReaderPace
{
    /// <summary>Records in haste that come within this time of one another follow one another.</summary>
    internal static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(5);

    private readonly uint* _hasteSeen;
    private readonly uint* _looks;
    private TimeSpan _last = TimeSpan.MinValue;
    private bool _isLooking;

    /// <summary>Begins without haste.</summary>
    /// <param name="hasteSeen">Set by each record in haste: <c>haste_seen</c>. Lifetime: longer than this.</param>
    /// <param name="looks">What the programs are told: <c>consumer_looks</c>. Lifetime: likewise.</param>
    internal ReaderPace(uint* hasteSeen, uint* looks)
    {
        _hasteSeen = hasteSeen;
        _looks = looks;
    }

    /// <summary>
    /// To be asked once before each wait. When it is no longer so, records may have come that relied on it: the ring is
    /// to be looked at once more before a longer wait.
    /// </summary>
    /// <param name="now">A clock that never goes back, above 0.</param>
    internal bool LooksByItself(TimeSpan now)
    {
        bool isNear = _last > now - Gap;
        bool isHasty = Volatile.Read(ref *_hasteSeen) != 0;
        if (isHasty)
        {
            Volatile.Write(ref *_hasteSeen, 0);
            _last = now;
        }

        bool isLooking = isNear && (isHasty || _isLooking);
        if (isLooking != _isLooking) Tell(isLooking);
        return isLooking;
    }

    /// <summary>No more records in haste will come: the last ones are waited for as long as any.</summary>
    internal void Rest()
    {
        Volatile.Write(ref *_hasteSeen, 0);
        _last = TimeSpan.MinValue;
        if (_isLooking) Tell(isLooking: false);
    }

    private void Tell(bool isLooking)
    {
        _isLooking = isLooking;
        Volatile.Write(ref *_looks, isLooking ? 1u : 0u);
        Interlocked.MemoryBarrier();
    }
}
