using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// Tells when a single write takes too long, while it still does: Falco's output_timeout. The write goes on, and alerts
/// wait.
/// </summary>
internal sealed class WriteWatch : IDisposable
{
    private readonly string _name;
    private readonly TimeSpan _max;
    private readonly SinkCounters _counters;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly Timer? _timer;
    private bool _isWriting;

    /// <summary>A watch over one output.</summary>
    /// <param name="name">The output's.</param>
    /// <param name="max">How long a write may take; zero: as long as it likes.</param>
    /// <param name="counters">The output's; it counts as failing while it is blocked.</param>
    /// <param name="log">Where it is told.</param>
    public WriteWatch(string name, TimeSpan max, SinkCounters counters, ILogger log)
    {
        _name = name;
        _max = max;
        _counters = counters;
        _log = log;
        if (max > TimeSpan.Zero) _timer = new Timer(_ => Tell());
    }

    /// <summary>A write begins.</summary>
    public void Begin()
    {
        lock (_lock) _isWriting = true;
        _timer?.Change(_max, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It has ended.</summary>
    public void End()
    {
        lock (_lock) _isWriting = false;
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Tell()
    {
        lock (_lock)
        {
            // The timer may fire just when the write ends.
            if (!_isWriting || !_counters.Fail($"takes nothing for {_max.TotalMilliseconds:F0} ms")) return;
        }

        _log.OutputBlocked(_name, (long)_max.TotalMilliseconds);
    }
}
