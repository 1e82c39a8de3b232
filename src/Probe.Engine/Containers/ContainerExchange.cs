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

    private readonly RequestQueue<ContainerRequest> _requests;
    private readonly BoundedQueue<ContainerAnswer> _answers;

    /// <summary>An empty exchange.</summary>
    /// <param name="requestsMax">Questions that wait at most.</param>
    /// <param name="answersMax">Answers that wait at most.</param>
    public ContainerExchange(int requestsMax = RequestsMax, int answersMax = AnswersMax)
    {
        _requests = new RequestQueue<ContainerRequest>(requestsMax);
        _answers = new BoundedQueue<ContainerAnswer>(answersMax);
    }

    /// <summary>Questions that found no room.</summary>
    public long Refused => _requests.Refused;

    /// <summary>Event thread: leaves a question; false, and counted, when there is no room.</summary>
    /// <param name="request">The question.</param>
    public bool Ask(ContainerRequest request) => _requests.TryAdd(request);

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
    public bool WaitForRequest(TimeSpan timeout) => _requests.Wait(timeout);

    /// <summary>Answerer: leaves an answer; false when there is no room, to be tried again a little later.</summary>
    /// <param name="answer">The answer.</param>
    public bool Answer(ContainerAnswer answer) => _answers.TryAdd(answer);

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();
}
