namespace KosmosProbe.Engine;

/// <summary>
/// What one exec must hold to be the probe's own: arguments with a secret that is used once. Set by one thread, looked
/// for by the event thread. Nobody else can know the secret before that exec has been recorded, so no process can hide
/// behind it.
/// </summary>
public sealed class SelfTestMarker
{
    private const int SecretBytesMin = 16;

    private volatile byte[]? _expected;
    private long _seen;

    /// <summary>Markers seen so far.</summary>
    public long Seen => Volatile.Read(ref _seen);

    /// <summary>Awaits the next marker; one that was awaited before is given up.</summary>
    /// <param name="secret">At least 16 bytes, new for each marker.</param>
    public void Expect(ReadOnlySpan<byte> secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, SecretBytesMin);
        _expected = secret.ToArray();
    }

    /// <summary>Event thread: whether an exec is the marker that is awaited; true once.</summary>
    /// <param name="record">An exec's record.</param>
    internal bool TryTake(ReadOnlySpan<byte> record)
    {
        if (_expected is not { } expected || record.IndexOf(expected) < 0) return false;
        _expected = null;
        Volatile.Write(ref _seen, _seen + 1);
        return true;
    }
}
