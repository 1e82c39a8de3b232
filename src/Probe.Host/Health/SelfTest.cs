using System.Diagnostics;
using System.Text;
using KosmosProbe.Engine;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Health;

/// <summary>
/// Proves from end to end that execs are seen: runs a program that does nothing, with a secret among its arguments, at
/// the start and then again and again, and looks whether the event thread has met it. One that is not met may be late
/// or dropped on a machine under load, where a restart would only add to it: only several in a row prove blindness.
/// </summary>
/// <param name="marker">What the event thread looks for.</param>
/// <param name="interval">Between two; zero: never.</param>
/// <param name="log">Where changes are told.</param>
internal sealed class SelfTest(SelfTestMarker marker, TimeSpan interval, ILogger log) : IDisposable
{
    /// <summary>So many that are not seen, one after the other, mean that the probe is blind.</summary>
    internal const int MissesMax = 3;

    // Programs that do nothing and are nearly everywhere.
    private static readonly string[] Programs = ["/bin/true", "/usr/bin/true"];

    private readonly CancellationTokenSource _stop = new();
    private Task? _task;
    private Task _running = Task.CompletedTask;
    private volatile SelfTestState _state = SelfTestState.NotYet;
    private volatile int _misses;

    /// <summary>How long its exec may be on its way.</summary>
    public TimeSpan SeenWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long making the process may take.</summary>
    public TimeSpan RunWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After one that was missed the next comes as soon as this, if that is sooner than usual.</summary>
    public TimeSpan AgainAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Runs a program with arguments and does not wait for its end.</summary>
    public Action<string, string[]> Run { get; init; } = static (program, arguments) =>
        Process.Start(program, arguments).Dispose();

    /// <summary>How the last one went.</summary>
    public SelfTestState State => _state;

    /// <summary>How many were missed since the last that was seen.</summary>
    public int Misses => _misses;

    /// <summary>Starts.</summary>
    public void Start()
    {
        if (Programs.FirstOrDefault(File.Exists) is not { } program || interval <= TimeSpan.Zero)
        {
            _state = SelfTestState.Off;
            if (interval > TimeSpan.Zero) log.SelfTestImpossible(string.Join(", ", Programs));
            return;
        }

        _task = Task.Run(() => RunAsync(program));
    }

    /// <summary>Ends.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _task?.Wait();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(string program)
    {
        try
        {
            while (true)
            {
                Note(await TestAsync(program).ConfigureAwait(false));
                var pause = _misses > 0 && AgainAfter < interval ? AgainAfter : interval;
                await Task.Delay(pause, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    private void Note(bool isSeen)
    {
        _misses = isSeen ? 0 : _misses + 1;
        if (_misses == MissesMax) log.SelfTestMissed(MissesMax);
        if (isSeen && _state == SelfTestState.Missed) log.SelfTestSeenAgain();
        if (isSeen) _state = SelfTestState.Seen;
        else if (_misses >= MissesMax) _state = SelfTestState.Missed;
    }

    private async Task<bool> TestAsync(string program)
    {
        // As good as random bytes, and without the library that makes them, which takes five megabytes for itself.
        string secret = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";
        long before = marker.Seen;
        marker.Expect(Encoding.ASCII.GetBytes(secret));
        long start = Stopwatch.GetTimestamp();
        if (!await TryRunAsync(program, secret).ConfigureAwait(false)) return false;
        while (marker.Seen == before && Stopwatch.GetElapsedTime(start) < SeenWithin)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _stop.Token).ConfigureAwait(false);
        }

        return marker.Seen != before;
    }

    // A file system that does not answer holds up an exec for good: that proves nothing either, and must not be the end
    // of all tests. Until it goes on there is no other, or they would pile up.
    private async Task<bool> TryRunAsync(string program, string secret)
    {
        if (!_running.IsCompleted) return false;

        // Its exec is over when this returns; its end is nothing to wait for, and the runtime takes note of it.
        _running = Task.Run(() => Run(program, ["kosmos-probe-self-test", secret]));
        await _running.WaitAsync(RunWithin, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Token.ThrowIfCancellationRequested();
        return _running.IsCompletedSuccessfully;
    }
}
