namespace KosmosProbe.Host.Audit;

/// <summary>Lets so many events pass in a second, and as many at once after a rest.</summary>
/// <param name="perSecond">How many.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditRate(int perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _left = perSecond;
    private long _lookedAt = time.GetTimestamp();

    /// <summary>Takes events, if any are left; what they take too many is missing from those after them.</summary>
    /// <param name="events">How many.</param>
    public bool TryTake(int events)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            _left = Math.Min(_left + (time.GetElapsedTime(_lookedAt, now).TotalSeconds * perSecond), perSecond);
            _lookedAt = now;
            if (_left <= 0) return false;
            _left -= events;
            return true;
        }
    }
}
