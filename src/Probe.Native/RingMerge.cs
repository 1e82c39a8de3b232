namespace KosmosProbe.Native;

/// <summary>
/// Reads several rings as if they were one: records by the time at which they were begun, each ring's own order kept.
/// <para>
/// What must hold is that an effect never comes before its cause, be it a fork and the child's first event or two
/// events of a thread that moved to another CPU. A cause is in its ring before its effect is begun; so whatever lies
/// before the cause in that ring was begun before the effect as well, and whoever always takes the earliest head has
/// taken the cause by the time that the effect is the earliest. That needs the cause to be known to be there. Hence
/// the bound: each look at the ends of all rings sets as bound where the look before found them, and nothing is given
/// out that was begun after all that lies within the bounds. Whatever was written before such a record was begun lies
/// within the newer ends. No clock is asked, and none of a producer's stamps can hold back more than its ring.
/// </para>
/// <para>
/// A record that is still being written hides its time, and all behind it. It was put there after the latest record of
/// its ring was begun, so that time stands in for its own: what the other rings have from before goes on, the rest
/// waits, as it would in one ring.
/// </para>
/// </summary>
internal sealed class RingMerge
{
    // One that sees the newer ends, one that makes them the bound.
    private const int LooksMax = 2;
    private const int None = -1;
    private const ulong Never = ulong.MaxValue;

    private readonly RingReader[] _rings;
    private readonly Head[] _heads;
    private int _current = None;
    private int _open;

    /// <summary>Reads rings, each from where its last consumer stopped.</summary>
    /// <param name="rings">At least one; they are read by nobody else from then on.</param>
    internal RingMerge(RingReader[] rings)
    {
        _rings = rings;
        _heads = new Head[rings.Length];
        foreach (ref var head in _heads.AsSpan())
            head.Time = Never;
    }

    /// <summary>Why reading ended for good: the first fault of a ring.</summary>
    internal RingFault Fault { get; private set; }

    /// <summary>What can be read now, of all rings.</summary>
    internal RingState State
    {
        get
        {
            if (Find())
                return RingState.Ready;
            return Array.TrueForAll(_heads, static head => head.Time == Never)
                ? RingState.Empty
                : RingState.BeingWritten;
        }
    }

    /// <summary>The next record; the same again until <see cref="Advance"/>. False: none, or <see cref="Fault"/>.
    /// </summary>
    internal bool TryRead(out ReadOnlySpan<byte> record)
    {
        if (Find())
        {
            record = _rings[_current].Record;
            return true;
        }

        record = default;
        Publish();
        return false;
    }

    /// <summary>Goes past the record that was read; the kernel learns of it now or a little later.</summary>
    internal void Advance()
    {
        if (_current == None)
            return;
        ref var head = ref _heads[_current];
        head.Latest = Math.Max(head.Latest, head.Time);
        _rings[_current].Advance();
        Settle(_current);
        _current = None;
    }

    /// <summary>Gives everything that was read back to the producers.</summary>
    internal void Publish()
    {
        foreach (var ring in _rings)
            ring.Publish();
    }

    /// <summary>
    /// Learns how far a ring was written by now, at the earliest when all former ends were known. Of use when all rings
    /// are looked at, one after the other, and then settled; writers may write between any two.
    /// </summary>
    internal void LookAt(int index)
    {
        _heads[index].Bound = _rings[index].End;
        _rings[index].HasNew();
    }

    /// <summary>Finds what stands in each ring at its position.</summary>
    internal void Settle()
    {
        for (int i = 0; i < _rings.Length; i++)
            Settle(i);
    }

    private bool Find()
    {
        if (_current != None)
            return true;
        for (int looks = 0; !Choose(); looks++)
        {
            if (looks == LooksMax)
                return false;
            Look();
        }

        return true;
    }

    /// <summary>Takes the earliest head, if there is one within the bounds that is no later.</summary>
    private bool Choose()
    {
        if (_open == 0 || Fault != RingFault.None)
            return false;
        int earliest = 0;
        ulong time = Never;
        var heads = _heads;
        for (int i = 0; i < heads.Length; i++)
        {
            if (heads[i].Time >= time)
                continue;
            time = heads[i].Time;
            earliest = i;
        }

        if (heads[earliest].IsBeingWritten)
            return false;
        _current = earliest;
        return true;
    }

    private void Look()
    {
        for (int i = 0; i < _rings.Length; i++)
            LookAt(i);
        Settle();
    }

    private void Settle(int index)
    {
        var ring = _rings[index];
        ref var head = ref _heads[index];
        var state = ring.Settle();
        head.IsBeingWritten = state == RingState.BeingWritten;
        head.Time = state switch
        {
            RingState.Ready => Math.Min(ring.RecordTime, Never - 1),
            RingState.BeingWritten => head.Latest,
            _ => Never,
        };
        bool isOpen = state != RingState.Empty && (long)(head.Bound - ring.Position) > 0;
        if (isOpen != head.IsOpen)
            _open += isOpen ? 1 : -1;
        head.IsOpen = isOpen;
        if (ring.Fault != RingFault.None && Fault == RingFault.None)
            Fault = ring.Fault;
    }

    /// <summary>What is known of a ring at the place where it is read.</summary>
    private struct Head
    {
        /// <summary>Of the record there; at the latest, when it is being written; Never when there is none.</summary>
        internal ulong Time;

        /// <summary>The latest of the records that were read.</summary>
        internal ulong Latest;

        /// <summary>What lies before it was there before the ends of all rings were looked at.</summary>
        internal ulong Bound;

        /// <summary>Nobody knows what stands there.</summary>
        internal bool IsBeingWritten;

        /// <summary>It lies before the bound.</summary>
        internal bool IsOpen;
    }
}
