namespace KosmosProbe.Engine.Captures.Scap.Upgrading;

/// <summary>
/// The beginnings of calls that have not ended, one for each thread: the latest. Bounded; a capture that has more than
/// fit loses them all, which is counted.
/// </summary>
internal sealed class PendingCalls
{
    private readonly Dictionary<ulong, PendingCall> _byThread = [];
    private readonly Stack<PendingCall> _free = [];
    private long _bytes;

    /// <summary>How often all were forgotten.</summary>
    public long Overflows { get; private set; }

    /// <summary>Keeps the beginning of a call, in place of the thread's former one.</summary>
    /// <param name="begun">The event.</param>
    public void Keep(ScapEvent begun)
    {
        if (!_byThread.TryGetValue(begun.Tid, out var call))
        {
            if (_byThread.Count >= ScapLimits.PendingThreadsMax)
            {
                Forget();
            }

            call = _free.TryPop(out var free) ? free : new PendingCall();
            _byThread.Add(begun.Tid, call);
        }

        _bytes += call.Take(begun);
        if (_bytes > ScapLimits.PendingBytesMax)
        {
            Forget();
        }
    }

    /// <summary>
    /// The beginning of the call that a thread ends; null when it was not recorded. After the end of another call it is
    /// doubtful: an end is missing in between.
    /// </summary>
    /// <param name="tid">The thread.</param>
    /// <param name="code">The number that the beginning must have.</param>
    public PendingCall? Find(ulong tid, int code)
    {
        if (_byThread.Count == 0 || !_byThread.TryGetValue(tid, out var call))
        {
            return null;
        }

        call.IsDoubtful |= call.Code != code;
        return call.Code == code ? call : null;
    }

    /// <summary>Forgets a thread's call: it has ended.</summary>
    /// <param name="tid">The thread.</param>
    public void End(ulong tid)
    {
        if (_byThread.Remove(tid, out var call))
        {
            _free.Push(call);
        }
    }

    private void Forget()
    {
        Overflows++;
        _byThread.Clear();
        _free.Clear();
        _bytes = 0;
    }
}

/// <summary>What was recorded at the beginning of a call.</summary>
internal sealed class PendingCall
{
    private byte[] _bytes = [];

    /// <summary>The event's number.</summary>
    public int Code { get; private set; }

    /// <summary>Another call of the thread has ended since.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>Its parameters.</summary>
    public ScapParameters Parameters { get; } = new();

    /// <summary>Takes a copy. Says by how many bytes this has grown.</summary>
    /// <param name="begun">The event.</param>
    public int Take(ScapEvent begun)
    {
        int former = _bytes.Length;
        Code = begun.Code;
        IsDoubtful = false;
        Parameters.Clear();
        foreach (int length in begun.Parameters.Lengths)
        {
            Parameters.Add(length);
        }

        var values = begun.Parameters.Bytes;
        if (_bytes.Length < values.Length)
        {
            _bytes = new byte[values.Length];
        }

        values.CopyTo(_bytes);
        Parameters.LieIn(_bytes, 0);
        return _bytes.Length - former;
    }
}
