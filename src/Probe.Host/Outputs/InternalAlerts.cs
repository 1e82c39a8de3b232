using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// Where any thread posts what the probe has to say of itself; the dispatcher takes it to all outputs. Bounded: what
/// does not fit is dropped and counted.
/// </summary>
internal sealed class InternalAlerts
{
    private const int WaitingMax = 1024;

    private readonly ConcurrentQueue<InternalAlert> _waiting = new();
    private long _posted;
    private long _dropped;

    /// <summary>Internal alerts taken in.</summary>
    public long Posted => Volatile.Read(ref _posted);

    /// <summary>Internal alerts there was no room for.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Posts one.</summary>
    /// <param name="rule">Stands where a rule's name stands.</param>
    /// <param name="priority">How much it matters.</param>
    /// <param name="message">One line.</param>
    /// <param name="fields">What output_fields holds; at least one.</param>
    public void Post(string rule, Priority priority, string message, params IReadOnlyList<InternalField> fields) =>
        Post(new InternalAlert(rule, priority, message, fields));

    /// <summary>Posts one.</summary>
    /// <param name="alert">The alert.</param>
    public void Post(InternalAlert alert)
    {
        if (_waiting.Count >= WaitingMax)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        _waiting.Enqueue(alert);
        Interlocked.Increment(ref _posted);
    }

    /// <summary>Takes the oldest.</summary>
    /// <param name="alert">The alert.</param>
    public bool TryTake([NotNullWhen(true)] out InternalAlert? alert) => _waiting.TryDequeue(out alert);
}
