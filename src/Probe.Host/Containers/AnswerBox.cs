using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>Leaves answers in the exchange; drops what the event thread has no room for in a long while.</summary>
/// <param name="exchange">Between this side and the event thread.</param>
internal sealed class AnswerBox(ContainerExchange exchange)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private long _dropped;

    /// <summary>Answers that found no room.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Leaves an answer, waiting for room.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task PostAsync(ContainerAnswer answer, CancellationToken cancel)
    {
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!exchange.Answer(answer))
        {
            if (Environment.TickCount64 >= end)
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            await Task.Delay(Pause, cancel);
        }
    }
}
