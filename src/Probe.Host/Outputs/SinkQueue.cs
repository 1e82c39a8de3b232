namespace KosmosProbe.Host.Outputs;

/// <summary>
/// Alerts that wait for one output, oldest first, bounded in number and in bytes. Adding never waits; the output's
/// thread looks at the front and takes away what has arrived.
/// </summary>
/// <param name="alertsMax">Alerts at most; 0 for no limit but the bytes.</param>
/// <param name="bytesMax">Bytes at most; a single alert may have more.</param>
/// <param name="counters">Where its length is shown.</param>
internal sealed class SinkQueue(int alertsMax, long bytesMax, SinkCounters counters)
{
    private readonly Queue<OutgoingAlert> _alerts = new();
    private readonly object _lock = new();
    private long _bytes;
    private bool _isWoken;

    /// <summary>Adds an alert; false when there is no room.</summary>
    /// <param name="alert">The alert.</param>
    public bool TryAdd(OutgoingAlert alert)
    {
        lock (_lock)
        {
            bool isFull = (alertsMax > 0 && _alerts.Count >= alertsMax)
                || (_alerts.Count > 0 && _bytes + alert.Bytes > bytesMax);
            if (isFull) return false;
            _alerts.Enqueue(alert);
            _bytes += alert.Bytes;
            Show();
            Wake();
            return true;
        }
    }

    /// <summary>Copies the oldest alerts, without taking them away.</summary>
    /// <param name="front">Filled in place of what it holds.</param>
    /// <param name="alerts">How many at most.</param>
    /// <param name="bytes">How many bytes at most; one alert is always given.</param>
    public void Look(List<OutgoingAlert> front, int alerts, long bytes)
    {
        front.Clear();
        lock (_lock)
        {
            foreach (var alert in _alerts)
            {
                bytes -= alert.Bytes;
                if (front.Count == alerts || (front.Count > 0 && bytes < 0)) return;
                front.Add(alert);
            }
        }
    }

    /// <summary>Takes the oldest alerts away.</summary>
    /// <param name="alerts">How many; there are as many.</param>
    public void Remove(int alerts)
    {
        lock (_lock)
        {
            for (int i = 0; i < alerts; i++) _bytes -= _alerts.Dequeue().Bytes;
            Show();
        }
    }

    /// <summary>Waits until an alert was added or <see cref="Wake"/> was called since the last wait.</summary>
    /// <param name="max">How long at most.</param>
    public void Wait(TimeSpan max)
    {
        lock (_lock)
        {
            if (!_isWoken) Monitor.Wait(_lock, max);
            _isWoken = false;
        }
    }

    /// <summary>Ends a wait.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _isWoken = true;
            Monitor.Pulse(_lock);
        }
    }

    private void Show()
    {
        counters.QueueDepth = _alerts.Count;
        counters.QueueBytes = _bytes;
    }
}
