using System.Diagnostics.CodeAnalysis;

namespace KosmosProbe.Engine.Containers;

/// <summary>
/// Where the event thread leaves questions about containers and finds answers. The event thread never waits here: a
/// question that finds no room is refused and counted, and the container can be asked for again later.
/// </summary>
public sealed class ContainerExchange : IDisposable
{
    /// <summary>Questions that wait at most.</summary>
    public const int RequestsMax = 4096;

    /// <summary>Answers that wait at most; who answers waits for room.</summary>
    public const int AnswersMax = 8192;

    private readonly BoundedQueue<ContainerRequest> _requests;
    private readonly BoundedQueue<ContainerAnswer> _answers;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private long _refused;
    private int _answererSleeps;

    /// <summary>An empty exchange.</summary>
    /// <param name="requestsMax">Questions that wait at most.</param>
    /// <param name="answersMax">Answers that wait at most.</param>
    public ContainerExchange(int requestsMax = RequestsMax, int answersMax = AnswersMax)
    {
        _requests = new BoundedQueue<ContainerRequest>(requestsMax);
        _answers = new BoundedQueue<ContainerAnswer>(answersMax);
    }

    /// <summary>Questions that found no room.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Event thread: leaves a question; false, and counted, when there is no room.</summary>
    /// <param name="request">The question.</param>
    public bool Ask(ContainerRequest request)
    {
        if (!_requests.TryAdd(request))
        {
            Interlocked.Increment(ref _refused);
            return false;
        }

        // The question must be visible before the announcement is read, or both sides could miss each other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _answererSleeps) == 1 && Interlocked.Exchange(ref _answererSleeps, 0) == 1)
        {
            _wake.Set();
        }

        return true;
    }

    /// <summary>Event thread: takes the oldest answer; costs two reads when there is none.</summary>
    /// <param name="answer">The answer.</param>
    public bool TryTake([NotNullWhen(true)] out ContainerAnswer? answer)
    {
        answer = null;
        return !_answers.IsEmpty && _answers.TryTake(out answer);
    }

    /// <summary>Answerer: takes the oldest question.</summary>
    /// <param name="request">The question.</param>
    public bool TryTakeRequest([NotNullWhen(true)] out ContainerRequest? request) => _requests.TryTake(out request);

    /// <summary>Answerer: waits for a question; one thread. False when none came in time.</summary>
    /// <param name="timeout">How long at most; finite.</param>
    public bool WaitForRequest(TimeSpan timeout)
    {
        if (!_requests.IsEmpty)
        {
            return true;
        }

        // Announce first, look again, then sleep: a question left in between finds the announcement and wakes us.
        Interlocked.Exchange(ref _answererSleeps, 1);
        if (_requests.IsEmpty)
        {
            _wake.WaitOne(timeout);
        }

        Interlocked.Exchange(ref _answererSleeps, 0);
        return !_requests.IsEmpty;
    }

    /// <summary>Answerer: leaves an answer; false when there is no room, to be tried again a little later.</summary>
    /// <param name="answer">The answer.</param>
    public bool Answer(ContainerAnswer answer) => _answers.TryAdd(answer);

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();
}
