using KosmosProbe.Engine.Identities;

namespace KosmosProbe.Host.Identities;

/// <summary>
/// The questions of one container, or of one mount namespace of the host, and the thread that looks at them: a file
/// system that does not answer costs its own users their answers, and nobody else's. The thread goes when there is
/// nothing to do for a while.
/// </summary>
/// <param name="look">Looks at one question, and may hang.</param>
internal sealed class LinkLane(Action<LinkQuestion> look)
{
    // What waits longer than it takes to look at so many is late anyway.
    private const int WaitingMax = 256;
    private const int StackBytes = 256 * 1024;

    private static readonly TimeSpan RestMax = TimeSpan.FromSeconds(2);

    private readonly Queue<LinkQuestion> _waiting = new();
    private readonly object _gate = new();
    private bool _hasEnded;

    /// <summary>Its thread has gone; another lane is to take its place.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_gate) return _hasEnded;
        }
    }

    /// <summary>Begins to look.</summary>
    public void Start() => new Thread(Run, StackBytes) { Name = "links", IsBackground = true }.Start();

    /// <summary>
    /// Takes a question in, or leaves it without an answer when too many wait. False when the lane has ended.
    /// </summary>
    /// <param name="question">The question.</param>
    public bool TryAdd(LinkQuestion question)
    {
        lock (_gate)
        {
            if (_hasEnded) return false;
            if (_waiting.Count < WaitingMax) _waiting.Enqueue(question);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    private void Run()
    {
        while (TryTake(out var question)) look(question);
    }

    private bool TryTake(out LinkQuestion question)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0) Monitor.Wait(_gate, RestMax);
            _hasEnded = !_waiting.TryDequeue(out question!);
            return !_hasEnded;
        }
    }
}
