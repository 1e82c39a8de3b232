using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Containers;

/// <summary>
/// Where the event thread leaves requests for one other thread, which it wakes when that sleeps. The event thread never
/// waits here: a request that finds no room is refused and counted.
/// </summary>
/// <typeparam name="T">A request.</typeparam>
/// <param name="countMax">Requests that wait at most.</param>
internal sealed class RequestQueue<T>(int countMax) : IDisposable
{
    private readonly BoundedQueue<T> _requests = new(countMax);
    private readonly AutoResetEvent _wake = new(initialState: false);
    private long _refused;
    private int _readerSleeps;

    /// <summary>Requests that found no room.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Any thread: leaves a request; false, and counted, when there is no room.</summary>
    /// <param name="request">The request.</param>
    public bool TryAdd(T request)
    {
        if (!_requests.TryAdd(request))
        {
            Interlocked.Increment(ref _refused);
            return false;
        }

        // The request must be visible before the announcement is read, or both sides could miss each other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _readerSleeps) == 1 && Interlocked.Exchange(ref _readerSleeps, 0) == 1)
        {
            _wake.Set();
        }

        return true;
    }

    /// <summary>Reader: takes the oldest request.</summary>
    /// <param name="request">The request.</param>
    public bool TryTake([MaybeNullWhen(false)] out T request) => _requests.TryTake(out request);

    /// <summary>Reader: waits for a request; one thread. False when none came in time.</summary>
    /// <param name="timeout">How long at most; finite.</param>
    public bool Wait(TimeSpan timeout)
    {
        if (!_requests.IsEmpty)
        {
            return true;
        }

        // Announce first, look again, then sleep: a request left in between finds the announcement and wakes us.
        Interlocked.Exchange(ref _readerSleeps, 1);
        if (_requests.IsEmpty)
        {
            _wake.WaitOne(timeout);
        }

        Interlocked.Exchange(ref _readerSleeps, 0);
        return !_requests.IsEmpty;
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();
}
