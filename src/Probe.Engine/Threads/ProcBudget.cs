namespace KosmosProbe.Engine.Threads;

/// <summary>
/// How often records may send the table to /proc. A look costs some tens of microseconds; a flood of unknown threads
/// must not turn that into lost records. Refilled by the records' own time, so a replay decides alike.
/// </summary>
internal sealed class ProcBudget
{
    /// <summary>Looks in a second, and in one burst.</summary>
    public const int LooksPerSecond = 500;

    private const ulong NsPerLook = 1_000_000_000 / LooksPerSecond;

    private ulong _left = LooksPerSecond;
    private ulong _refilledNs;

    /// <summary>Looks granted.</summary>
    public ulong Taken { get; private set; }

    /// <summary>Looks refused.</summary>
    public ulong Refused { get; private set; }

    /// <summary>Asks for one look.</summary>
    /// <param name="nowNs">The record's time.</param>
    public bool TryTake(ulong nowNs)
    {
        ulong earned = nowNs > _refilledNs ? (nowNs - _refilledNs) / NsPerLook : 0;
        if (earned > 0)
        {
            _left = Math.Min(_left + Math.Min(earned, LooksPerSecond), LooksPerSecond);
            _refilledNs = nowNs;
        }

        if (_left == 0)
        {
            Refused++;
            return false;
        }

        _left--;
        Taken++;
        return true;
    }
}
