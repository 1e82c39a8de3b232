namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>
/// How long to wait before the next try: twice as long each time, up to a bound, and less by up to a half at random, so
/// that the probes of a cluster do not all come back at once.
/// </summary>
internal sealed class Backoff
{
    private readonly TimeSpan _least;
    private readonly TimeSpan _most;
    private TimeSpan _next;

    /// <summary>Waits.</summary>
    /// <param name="least">The first one.</param>
    /// <param name="most">The longest one.</param>
    public Backoff(TimeSpan least, TimeSpan most)
    {
        _least = least;
        _most = most;
        _next = least;
    }

    /// <summary>The next wait.</summary>
    /// <param name="asked">What the receiver asks for; heard within the bound.</param>
    public TimeSpan Next(TimeSpan asked)
    {
        var wait = (_next / 2) + (_next / 2 * Random.Shared.NextDouble());
        _next = _next * 2 < _most ? _next * 2 : _most;
        if (asked > _most) asked = _most;
        return wait > asked ? wait : asked;
    }

    /// <summary>Begins anew.</summary>
    public void Reset() => _next = _least;
}
