using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using KosmosProbe.Engine.Names;

namespace KosmosProbe.Host.Names;

/// <summary>
/// Looks up the domain names that rules compare addresses with, all of them every half minute and at once when the
/// rules are others. What a name led to counts for ten minutes more: a name with many addresses tells some of them at a
/// time, and a server of names that is down must not blind rules. Whoever connects meanwhile waits for nothing here.
/// </summary>
/// <param name="names">Where the answers go.</param>
/// <param name="wanted">The names of the rules in force.</param>
/// <param name="look">Looks one up; null: as this machine is set up to.</param>
/// <param name="time">The clock.</param>
internal sealed class DomainNameWatch(
    DomainNames names,
    Func<IReadOnlyList<string>> wanted,
    Func<string, CancellationToken, Task<IPAddress[]>>? look = null,
    TimeProvider? time = null) : IDisposable
{
    private const int AtOnceMax = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _look =
        look ?? (static (name, stop) => Dns.GetHostAddressesAsync(name, stop));
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentDictionary<(string Name, IPAddress Address), DateTimeOffset> _seen = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _publishing = new();
    private readonly SemaphoreSlim _again = new(0, 1);
    private Task _run = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>Begins to look.</summary>
    public void Start() => _run = Task.Run(Run);

    /// <summary>Looks at once: the names are others.</summary>
    public void LookAgain()
    {
        try
        {
            _again.Release();
        }
        catch (SemaphoreFullException)
        {
            // Asked already.
        }
    }

    /// <summary>Looks up all names and publishes what they lead to.</summary>
    /// <param name="stop">Ends it early.</param>
    internal async Task LookAt(CancellationToken stop)
    {
        var now = wanted();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = stop };
        await Parallel.ForEachAsync(now, parallel, LookUp).ConfigureAwait(false);
        var oldest = _time.GetUtcNow() - Kept;
        foreach (var (key, seen) in _seen)
        {
            if (seen < oldest || !now.Contains(key.Name)) _seen.TryRemove(key, out _);
        }

        Publish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _stop.Cancel();
        if (!_run.Wait(StopMax)) return;
        _stop.Dispose();
        _again.Dispose();
    }

    private void Publish()
    {
        lock (_publishing)
        {
            names.Publish(_seen.Keys.GroupBy(static key => key.Name).Select(static group =>
                (group.Key, (IReadOnlyCollection<IPAddress>)[.. group.Select(static key => key.Address)])));
        }
    }

    private async Task Run()
    {
        try
        {
            while (true)
            {
                await LookAt(_stop.Token).ConfigureAwait(false);
                await _again.WaitAsync(Pause, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    // A name that leads nowhere is no fault of the node: rules name hosts that come and go.
    private async ValueTask LookUp(string name, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(LookMax);
        try
        {
            bool isNews = false;
            foreach (var address in await _look(name, limit.Token).ConfigureAwait(false))
            {
                isNews |= !_seen.ContainsKey((name, address));
                _seen[(name, address)] = _time.GetUtcNow();
            }

            // Other names may take their time.
            if (isNews) Publish();
        }
        catch (Exception e) when (e is SocketException or ArgumentException
            || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // Its former addresses count on for a while.
        }
    }
}
